import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, read } from '../shell/api'
import { Trouble } from '../shell/Trouble'
import { day, money, When } from '../shell/When'
import { Status } from '../tickets/marks'

/** The file of a customer. Opening it is recorded, so it opens by a click. */
export function CustomerPage() {
  const { t } = useTranslation()
  const { number } = useParams({ strict: false }) as { number: string }
  const file = useQuery({
    queryKey: ['customer', number],
    queryFn: () => read(api.GET('/api/customers/{number}', { params: { path: { number }, query: { purpose: 'file' } } })),
    enabled: false,
  })
  const tickets = useQuery({
    queryKey: ['tickets', { customer: number }, 'short'],
    queryFn: () => read(api.GET('/api/tickets', { params: { query: { customer: number, limit: 50 } } })),
  })
  const c = file.data
  return (
    <div className="page">
      <div className="page-head">
        <h1>{c?.name ?? number}</h1>
        {c && <span className="quiet">{number}</span>}
      </div>
      {file.error && <Trouble error={file.error} />}
      {!c && (
        <div className="panel">
          <p>{t('customer.recorded')}</p>
          <Button onClick={() => void file.refetch()} loading={file.isFetching}>
            {t('customer.open')}
          </Button>
        </div>
      )}
      {c && (
        <div className="cards">
          <section className="panel">
            <h2>{t('customer.contact')}</h2>
            <dl className="facts">
              {(c.contactPoints ?? []).map(point => (
                <div key={point.id} style={{ display: 'contents' }}>
                  <dt>{t(`contactKinds.${point.kind}`)}</dt>
                  <dd>
                    {point.value} {point.verified && `✓ ${t('customer.verified')}`}
                  </dd>
                </div>
              ))}
              <dt>{t('side.address')}</dt>
              <dd>
                {c.city} {c.address}
              </dd>
              <dt>{t('customer.language')}</dt>
              <dd>{c.language}</dd>
            </dl>
          </section>
          <section className="panel">
            <h2>{t('customer.standing')}</h2>
            <dl className="facts">
              <dt>{t('side.class')}</dt>
              <dd>{t(`classes.${c.class}`)}</dd>
              <dt>{t('customer.spend')}</dt>
              <dd>{money(c.yearlySpend)}</dd>
              <dt>{t('customer.owner')}</dt>
              <dd>{c.accountOwner ?? '–'}</dd>
              <dt>{t('customer.reviewed')}</dt>
              <dd>{c.reviewedAt ? day(c.reviewedAt) : '–'}</dd>
              <dt>{t('customer.tags')}</dt>
              <dd>{(c.tags ?? []).join(', ') || '–'}</dd>
            </dl>
            {(c.standing?.warnings ?? []).map(warning => (
              <p key={warning.code} className="warn">
                {warning.reason}
              </p>
            ))}
          </section>
        </div>
      )}
      <section className="panel">
        <h2>{t('customer.tickets')}</h2>
        {tickets.error && <Trouble error={tickets.error} again={() => void tickets.refetch()} />}
        <table className="rows">
          <caption className="sr">{t('customer.tickets')}</caption>
          <thead>
            <tr>
              <th>{t('work.ticket')}</th>
              <th>{t('work.status')}</th>
              <th>{t('work.words')}</th>
              <th className="wide">{t('work.opened')}</th>
            </tr>
          </thead>
          <tbody>
            {tickets.data?.items.map(ticket => (
              <tr key={ticket.id}>
                <td>
                  <Link to="/tickets/$number" params={{ number: ticket.id }}>
                    {ticket.id}
                  </Link>
                </td>
                <td>
                  <Status status={ticket.status} />
                </td>
                <td>
                  <span className="words">{ticket.text}</span>
                </td>
                <td className="wide nowrap">
                  <When at={ticket.openedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}
