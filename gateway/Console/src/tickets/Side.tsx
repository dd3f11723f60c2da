import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { api, read } from '../shell/api'
import { language } from '../shell/language'
import { may } from '../shell/may'
import { Nothing, Trouble } from '../shell/Trouble'
import { day } from '../shell/When'
import { Status } from './marks'
import { isOpen, type Ticket } from './queries'

/** Customer, unit, work under way and cases that may help, beside a ticket. */
export function Side({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  return (
    <>
      {(ticket.warnings ?? []).map(warning => (
        <div key={warning.code} className="warn" role="note">
          <b>{i18next.exists(`warnings.${warning.code}`) ? t(`warnings.${warning.code}`) : warning.code}</b>: {warning.reason}
          {warning.forbidsAdvanceExchange && ` (${t('side.noAdvance')})`}
        </div>
      ))}
      <CustomerPanel ticket={ticket} />
      {ticket.unitImei && <UnitPanel imei={ticket.unitImei} />}
      <WorkPanel ticket={ticket} />
      {may('SuggestCases') && isOpen(ticket) && <CasesPanel ticket={ticket} />}
    </>
  )
}

function CustomerPanel({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const number = ticket.customerNumber
  // Personal data is asked for by a click, since the look is recorded.
  const file = useQuery({
    queryKey: ['customer', number],
    queryFn: () => read(api.GET('/api/customers/{number}', { params: { path: { number }, query: { purpose: ticket.id } } })),
    enabled: false,
  })
  const others = useQuery({
    queryKey: ['tickets', { customer: number }, 'short'],
    queryFn: () => read(api.GET('/api/tickets', { params: { query: { customer: number, limit: 10 } } })),
  })
  const more = others.data?.items.filter(other => other.id !== ticket.id) ?? []
  return (
    <section className="panel">
      <h2>{t('work.customer')}</h2>
      <dl className="facts">
        <dt>{t('side.number')}</dt>
        <dd>
          {may('GetCustomer') ? (
            <Link to="/customers/$number" params={{ number }}>
              {number}
            </Link>
          ) : (
            number
          )}
        </dd>
        {file.data && (
          <>
            <dt>{t('side.name')}</dt>
            <dd>{file.data.name}</dd>
            <dt>{t('side.phone')}</dt>
            <dd>{file.data.phone}</dd>
            {file.data.email && (
              <>
                <dt>{t('side.email')}</dt>
                <dd>{file.data.email}</dd>
              </>
            )}
            <dt>{t('side.class')}</dt>
            <dd>{t(`classes.${file.data.class}`)}</dd>
            <dt>{t('side.address')}</dt>
            <dd>
              {file.data.city} {file.data.address}
            </dd>
          </>
        )}
      </dl>
      {file.error && <Trouble error={file.error} />}
      {may('GetCustomer') && !file.data && (
        <Button size="compact-sm" variant="subtle" onClick={() => void file.refetch()} loading={file.isFetching}>
          {t('side.show')}
        </Button>
      )}
      {more.length > 0 && (
        <>
          <h2 style={{ marginTop: '.7rem' }}>{t('side.others')}</h2>
          <ul className="story" style={{ gap: '.3rem' }}>
            {more.slice(0, 5).map(other => (
              <li key={other.id} className="small">
                <Link to="/tickets/$number" params={{ number: other.id }}>
                  {other.id}
                </Link>{' '}
                <Status status={other.status} />
                <span className="words quiet" style={{ WebkitLineClamp: 1 }}>
                  {other.text}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function UnitPanel({ imei }: { imei: string }) {
  const { t } = useTranslation()
  const path = { params: { path: { imei } } }
  const unit = useQuery({ queryKey: ['unit', imei], queryFn: () => read(api.GET('/api/units/{imei}', path)) })
  const cover = useQuery({ queryKey: ['unit', imei, 'cover'], queryFn: () => read(api.GET('/api/units/{imei}/cover', path)) })
  return (
    <section className="panel">
      <h2>{t('side.unit')}</h2>
      {unit.error && <Trouble error={unit.error} />}
      <dl className="facts">
        <dt>{t('side.serial')}</dt>
        <dd>{imei}</dd>
        {unit.data && (
          <>
            <dt>{t('side.model')}</dt>
            <dd>{unit.data.model}</dd>
            {unit.data.soldOn && (
              <>
                <dt>{t('side.sold')}</dt>
                <dd>{day(unit.data.soldOn)}</dd>
              </>
            )}
          </>
        )}
        {cover.data && (
          <>
            <dt>{t('side.cover')}</dt>
            <dd>
              {i18next.exists(`cover.${cover.data.status}`) ? t(`cover.${cover.data.status}`) : cover.data.status}
              {cover.data.endsOn && ` · ${day(cover.data.endsOn)}`}
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

function WorkPanel({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const orders = Object.entries(ticket.orders ?? {})
  const complaints = ticket.complaints ?? []
  if (orders.length + complaints.length === 0) return null
  return (
    <section className="panel">
      <h2>{t('side.work')}</h2>
      <ul className="story small" style={{ gap: '.3rem' }}>
        {orders.map(([number, status]) => (
          <li key={number}>
            <Link to={number.includes('-R') ? '/repairs/$number' : '/visits/$number'} params={{ number }}>
              {number}
            </Link>{' '}
            {i18next.exists(`orders.${status}`) ? t(`orders.${status}`) : status}
          </li>
        ))}
        {complaints.map(number => (
          <li key={number}>
            <Link to="/complaints/$number" params={{ number }}>
              {number}
            </Link>{' '}
            {t('side.complaint')}
          </li>
        ))}
      </ul>
    </section>
  )
}

function CasesPanel({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const cases = useQuery({
    queryKey: ['cases', ticket.id],
    queryFn: () =>
      read(
        api.GET('/api/cases/suggestions', {
          params: { query: { q: ticket.text.slice(0, 200), model: ticket.model ?? undefined, faultCode: ticket.faultCode ?? undefined, limit: 3 } },
        }),
      ),
    staleTime: 60_000,
  })
  return (
    <section className="panel">
      <h2>{t('side.cases')}</h2>
      {cases.data?.length === 0 && <Nothing>{t('side.noCases')}</Nothing>}
      {cases.data?.map(found => {
        const words = language() === 'en' ? (found.text.en ?? found.text.zhHans) : (found.text.zhHans ?? found.text.en)
        return (
          <details key={found.number} className="small">
            <summary>{words?.title ?? found.number}</summary>
            <p style={{ whiteSpace: 'pre-wrap' }}>{words?.solution}</p>
          </details>
        )
      })}
    </section>
  )
}
