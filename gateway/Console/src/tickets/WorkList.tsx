import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read } from '../shell/api'
import { draftedRecords } from '../shell/drafts'
import { useShortcuts } from '../shell/keys'
import { may } from '../shell/may'
import { person } from '../shell/session'
import { Nothing, Trouble } from '../shell/Trouble'
import { Due, When } from '../shell/When'
import { Priority, Status } from './marks'
import { isOpen, listQuery, namesQuery, ticketQuery, type Ticket } from './queries'

type View = 'mine' | 'offered' | 'queue' | 'open'
type Row = { ticket: Ticket; band: string }

/** What waits for this person, the most urgent first. */
export function WorkList() {
  const { t } = useTranslation()
  const go = useNavigate()
  const search = useSearch({ strict: false }) as { view?: View; q?: string; unit?: string; customer?: string }
  const isDesk = may('TakeTicket')
  const view: View = search.view ?? (search.unit || search.customer || search.q || !isDesk ? 'open' : 'mine')
  const [typed, setTyped] = useState(search.q ?? '')
  const [q] = useDebouncedValue(typed.trim(), 250)
  useEffect(() => {
    if (q !== (search.q ?? '')) void go({ to: '/work', search: { ...search, q: q || undefined }, replace: true })
  }, [q, search, go])

  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('areas.work')}</h1>
        {isDesk && (
          <SegmentedControl
            size="xs"
            aria-label={t('work.view')}
            value={view}
            onChange={next => void go({ to: '/work', search: { view: next } })}
            data={(['mine', 'offered', 'queue', 'open'] as const).map(v => ({ value: v, label: t(`work.views.${v}`) }))}
          />
        )}
        <TextInput
          size="xs"
          type="search"
          aria-label={t('work.filter')}
          placeholder={t('work.filter')}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        {(search.unit || search.customer) && (
          <Button size="compact-xs" variant="default" onClick={() => void go({ to: '/work', search: {} })}>
            {search.unit ?? search.customer} ✕
          </Button>
        )}
      </div>
      {view === 'queue' ? <Queue /> : <Tickets view={view} filter={{ q: search.q, unit: search.unit, customer: search.customer }} />}
    </div>
  )
}

function Tickets({ view, filter }: { view: View; filter: { q?: string; unit?: string; customer?: string } }) {
  const { t } = useTranslation()
  const query = view === 'mine' ? { ...filter, owner: person().id } : filter
  const list = useQuery({ ...listQuery(query), placeholderData: keepPreviousData })
  if (list.error) return <Trouble error={list.error} again={() => void list.refetch()} />
  if (!list.data) return <p className="quiet" role="status">{t('work.loading')}</p>
  const rows = list.data.rows.filter(row => (view === 'offered' ? row.ticket.handOverTo === person().id : filter.unit || filter.customer || isOpen(row.ticket)))
  return (
    <>
      {rows.length === 0 ? <Nothing>{t(`work.empty.${view}`)}</Nothing> : <Rows rows={rows} />}
      {list.data.more && <p className="quiet small">{t('work.more')}</p>}
    </>
  )
}

function Rows({ rows }: { rows: Row[] }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const queries = useQueryClient()
  const [here, setHere] = useState(0)
  const body = useRef<HTMLTableSectionElement>(null)
  const drafted = new Set(draftedRecords().map(([record]) => record))
  const numbers = [...new Set(rows.map(row => row.ticket.customerNumber))].sort().slice(0, 200)
  const names = useQuery(namesQuery(numbers, t('work.purpose')))
  const nameOf = new Map(names.data?.map(hit => [hit.number, hit.name]))
  const at = Math.min(here, rows.length - 1)
  const open = (row: Row | undefined) => row && void go({ to: '/tickets/$number', params: { number: row.ticket.id } })
  const move = (step: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at + step))
    setHere(next)
    body.current?.querySelectorAll('tr')[next]?.scrollIntoView({ block: 'nearest' })
  }
  useShortcuts([
    { keys: 'j', text: 'keys.next', run: () => move(1) },
    { keys: 'k', text: 'keys.previous', run: () => move(-1) },
    { keys: 'Enter', text: 'keys.open', run: () => open(rows[at]) },
  ])
  return (
    <>
      <table className="rows" aria-rowcount={rows.length}>
        <caption className="sr">{t('areas.work')}</caption>
        <thead>
          <tr>
            <th>{t('work.due')}</th>
            <th>{t('work.ticket')}</th>
            <th>{t('work.words')}</th>
            <th className="wide">{t('work.status')}</th>
            <th className="wide">{t('work.customer')}</th>
            <th className="wide">{t('work.owner')}</th>
            <th className="wide">{t('work.opened')}</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map(({ ticket, band }, i) => (
            <tr key={ticket.id} data-here={i === at} onClick={() => open(rows[i])} onMouseEnter={() => void queries.prefetchQuery(ticketQuery(ticket.id))}>
              <td className={`nowrap small ${band === 'overdue' ? 'due-late' : band === 'soon' ? 'due-soon' : 'quiet'}`}>{t(`work.bands.${band}`)}</td>
              <td className="nowrap">
                <Link to="/tickets/$number" params={{ number: ticket.id }} onClick={event => event.stopPropagation()}>
                  {ticket.id}
                </Link>
                <br />
                <Priority priority={ticket.priority} />
              </td>
              <td>
                <span className="words">{ticket.text}</span>
                <span className="quiet small">
                  {t(`types.${ticket.type}`)}
                  {ticket.model && ` · ${ticket.model}`}
                  {ticket.unansweredSince && <b className="due-soon"> · {t('work.unanswered')} <When at={ticket.unansweredSince} /></b>}
                  {ticket.handOverTo && ` · ${t('work.offeredTo', { who: ticket.handOverTo })}`}
                  {drafted.has(ticket.id) && <b> · {t('work.draft')}</b>}
                </span>
              </td>
              <td className="wide">
                <Status status={ticket.status} waitingFor={ticket.waitingFor} />
              </td>
              <td className="wide">
                {nameOf.get(ticket.customerNumber) ?? <span className="quiet nowrap">{ticket.customerNumber}</span>}
              </td>
              <td className="wide">{ticket.owner}</td>
              <td className="wide nowrap">
                <When at={ticket.openedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {may('NameCustomers') && !names.data && (
        <Button size="compact-sm" variant="subtle" mt="sm" onClick={() => void names.refetch()} loading={names.isFetching}>
          {t('work.names')}
        </Button>
      )}
    </>
  )
}

/** Tickets that wait for somebody to take them, in the order in which they are offered. */
function Queue() {
  const { t } = useTranslation()
  const go = useNavigate()
  const queue = useQuery({
    queryKey: ['tickets', 'queue'],
    queryFn: () => read(api.GET('/api/routing/queue', { params: { query: { limit: 100 } } })),
    refetchInterval: 30_000,
  })
  const [here, setHere] = useState(0)
  const rows = queue.data?.tickets ?? []
  const at = Math.min(here, rows.length - 1)
  useShortcuts([
    { keys: 'j', text: 'keys.next', run: () => setHere(Math.min(rows.length - 1, at + 1)) },
    { keys: 'k', text: 'keys.previous', run: () => setHere(Math.max(0, at - 1)) },
    { keys: 'Enter', text: 'keys.open', run: () => rows[at] && void go({ to: '/tickets/$number', params: { number: rows[at].number } }) },
  ])
  if (queue.error) return <Trouble error={queue.error} again={() => void queue.refetch()} />
  if (!queue.data) return <p className="quiet" role="status">{t('work.loading')}</p>
  if (rows.length === 0) return <Nothing>{t('work.empty.queue')}</Nothing>
  return (
    <table className="rows">
      <caption className="sr">{t('work.views.queue')}</caption>
      <thead>
        <tr>
          <th>{t('work.due')}</th>
          <th>{t('work.ticket')}</th>
          <th>{t('work.goesTo')}</th>
          <th className="wide">{t('work.because')}</th>
          <th className="wide">{t('work.opened')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={row.number} data-here={i === at} onClick={() => void go({ to: '/tickets/$number', params: { number: row.number } })}>
            <td>
              <Due at={row.dueAt} late={t('work.late')} />
            </td>
            <td>
              <Link to="/tickets/$number" params={{ number: row.number }}>
                {row.number}
              </Link>
            </td>
            <td>{row.for ?? <span className="quiet">{t('work.nobody')}</span>}</td>
            <td className="wide quiet">{row.because}</td>
            <td className="wide nowrap">
              <When at={row.openedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
