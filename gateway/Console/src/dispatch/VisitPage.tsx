import { Button, Checkbox, Group, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'
import { Command } from '../shell/Command'
import { useDraft } from '../shell/drafts'
import { may } from '../shell/may'
import { Trouble } from '../shell/Trouble'
import { clockTime, day, exact, number as shown } from '../shell/When'
import { Pad } from './Pad'

type Order = Schema<'WorkOrderView'>
type Visit = Schema<'VisitView'>
type At = { params: { path: { number: string; visit: number } } }

/** One work order: its present visit, who can do it and why, and the next step of whoever looks. */
export function VisitPage() {
  const { t } = useTranslation()
  const { number } = useParams({ strict: false }) as { number: string }
  const queries = useQueryClient()
  const key = ['dispatch', number]
  const order = useQuery({ queryKey: key, queryFn: () => read(api.GET('/api/work-orders/{number}', { params: { path: { number } } })) })
  const keep = (answer: Order) => queries.setQueryData(key, answer)
  if (order.error && !order.data)
    return (
      <div className="page">
        <Trouble error={order.error} again={() => void order.refetch()} />
      </div>
    )
  if (!order.data) return <div className="page quiet" role="status">…</div>
  const o = order.data
  const visits = o.visits ?? []
  const visit = visits.at(-1)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{o.id}</h1>
        <span className="mark">{t(`orders.${o.status ?? 'unscheduled'}`)}</span>
        <span className="small">
          {t('work.ticket')}{' '}
          <Link to="/tickets/$number" params={{ number: o.ticketNumber }}>
            {o.ticketNumber}
          </Link>
        </span>
        <span className="quiet small">
          {o.model} {o.unitImei} · {o.regionCode} · {t(`priority.${o.priority}`)}
        </span>
      </div>
      <div className="record">
        <div>
          {visit && <Steps order={o} visit={visit} keep={keep} />}
          {visit?.state === 'proposed' && may('ShowCandidates') && <Candidates order={o} visit={visit} keep={keep} />}
          <section className="panel">
            <h2>{t('visits.visits')}</h2>
            <ol className="story">
              {visits.map(v => (
                <li key={v.visit}>
                  <b>{t(`visitStates.${v.state ?? 'proposed'}`)}</b>{' '}
                  {v.windowFrom && v.windowTo && `${day(v.windowFrom)} ${clockTime(v.windowFrom)} – ${clockTime(v.windowTo)}`} {v.engineerId} {v.reason}
                  {(v.offers ?? []).map(offer => (
                    <div key={offer.at} className="happened">
                      {offer.engineerId} · {i18next.exists(`answers.${offer.answer}`) ? t(`answers.${offer.answer}`) : offer.answer} · {exact(offer.at)} {offer.reason}
                    </div>
                  ))}
                </li>
              ))}
            </ol>
          </section>
        </div>
        <aside>{visit && may('ShowCustomer') && visit.engineerId && <Whereto order={o} visit={visit} />}</aside>
      </div>
    </div>
  )
}

/** Name, phone and address of the customer: shown on demand, since the look is recorded. */
function Whereto({ order, visit }: { order: Order; visit: Visit }) {
  const { t } = useTranslation()
  const where = useQuery({
    queryKey: ['dispatch', order.id, 'customer'],
    queryFn: () => read(api.GET('/api/work-orders/{number}/visits/{visit}/customer', { params: { path: { number: order.id, visit: visit.visit } } })),
    enabled: false,
  })
  const c = where.data
  return (
    <section className="panel">
      <h2>{t('work.customer')}</h2>
      {where.error && <Trouble error={where.error} />}
      {c ? (
        <dl className="facts">
          <dt>{t('side.name')}</dt>
          <dd>{c.name}</dd>
          <dt>{t('side.phone')}</dt>
          <dd>
            <a href={`tel:${c.phone}`}>{c.phone}</a>
          </dd>
          <dt>{t('side.address')}</dt>
          <dd>
            {c.city} {c.address}
          </dd>
        </dl>
      ) : (
        <Button size="sm" variant="default" onClick={() => void where.refetch()} loading={where.isFetching}>
          {t('side.show')}
        </Button>
      )}
    </section>
  )
}

function Candidates({ order, visit, keep }: { order: Order; visit: Visit; keep: (answer: Order) => void }) {
  const { t } = useTranslation()
  const ranked = useQuery({
    queryKey: ['dispatch', order.id, 'candidates'],
    queryFn: () => read(api.GET('/api/work-orders/{number}/candidates', { params: { path: { number: order.id } } })),
  })
  return (
    <section className="panel">
      <h2>{t('visits.candidates')}</h2>
      {ranked.error && <Trouble error={ranked.error} again={() => void ranked.refetch()} />}
      <table className="rows">
        <caption className="sr">{t('visits.candidates')}</caption>
        <thead>
          <tr>
            <th>{t('visits.engineer')}</th>
            <th>{t('visits.window')}</th>
            <th className="wide">{t('work.because')}</th>
            <th>{t('visits.offer')}</th>
          </tr>
        </thead>
        <tbody>
          {ranked.data?.candidates.map(c => (
            <tr key={c.engineerId}>
              <td>
                {c.engineerId}
                <br />
                <span className="quiet small">
                  {c.siteCode}
                  {c.kilometres != null && ` · ${shown(Math.round(c.kilometres))} km`}
                </span>
              </td>
              <td className="small">
                {day(c.windowFrom)}
                <br />
                {clockTime(c.windowFrom)} – {clockTime(c.windowTo)}
              </td>
              <td className="wide quiet small">
                {c.reasons.map(r => `${i18next.exists(`ranking.${r.code}`) ? t(`ranking.${r.code}`) : r.code} ${r.points > 0 ? '+' : ''}${shown(r.points)}`).join(' · ')}
              </td>
              <td>
                <Command
                  concerns="dispatch"
                  answer={keep}
                  send={() =>
                    read(
                      api.POST('/api/work-orders/{number}/visits/{visit}/offer', {
                        params: { path: { number: order.id, visit: visit.visit } },
                        body: { engineerId: c.engineerId, windowFrom: c.windowFrom, windowTo: c.windowTo },
                      }),
                    )
                  }
                >
                  {t('visits.offer')}
                </Command>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {ranked.data?.candidates.length === 0 && <p className="warn">{t('visits.noCandidate')}</p>}
    </section>
  )
}

/** What the engineer, or a dispatcher for them, does next. */
function Steps({ order, visit, keep }: { order: Order; visit: Visit; keep: (answer: Order) => void }) {
  const { t } = useTranslation()
  const at: At = { params: { path: { number: order.id, visit: visit.visit } } }
  const step = { concerns: 'dispatch', answer: keep }
  const offered = (visit.offers ?? []).some(offer => offer.answer === 'open' || offer.answer === 'pending' || offer.answer === 'waiting')
  return (
    <section className="panel" aria-label={t('repairs.next')}>
      <h2>{t('repairs.next')}</h2>
      <Group gap="xs">
        {visit.state === 'proposed' && offered && may('AcceptOffer') && (
          <>
            <Command {...step} main send={() => read(api.POST('/api/work-orders/{number}/visits/{visit}/accept', at))}>{t('ticket.accept')}</Command>
            <Command {...step} send={() => read(api.POST('/api/work-orders/{number}/visits/{visit}/decline', { ...at, body: { reason: 'busy' } }))}>{t('ticket.decline')}</Command>
          </>
        )}
        {visit.state === 'confirmed' && may('LeaveForVisit') && (
          <Command {...step} main send={() => read(api.POST('/api/work-orders/{number}/visits/{visit}/on-the-way', at))}>{t('visits.leave')}</Command>
        )}
        {visit.state === 'onTheWay' && may('ArriveAtVisit') && (
          <Command {...step} main send={() => read(api.POST('/api/work-orders/{number}/visits/{visit}/arrive', { ...at, body: {} }))}>{t('visits.arrive')}</Command>
        )}
      </Group>
      {visit.state === 'onSite' && may('CompleteVisit') && <Complete order={order} at={at} keep={keep} />}
      {visit.state === 'proposed' && !offered && <p className="quiet">{visit.waiting ?? t('visits.noWindow')}</p>}
    </section>
  )
}

const outcomes = ['repaired', 'noFaultFound', 'advised', 'needsWorkshop'] as const

function Complete({ order, at, keep }: { order: Order; at: At; keep: (answer: Order) => void }) {
  const { t } = useTranslation()
  const findings = useDraft(order.id, 'findings')
  const acts = useDraft(order.id, 'acts')
  const [outcome, setOutcome] = useState<Schema<'VisitOutcome'>>('repaired')
  const [hours, setHours] = useState(1)
  const [kilometres, setKilometres] = useState(0)
  const [fault, setFault] = useState(order.faultCode ?? '')
  const [signature, setSignature] = useState<string | null>(null)
  const [byOther, setByOther] = useState(false)
  return (
    <>
      <Select mt="sm" label={t('visits.outcome')} allowDeselect={false} value={outcome} onChange={next => setOutcome(next as Schema<'VisitOutcome'>)} data={outcomes.map(o => ({ value: o, label: t(`outcomes.${o}`) }))} />
      <Textarea mt="sm" label={t('visits.findings')} required autosize minRows={2} value={findings.text} onChange={event => findings.write(event.currentTarget.value)} />
      <Textarea mt="sm" label={t('visits.acts')} description={t('visits.actsHint')} required autosize minRows={2} value={acts.text} onChange={event => acts.write(event.currentTarget.value)} />
      <Group grow align="end" mt="sm">
        <TextInput label={t('repairs.fault')} value={fault} onChange={event => setFault(event.currentTarget.value)} />
        <NumberInput label={t('repairs.hours')} min={0} step={0.5} value={hours} onChange={next => setHours(Number(next))} />
        <NumberInput label={t('visits.kilometres')} min={0} value={kilometres} onChange={next => setKilometres(Number(next))} />
      </Group>
      <Pad onDrawn={setSignature} />
      <Checkbox my="xs" label={t('visits.representative')} checked={byOther} onChange={event => setByOther(event.currentTarget.checked)} />
      <Command
        main
        concerns="dispatch"
        disabled={!findings.text.trim() || !acts.text.trim() || !signature}
        answer={answer => {
          findings.drop()
          acts.drop()
          keep(answer)
        }}
        send={() =>
          read(
            api.POST('/api/work-orders/{number}/visits/{visit}/complete', {
              ...at,
              body: {
                outcome,
                findings: findings.text.trim(),
                acts: acts.text.split('\n').map(line => line.trim()).filter(Boolean),
                hours,
                travelKilometres: kilometres,
                faultCode: fault || undefined,
                signature: { imageBase64: signature!, signedBy: byOther ? 'representative' : 'customer' },
              },
            }),
          )
        }
      >
        {t('visits.complete')}
      </Command>
    </>
  )
}
