import { may, type Operation } from './may'
import { person } from './session'

/** A place of the desk: where it is, which key leads there, and the operation that who works there may call. */
export type Area = { path: '/work' | '/visits' | '/repairs' | '/stock' | '/complaints' | '/search'; text: string; key: string; needs: Operation; roles?: string[] }

const all: Area[] = [
  { path: '/work', text: 'areas.work', key: 'g t', needs: 'ListTickets', roles: ['agent', 'supervisor', 'quality', 'auditor', 'complaintHandler', 'dispatcher', 'administrator'] },
  { path: '/visits', text: 'areas.visits', key: 'g d', needs: 'ListWorkOrders', roles: ['dispatcher', 'supervisor', 'engineer'] },
  { path: '/repairs', text: 'areas.repairs', key: 'g r', needs: 'ListRepairOrders', roles: ['engineer', 'storekeeper', 'supervisor', 'agent', 'quality'] },
  { path: '/stock', text: 'areas.stock', key: 'g s', needs: 'ListStock', roles: ['storekeeper', 'engineer', 'supervisor', 'dispatcher'] },
  { path: '/complaints', text: 'areas.complaints', key: 'g c', needs: 'ListComplaints' },
  { path: '/search', text: 'areas.search', key: '/', needs: 'Search' },
]

/** The areas of this person. */
export const areas = () => all.filter(area => may(area.needs) && (area.roles?.some(role => person().roles.includes(role)) ?? true))

const first: Record<string, Area['path']> = {
  agent: '/work',
  supervisor: '/work',
  dispatcher: '/visits',
  engineer: '/visits',
  complaintHandler: '/complaints',
  storekeeper: '/stock',
}

/** Where this person's work begins. */
export const home = (): Area['path'] => first[person().roles.find(role => first[role]) ?? ''] ?? '/work'
