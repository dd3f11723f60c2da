import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'
import { person } from '../shell/session'
import { Nothing, Trouble } from '../shell/Trouble'
import { clockTime, day, When } from '../shell/When'

type Order = Schema<'WorkOrderView'>

const open: Schema<'WorkOrderStatus'>[] = ['unscheduled', 'scheduled', 'enRoute', 'inProgress', 'suspended']

/** Visits of the day: to a dispatcher by where they stand, to an engineer the own ones in the order of the day. */
export function VisitBoard() {
  const { t } = useTranslation()
  const me = person()
  const isEngineer = me.roles.includes('engineer') && !me.roles.includes('dispatcher')
  const [view, setView] = useState<'mine' | 'all'>(isEngineer ? 'mine' : 'all')
  const orders = useQuery({
    queryKey: ['dispatch', 'board', view],
    queryFn: async () => {
      const engineer = view === 'mine' ? me.id : undefined
      const pages = await Promise.all(open.map(status => read(api.GET('/api/work-orders', { params: { query: { status, engineer, limit: 50 } } }))))
      return pages.flatMap(page => page.items)
    },
  })
  const found = orders.data ?? []
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('areas.visits')}</h1>
        {isEngineer && (
          <SegmentedControl
            size="xs"
            aria-label={t('work.view')}
            value={view}
            onChange={next => setView(next as typeof view)}
            data={(['mine', 'all'] as const).map(v => ({ value: v, label: t(`visits.views.${v}`) }))}
          />
        )}
      </div>
      {orders.error && <Trouble error={orders.error} again={() => void orders.refetch()} />}
      {orders.data && found.length === 0 && <Nothing>{t('visits.none')}</Nothing>}
      {view === 'mine' ? (
        <ul className="story">
          {found.sort(byWindow).map(order => (
            <li key={order.id}>
              <Card order={order} withState />
            </li>
          ))}
        </ul>
      ) : (
        <div className="board" tabIndex={0} role="group" aria-label={t('areas.visits')}>
          {open.map(status => {
            const cards = found.filter(order => (order.status ?? 'unscheduled') === status).sort(byWindow)
            return (
              <section key={status} aria-label={t(`orders.${status}`)}>
                <h2>
                  {t(`orders.${status}`)} · {cards.length}
                </h2>
                {cards.map(order => (
                  <Card key={order.id} order={order} />
                ))}
              </section>
            )
          })}
        </div>
      )}
    </div>
  )
}

const visitOf = (order: Order) => (order.visits ?? []).at(-1)

const byWindow = (a: Order, b: Order) =>
  (visitOf(a)?.windowFrom ?? visitOf(a)?.wishedFrom ?? '9').localeCompare(visitOf(b)?.windowFrom ?? visitOf(b)?.wishedFrom ?? '9')

function Card({ order, withState }: { order: Order; withState?: boolean }) {
  const { t } = useTranslation()
  const visit = visitOf(order)
  const late = visit?.windowTo && Date.parse(visit.windowTo) < Date.now()
  return (
    <Link to="/visits/$number" params={{ number: order.id }} className="card">
      <b>{order.id}</b> {withState && <span className="small">{t(`orders.${order.status ?? 'unscheduled'}`)}</span>}
      <br />
      {visit?.windowFrom && visit.windowTo ? (
        <span className={late ? 'due-late' : undefined}>
          {day(visit.windowFrom)} {clockTime(visit.windowFrom)} – {clockTime(visit.windowTo)} {late && t('work.late')}
        </span>
      ) : (
        <span className="due-soon">{t('visits.noWindow')}</span>
      )}
      <br />
      <span className="quiet small">
        {order.engineerId ?? t('visits.nobody')} · {order.regionCode} {order.model && `· ${order.model}`} · <When at={order.openedAt} />
      </span>
    </Link>
  )
}
