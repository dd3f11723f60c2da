import { roles } from '../api/roles'
import { person } from './session'

export type Operation = keyof typeof roles

/** Whether one of this person's roles may call the operation; whose rows it shows is up to the service. */
export const may = (operation: Operation) => (roles[operation] as readonly string[]).some(role => person().roles.includes(role))
