import { Button, Group, Select, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'
import { useDraft } from '../shell/drafts'
import { Trouble } from '../shell/Trouble'
import { Status } from './marks'
import { isOpen } from './queries'

const types = ['fault', 'request', 'consult', 'complaint', 'suggestion'] as const
const channels = ['phone', 'visit', 'email', 'chat', 'letter', 'web'] as const
const impacts = ['low', 'medium', 'high'] as const

/** A new matter: whose it is is found by the number they call from or by name, and what is open already is shown first. */
export function NewTicket() {
  const { t } = useTranslation()
  const go = useNavigate()
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.trim(), 300)
  const [customer, setCustomer] = useState<Schema<'CustomerHit'> | null>(null)
  const [channel, setChannel] = useState<Schema<'Channel'>>('phone')
  const [type, setType] = useState<Schema<'TicketType'>>('fault')
  const [impact, setImpact] = useState<string | null>(null)
  const [imei, setImei] = useState('')
  const words = useDraft('new', 'ticket')
  const key = useRef(crypto.randomUUID())
  const isPhone = /^[+\d\s()-]{5,}$/.test(asked)
  const found = useQuery({
    queryKey: ['customers', asked],
    queryFn: () => read(api.GET('/api/customers', { params: { query: isPhone ? { phone: asked } : { q: asked } } })),
    enabled: asked.length > 1 && !customer,
  })
  const number = customer?.number
  const others = useQuery({
    queryKey: ['tickets', { customer: number }, 'short'],
    queryFn: () => read(api.GET('/api/tickets', { params: { query: { customer: number, limit: 10 } } })),
    enabled: Boolean(number),
  })
  const open = others.data?.items.filter(isOpen) ?? []
  const command = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/tickets', {
          body: { channel, key: key.current, customerNumber: number!, type, text: words.text.trim(), unitImei: imei.trim() || undefined, ...(impact ? { impact: impact as Schema<'TicketImpact'> } : {}) },
        }),
      ),
    onSuccess: ticket => {
      words.drop()
      void go({ to: '/tickets/$number', params: { number: ticket.id } })
    },
  })
  const ready = Boolean(number && words.text.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !command.isPending) command.mutate()
  }
  return (
    <div className="page" style={{ maxWidth: '46rem' }}>
      <div className="page-head">
        <h1>{t('keys.new')}</h1>
      </div>
      <form onSubmit={submit}>
        {customer ? (
          <div className="panel">
            <b>{customer.name}</b> · {customer.city} · {t(`classes.${customer.class}`)} · {customer.number}{' '}
            <Button size="compact-xs" variant="default" onClick={() => setCustomer(null)}>
              {t('new.other')}
            </Button>
            {open.length > 0 && (
              <>
                <p className="small" style={{ marginBottom: 4 }}>{t('new.open')}</p>
                <ul className="story small" style={{ gap: '.3rem' }}>
                  {open.map(ticket => (
                    <li key={ticket.id}>
                      <Link to="/tickets/$number" params={{ number: ticket.id }}>
                        {ticket.id}
                      </Link>{' '}
                      <Status status={ticket.status} /> {ticket.text.slice(0, 80)}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </div>
        ) : (
          <>
            <TextInput autoFocus label={t('new.who')} description={t('new.whoHint')} value={typed} onChange={event => setTyped(event.currentTarget.value)} />
            {found.error && <Trouble error={found.error} />}
            <ul className="story" style={{ margin: '.5rem 0' }}>
              {found.data?.map(hit => (
                <li key={hit.number}>
                  <button type="button" className="card" onClick={() => setCustomer(hit)}>
                    <b>{hit.name}</b> · {hit.city} · {t(`classes.${hit.class}`)} · {hit.number}
                  </button>
                </li>
              ))}
            </ul>
            {found.data?.length === 0 && <p className="quiet">{t('search.nothing')}</p>}
          </>
        )}
        <Group grow mt="sm">
          <Select label={t('new.channel')} allowDeselect={false} value={channel} onChange={next => setChannel(next as Schema<'Channel'>)} data={channels.map(c => ({ value: c, label: t(`channels.${c}`) }))} />
          <Select label={t('new.type')} allowDeselect={false} value={type} onChange={next => setType(next as Schema<'TicketType'>)} data={types.map(c => ({ value: c, label: t(`types.${c}`) }))} />
          <Select label={t('new.impact')} clearable value={impact} onChange={setImpact} data={impacts.map(c => ({ value: c, label: t(`impact.${c}`) }))} />
        </Group>
        <TextInput mt="sm" label={t('new.unit')} description={t('new.unitHint')} value={imei} inputMode="numeric" onChange={event => setImei(event.currentTarget.value)} />
        <Textarea mt="sm" label={t('new.words')} required autosize minRows={4} maxLength={4000} value={words.text} onChange={event => words.write(event.currentTarget.value)} />
        {command.error && <Trouble error={command.error} />}
        <Button type="submit" mt="md" disabled={!ready} loading={command.isPending}>
          {t('new.send')}
        </Button>
      </form>
    </div>
  )
}
