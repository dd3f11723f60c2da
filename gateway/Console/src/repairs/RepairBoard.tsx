import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'
import { useShortcuts } from '../shell/keys'
import { Nothing, Trouble } from '../shell/Trouble'
import { When } from '../shell/When'

const columns: { title: string; states: Schema<'RepairStatus'>[] }[] = [
  { title: 'requested', states: ['requested'] },
  { title: 'received', states: ['received', 'diagnosed'] },
  { title: 'quoted', states: ['quoted', 'quoteAccepted'] },
  { title: 'awaitingParts', states: ['awaitingParts'] },
  { title: 'inRepair', states: ['inRepair', 'qualityCheck'] },
  { title: 'ready', states: ['ready'] },
]
const states = columns.flatMap(column => column.states)

/** The workshop's orders by where they stand; a scanned serial number finds those of its unit. */
export function RepairBoard() {
  const { t } = useTranslation()
  const go = useNavigate()
  const [scanned, setScanned] = useState('')
  const [imei, setImei] = useState('')
  const orders = useQuery({
    queryKey: ['repair', 'board', imei],
    queryFn: async () => {
      if (imei) return (await read(api.GET('/api/repair-orders', { params: { query: { imei, limit: 50 } } }))).items
      const pages = await Promise.all(states.map(status => read(api.GET('/api/repair-orders', { params: { query: { status, limit: 50 } } }))))
      return pages.flatMap(page => page.items)
    },
  })
  useShortcuts([{ keys: 'i', text: 'keys.scan', run: () => document.getElementById('scan')?.focus() }])
  const scan = (event: FormEvent) => {
    event.preventDefault()
    setImei(scanned.replace(/\D/g, ''))
  }
  const found = orders.data ?? []
  if (imei && found.length === 1) {
    // The scanner ends with Enter: one unit, one order, nothing to choose.
    void go({ to: '/repairs/$number', params: { number: found[0]!.id } })
  }
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('areas.repairs')}</h1>
        <form onSubmit={scan}>
          <TextInput id="scan" size="xs" aria-label={t('repairs.scan')} placeholder={t('repairs.scan')} value={scanned} inputMode="numeric" onChange={event => setScanned(event.currentTarget.value)} />
        </form>
      </div>
      {orders.error && <Trouble error={orders.error} again={() => void orders.refetch()} />}
      {imei && orders.data?.length === 0 && <Nothing>{t('repairs.noneOfUnit')}</Nothing>}
      <div className="board" tabIndex={0} role="group" aria-label={t('areas.repairs')}>
        {columns.map(column => {
          const cards = found.filter(order => column.states.includes(order.status ?? 'requested'))
          return (
            <section key={column.title} aria-label={t(`orders.${column.title}`)}>
              <h2>
                {t(`orders.${column.title}`)} · {cards.length}
              </h2>
              {cards.map(order => (
                <Link key={order.id} to="/repairs/$number" params={{ number: order.id }} className="card">
                  <b>{order.id}</b> {order.status !== column.title && <span className="small">{t(`orders.${order.status}`)}</span>}
                  <br />
                  {order.unitImei} · {order.faultCode}
                  <br />
                  <span className="quiet small">
                    {order.siteCode ?? t('repairs.noSite')} · <When at={order.openedAt} />
                    {(order.timersPassed ?? []).length > 0 && <b className="due-late"> · {t('repairs.days', { n: Math.max(...(order.timersPassed ?? [])) })}</b>}
                  </span>
                </Link>
              ))}
            </section>
          )
        })}
      </div>
    </div>
  )
}
