import { Button, Checkbox, Group, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'
import { Command } from '../shell/Command'
import { may } from '../shell/may'
import { person } from '../shell/session'
import { Trouble } from '../shell/Trouble'
import { day, exact, money } from '../shell/When'

type Order = Schema<'RepairOrderView'>
type Options = { params: { path: { number: string } } }

/** One repair order: the unit, the decision with its reasons, and the next step. */
export function RepairPage() {
  const { t } = useTranslation()
  const { number } = useParams({ strict: false }) as { number: string }
  const queries = useQueryClient()
  const key = ['repair', number]
  const at: Options = { params: { path: { number } } }
  const order = useQuery({ queryKey: key, queryFn: () => read(api.GET('/api/repair-orders/{number}', at)) })
  const keep = (answer: Order) => queries.setQueryData(key, answer)
  if (order.error && !order.data) return <div className="page"><Trouble error={order.error} again={() => void order.refetch()} /></div>
  if (!order.data) return <div className="page quiet" role="status">…</div>
  const o = order.data
  return (
    <div className="page">
      <div className="page-head">
        <h1>{o.id}</h1>
        <span className="mark">{t(`orders.${o.status}`)}</span>
        <span className="quiet small">
          {t('ticket.opened')} {exact(o.openedAt)}
          {o.daysInRepair != null && ` · ${t('repairs.days', { n: o.daysInRepair })}`}
        </span>
      </div>
      <div className="record">
        <div>
          <NextStep order={o} at={at} keep={keep} />
          {(o.warrantyDecisions ?? []).map(d => (
            <section key={d.at} className="panel">
              <h2>{t('repairs.decision', { row: d.decision.row })}</h2>
              <p>
                <b>{t(d.decision.free ? 'repairs.free' : 'repairs.paid')}</b> · {t('repairs.table')} {d.decision.tableVersion} · {exact(d.at)}
                {d.decision.termEndsOn && ` · ${t('repairs.termEnds')} ${day(d.decision.termEndsOn)}`}
              </p>
              <ol>
                {d.decision.reasons.map(reason => (
                  <li key={reason}>{i18next.exists(`reasons.${reason}`) ? t(`reasons.${reason}`) : reason}</li>
                ))}
              </ol>
              <p className="small">
                {t('repairs.options')}: {(d.decision.options as string[]).map(option => t(`options.${option}`)).join(', ')}
                {o.chosen && ` · ${t('repairs.chosen')}: ${t(`options.${o.chosen}`)}`}
              </p>
            </section>
          ))}
          {o.quote && (
            <section className="panel">
              <h2>{t('repairs.quote')}</h2>
              <dl className="facts">
                <dt>{t('repairs.parts')}</dt>
                <dd>{money(o.quote.partsAmount)}</dd>
                <dt>{t('repairs.labour')}</dt>
                <dd>{money(o.quote.laborAmount)}</dd>
                <dt>{t('repairs.sum')}</dt>
                <dd>
                  <b>{money(o.quote.amount)}</b> {o.quote.accepted != null && t(o.quote.accepted ? 'repairs.accepted' : 'repairs.declined')}
                </dd>
              </dl>
            </section>
          )}
        </div>
        <aside>
          <section className="panel">
            <h2>{t('side.unit')}</h2>
            <dl className="facts">
              <dt>{t('side.serial')}</dt>
              <dd>{o.unitImei}</dd>
              <dt>{t('repairs.fault')}</dt>
              <dd>{o.faultCode}</dd>
              <dt>{t('repairs.site')}</dt>
              <dd>{o.siteCode ?? '–'}</dd>
              {o.ticketNumber && (
                <>
                  <dt>{t('work.ticket')}</dt>
                  <dd>
                    <Link to="/tickets/$number" params={{ number: o.ticketNumber }}>{o.ticketNumber}</Link>
                  </dd>
                </>
              )}
              {o.repeatOf && (
                <>
                  <dt>{t('repairs.repeatOf')}</dt>
                  <dd>
                    <Link to="/repairs/$number" params={{ number: o.repeatOf }}>{o.repeatOf}</Link>
                  </dd>
                </>
              )}
              <dt>{t('repairs.accessories')}</dt>
              <dd>{(o.accessories ?? []).join(', ') || '–'}</dd>
              <dt>{t('repairs.waybill')}</dt>
              <dd>{o.waybill ?? '–'}</dd>
            </dl>
          </section>
          <section className="panel">
            <h2>{t('repairs.parts')}</h2>
            <Lines lines={o.parts ?? []} />
            {(o.missingParts ?? []).length > 0 && (
              <>
                <p className="warn">{t('repairs.missing')}</p>
                <Lines lines={o.missingParts ?? []} />
              </>
            )}
          </section>
        </aside>
      </div>
    </div>
  )
}

function Lines({ lines }: { lines: Schema<'RepairPartLine'>[] }) {
  const { t } = useTranslation()
  if (lines.length === 0) return <p className="quiet small">{t('repairs.noParts')}</p>
  return (
    <ul className="small">
      {lines.map(line => (
        <li key={line.partNumber}>
          {line.partNumber} × {line.quantity}
        </li>
      ))}
    </ul>
  )
}

type StepProps = { order: Order; at: Options; keep: (answer: Order) => void }

/** What has to be done now, and by whom it may be. */
function NextStep({ order, at, keep }: StepProps) {
  const { t } = useTranslation()
  const step = { answer: keep, concerns: 'repair' }
  const status = order.status ?? 'requested'
  const answer = { version: order.quote?.version ?? 0 }
  const choosable = (order.warrantyDecisions ?? []).at(-1)?.decision.options as Schema<'RepairOption'>[] | undefined
  return (
    <section className="panel" aria-label={t('repairs.next')}>
      <h2>{t('repairs.next')}</h2>
      {status === 'requested' && may('ReceiveUnit') && <Receive order={order} at={at} keep={keep} />}
      {status === 'received' && may('DiagnoseUnit') && <Diagnose order={order} at={at} keep={keep} />}
      <Group gap="xs" mt="xs">
        {status === 'diagnosed' && may('ChooseOption') && !order.chosen &&
          choosable?.map(option => (
            <Command key={option} {...step} main send={() => read(api.POST('/api/repair-orders/{number}/choose', { ...at, body: { option } }))}>
              {t(`options.${option}`)}
            </Command>
          ))}
        {status === 'quoted' && may('AcceptQuote') && (
          <>
            <Command {...step} main send={() => read(api.POST('/api/repair-orders/{number}/quote/accept', { ...at, body: answer }))}>{t('repairs.acceptQuote')}</Command>
            <Command {...step} send={() => read(api.POST('/api/repair-orders/{number}/quote/decline', { ...at, body: answer }))}>{t('repairs.declineQuote')}</Command>
          </>
        )}
        {['diagnosed', 'quoteAccepted', 'awaitingParts'].includes(status) && may('ReserveParts') && (
          <Command {...step} main={status === 'awaitingParts'} send={() => read(api.POST('/api/repair-orders/{number}/reserve-parts', at))}>{t('repairs.reserve')}</Command>
        )}
        {status === 'inRepair' && may('FinishRepair') && (
          <Command {...step} main send={() => read(api.POST('/api/repair-orders/{number}/finish', at))}>{t('repairs.finish')}</Command>
        )}
        {status === 'ready' && may('HandOver') && (
          <Command {...step} main send={() => read(api.POST('/api/repair-orders/{number}/hand-over', at))}>{t('repairs.handOver')}</Command>
        )}
      </Group>
      {status === 'qualityCheck' && may('CheckQuality') && <Check order={order} at={at} keep={keep} />}
      {order.cancelledBecause && <p>{order.cancelledBecause}</p>}
    </section>
  )
}

function Receive({ order, at, keep }: StepProps) {
  const { t } = useTranslation()
  const own = person().sites.find(site => !site.endsWith('*'))
  const [site, setSite] = useState(order.siteCode ?? own ?? '')
  const [accessories, setAccessories] = useState('')
  const [waybill, setWaybill] = useState('')
  return (
    <>
      <Group grow>
        <TextInput label={t('repairs.site')} required value={site} onChange={event => setSite(event.currentTarget.value.toUpperCase())} />
        <TextInput label={t('repairs.waybill')} value={waybill} onChange={event => setWaybill(event.currentTarget.value)} />
      </Group>
      <TextInput my="xs" label={t('repairs.accessories')} description={t('repairs.accessoriesHint')} value={accessories} onChange={event => setAccessories(event.currentTarget.value)} />
      <Command
        main
        concerns="repair"
        answer={keep}
        disabled={!site}
        send={() =>
          read(
            api.POST('/api/repair-orders/{number}/receive', {
              ...at,
              body: { siteCode: site, accessories: accessories.split(/[,，、]/).map(a => a.trim()).filter(Boolean), waybill: waybill || undefined },
            }),
          )
        }
      >
        {t('repairs.receive')}
      </Command>
    </>
  )
}

function Diagnose({ order, at, keep }: StepProps) {
  const { t } = useTranslation()
  const [fault, setFault] = useState(order.faultCode)
  const [confirmed, setConfirmed] = useState(true)
  const [hours, setHours] = useState<number>(1)
  const [parts, setParts] = useState<{ partNumber: string; quantity: number }[]>([])
  const setPart = (i: number, change: Partial<(typeof parts)[number]>) => setParts(parts.map((p, j) => (i === j ? { ...p, ...change } : p)))
  return (
    <>
      <Group grow>
        <TextInput label={t('repairs.fault')} required value={fault} onChange={event => setFault(event.currentTarget.value)} />
        <NumberInput label={t('repairs.hours')} min={0} max={99} step={0.5} value={hours} onChange={next => setHours(Number(next))} />
      </Group>
      <Checkbox my="xs" label={t('repairs.confirmed')} checked={confirmed} onChange={event => setConfirmed(event.currentTarget.checked)} />
      {parts.map((part, i) => (
        <Group key={i} grow>
          <TextInput label={t('repairs.part')} value={part.partNumber} onChange={event => setPart(i, { partNumber: event.currentTarget.value })} />
          <NumberInput label={t('stock.quantity')} min={1} max={99} value={part.quantity} onChange={next => setPart(i, { quantity: Number(next) })} />
        </Group>
      ))}
      <Group mt="xs">
        <Button size="xs" variant="default" onClick={() => setParts([...parts, { partNumber: '', quantity: 1 }])}>{t('repairs.addPart')}</Button>
        <Command
          main
          concerns="repair"
          answer={keep}
          disabled={!fault}
          send={() =>
            read(
              api.POST('/api/repair-orders/{number}/diagnose', {
                ...at,
                body: { faultCode: fault, listedFaultConfirmed: confirmed, laborHours: hours, parts: parts.filter(p => p.partNumber) },
              }),
            )
          }
        >
          {t('repairs.diagnose')}
        </Command>
      </Group>
    </>
  )
}

function Check({ at, keep }: StepProps) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const send = (passed: boolean) => () => read(api.POST('/api/repair-orders/{number}/quality-check', { ...at, body: { passed, note } }))
  return (
    <>
      <Textarea label={t('repairs.checkNote')} required value={note} maxLength={2000} onChange={event => setNote(event.currentTarget.value)} />
      <Group mt="xs">
        <Command main concerns="repair" answer={keep} disabled={!note.trim()} send={send(true)}>{t('repairs.passed')}</Command>
        <Command concerns="repair" answer={keep} disabled={!note.trim()} send={send(false)}>{t('repairs.failed')}</Command>
      </Group>
    </>
  )
}
