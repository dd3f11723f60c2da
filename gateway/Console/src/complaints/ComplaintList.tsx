import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'
import { useShortcuts } from '../shell/keys'
import { person } from '../shell/session'
import { Nothing, Trouble } from '../shell/Trouble'
import { Due, When } from '../shell/When'

const open: Schema<'ComplaintStatus'>[] = ['received', 'acknowledged', 'investigating', 'proposed', 'rejected']

/** C2: complaints whose answer is due, the earliest first. */
export function ComplaintList() {
  const { t } = useTranslation()
  const go = useNavigate()
  const [view, setView] = useState<'mine' | 'all'>('all')
  const [here, setHere] = useState(0)
  const list = useQuery({
    queryKey: ['complaints', 'list', view],
    queryFn: async () => {
      const handler = view === 'mine' ? person().id : undefined
      const pages = await Promise.all(open.map(status => read(api.GET('/api/complaints', { params: { query: { status, handler, limit: 100 } } }))))
      return pages.flatMap(page => page.items).sort((a, b) => dueOf(a).localeCompare(dueOf(b)))
    },
  })
  const rows = list.data ?? []
  const at = Math.min(here, rows.length - 1)
  const show = (row: Schema<'ComplaintView'> | undefined) => row && void go({ to: '/complaints/$number', params: { number: row.id } })
  useShortcuts([
    { keys: 'j', text: 'keys.next', run: () => setHere(Math.min(rows.length - 1, at + 1)) },
    { keys: 'k', text: 'keys.previous', run: () => setHere(Math.max(0, at - 1)) },
    { keys: 'Enter', text: 'keys.open', run: () => show(rows[at]) },
  ])
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('areas.complaints')}</h1>
        <SegmentedControl
          size="xs"
          aria-label={t('work.view')}
          value={view}
          onChange={next => setView(next as typeof view)}
          data={(['all', 'mine'] as const).map(v => ({ value: v, label: t(`visits.views.${v}`) }))}
        />
      </div>
      {list.error && <Trouble error={list.error} again={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <Nothing>{t('complaints.none')}</Nothing>}
      {rows.length > 0 && (
        <table className="rows">
          <caption className="sr">{t('areas.complaints')}</caption>
          <thead>
            <tr>
              <th>{t('work.due')}</th>
              <th>{t('areas.complaints')}</th>
              <th>{t('work.words')}</th>
              <th className="wide">{t('work.status')}</th>
              <th className="wide">{t('complaints.handler')}</th>
              <th className="wide">{t('complaints.registered')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={row.id} data-here={i === at} onClick={() => show(row)}>
                <td className="nowrap">
                  <Due at={dueOf(row)} late={t('work.late')} />
                  <br />
                  <span className="quiet small">{t(row.acknowledgedAt ? 'complaints.dueProposal' : 'complaints.dueAcknowledge')}</span>
                </td>
                <td>
                  <Link to="/complaints/$number" params={{ number: row.id }}>
                    {row.id}
                  </Link>
                  <br />
                  <span className={row.severity === 'high' ? 'due-late small' : 'quiet small'}>{t(`severity.${row.severity}`)}</span>
                </td>
                <td>
                  <span className="words">{row.text ?? row.ticketNumber}</span>
                  <span className="quiet small">
                    {t(`about.${row.aboutKind}`)} {row.about}
                  </span>
                </td>
                <td className="wide">{t(`complaintStates.${row.status}`)}</td>
                <td className="wide">{row.handlerId ?? <b className="due-soon">{t('work.nobody')}</b>}</td>
                <td className="wide nowrap">
                  <When at={row.registeredAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

const dueOf = (complaint: Schema<'ComplaintView'>) => (complaint.acknowledgedAt ? complaint.proposalDueAt : complaint.acknowledgeDueAt)
