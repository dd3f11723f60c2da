import { useTranslation } from 'react-i18next'
import type { Schema } from '../shell/api'

// A state is a word with a shape and a colour of its own; each can be told from the others without the colour.
const looks: Record<Schema<'TicketStatus'>, [shape: string, color: string]> = {
  acknowledged: ['ring', '#2b7bd4'],
  inProgress: ['dot', '#2b7bd4'],
  pending: ['bar', '#b36a00'],
  held: ['square', '#b36a00'],
  resolved: ['dot', '#1d8a5f'],
  closed: ['square', '#6b7780'],
  rejected: ['bar', '#6b7780'],
  cancelled: ['bar', '#6b7780'],
}

export function Status({ status, waitingFor }: { status: Schema<'TicketStatus'>; waitingFor?: string | null }) {
  const { t } = useTranslation()
  const [shape, color] = looks[status]
  return (
    <span className="mark" data-shape={shape} style={{ ['--mark' as string]: color }}>
      {t(`status.${status}`)}
      {waitingFor && <span className="quiet">· {t(`waiting.${waitingFor}`)}</span>}
    </span>
  )
}

export function Priority({ priority }: { priority: Schema<'TicketPriority'> }) {
  const { t } = useTranslation()
  const signs = { urgent: '▲▲', high: '▲', normal: '●', low: '▽' }
  return (
    <span className={`nowrap small ${priority === 'urgent' ? 'due-late' : priority === 'high' ? 'due-soon' : 'quiet'}`}>
      <span aria-hidden>{signs[priority]}</span> {t(`priority.${priority}`)}
    </span>
  )
}
