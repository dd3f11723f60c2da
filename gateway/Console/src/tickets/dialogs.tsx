import { Button, Group, Modal, Radio, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'
import { useDraft } from '../shell/drafts'
import { language } from '../shell/language'
import { tell, Trouble } from '../shell/Trouble'
import { ticketQuery, type Ticket } from './queries'

type Props = { ticket: Ticket; close: () => void }

/** A dialog that carries out one command; on a refusal what was typed stays. */
function CommandDialog({ title, send, label, ready, ticket, done, close, children }: Props & { title: string; label: string; ready: boolean; done: string; send: () => Promise<Ticket>; children: ReactNode }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const command = useMutation({
    mutationFn: send,
    onSuccess: answer => {
      queries.setQueryData(ticketQuery(ticket.id).queryKey, answer)
      void queries.invalidateQueries({ queryKey: ['ticket', ticket.id] })
      tell(done)
      close()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !command.isPending) command.mutate()
  }
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': t('keys.close') }}>
      <form onSubmit={submit} onKeyDown={event => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && submit(event)}>
        <Stack gap="sm">
          {children}
          {command.error && <Trouble error={command.error} />}
          <Group>
            <Button type="submit" loading={command.isPending} disabled={!ready}>{label}</Button>
            <Button variant="default" onClick={close}>{t('composer.later')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** I9: whom to ask, with who is there and has room. */
export function HandOver({ ticket, close }: Props) {
  const { t } = useTranslation()
  const [to, setTo] = useState<string | null>(null)
  const reason = useDraft(ticket.id, 'handOver')
  const colleagues = useQuery({
    queryKey: ['ticket', ticket.id, 'colleagues'],
    queryFn: () => read(api.GET('/api/tickets/{number}/colleagues', { params: { path: { number: ticket.id } } })),
  })
  const choices = [
    { value: 'desk', label: t('handOver.desk') },
    ...(colleagues.data ?? []).map(c => ({ value: c.agent, label: `${c.agent} · ${t(`presence.${c.presence}`)} · ${c.load}/${c.capacity}` })),
  ]
  return (
    <CommandDialog
      ticket={ticket}
      close={close}
      title={t('handOver.title')}
      label={to ? t('handOver.send', { to: to === 'desk' ? t('handOver.desk') : to }) : t('keys.handOver')}
      done={t('handOver.done')}
      ready={Boolean(to && reason.text.trim())}
      send={async () => {
        const answer = await read(api.POST('/api/tickets/{number}/hand-over', { params: { path: { number: ticket.id } }, body: { to: to!, reason: reason.text.trim() } }))
        reason.drop()
        return answer
      }}
    >
      {colleagues.error && <Trouble error={colleagues.error} />}
      <Select data-autofocus label={t('handOver.to')} description={t('handOver.hint')} data={choices} value={to} onChange={setTo} searchable required nothingFoundMessage={t('search.nothing')} />
      <Textarea label={t('handOver.reason')} required maxLength={400} autosize minRows={2} value={reason.text} onChange={event => reason.write(event.currentTarget.value)} />
    </CommandDialog>
  )
}

type Working = 'acknowledged' | 'inProgress' | 'pending' | 'held'
const working: Working[] = ['inProgress', 'pending', 'held', 'acknowledged']

/** I8: a working state; waiting says for whom. */
export function SetStatus({ ticket, close }: Props) {
  const { t } = useTranslation()
  const [status, setStatus] = useState<Working>(ticket.status === 'inProgress' ? 'pending' : 'inProgress')
  const [waitingFor, setWaitingFor] = useState<Schema<'WaitingFor'>>('customer')
  const [sub, setSub] = useState<string | null>(null)
  const subs = useQuery({ queryKey: ['sub-statuses'], queryFn: () => read(api.GET('/api/tickets/sub-statuses')), staleTime: Infinity })
  const waits = status === 'pending' || status === 'held'
  const fitting = Object.entries((subs.data ?? {}) as Record<string, Schema<'SubStatus'>>).filter(([, s]) => s.status === status)
  return (
    <CommandDialog
      ticket={ticket}
      close={close}
      title={t('keys.status')}
      label={t('setStatus.send')}
      done={t('setStatus.done')}
      ready
      send={() =>
        read(
          api.POST('/api/tickets/{number}/status', {
            params: { path: { number: ticket.id } },
            body: { status, ...(waits ? { waitingFor } : {}), ...(sub ? { subStatus: sub } : {}) },
          }),
        )
      }
    >
      <Radio.Group label={t('work.status')} value={status} onChange={next => { setStatus(next as Working); setSub(null) }}>
        <Stack gap={6} mt={4}>
          {working.map((s, i) => <Radio key={s} value={s} label={t(`status.${s}`)} data-autofocus={i === 0 || undefined} />)}
        </Stack>
      </Radio.Group>
      {waits && (
        <Radio.Group label={t('setStatus.waitingFor')} value={waitingFor} onChange={next => setWaitingFor(next as Schema<'WaitingFor'>)}>
          <Stack gap={6} mt={4}>
            {(['customer', 'us', 'parts', 'thirdParty'] as const).map(w => <Radio key={w} value={w} label={t(`waiting.${w}`)} />)}
          </Stack>
        </Radio.Group>
      )}
      {fitting.length > 0 && (
        <Select label={t('setStatus.more')} clearable value={sub} onChange={setSub} data={fitting.map(([code, s]) => ({ value: code, label: language() === 'en' ? s.en : s.zhHans }))} />
      )}
    </CommandDialog>
  )
}

const codes = ['answered', 'repaired', 'exchanged', 'refunded', 'advised', 'noFault']

/** I8: what was done, for the customer and the next reader. */
export function Resolve({ ticket, close }: Props) {
  const { t } = useTranslation()
  const [code, setCode] = useState('answered')
  const note = useDraft(ticket.id, 'solution')
  return (
    <CommandDialog
      ticket={ticket}
      close={close}
      title={t('keys.resolve')}
      label={t('resolve.send')}
      done={t('resolve.done')}
      ready={Boolean(note.text.trim())}
      send={async () => {
        const answer = await read(api.POST('/api/tickets/{number}/resolve', { params: { path: { number: ticket.id } }, body: { code, note: note.text.trim() } }))
        note.drop()
        return answer
      }}
    >
      <Select label={t('resolve.code')} allowDeselect={false} value={code} onChange={next => setCode(next ?? code)} data={codes.map(c => ({ value: c, label: t(`resolve.codes.${c}`) }))} />
      <Textarea data-autofocus label={t('resolve.note')} description={t('resolve.hint')} required maxLength={4000} autosize minRows={3} value={note.text} onChange={event => note.write(event.currentTarget.value)} />
    </CommandDialog>
  )
}

/** D5: a visit is asked for, with the window that the customer wishes. */
export function VisitWish({ ticket, close }: Props) {
  const { t } = useTranslation()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const instant = (local: string) => (local ? new Date(local).toISOString() : undefined)
  return (
    <CommandDialog
      ticket={ticket}
      close={close}
      title={t('keys.visit')}
      label={t('visitWish.send')}
      done={t('visitWish.done')}
      ready={Boolean(from) === Boolean(to)}
      send={() => read(api.POST('/api/tickets/{number}/visits', { params: { path: { number: ticket.id } }, body: { windowFrom: instant(from), windowTo: instant(to) } }))}
    >
      <TextInput data-autofocus type="datetime-local" label={t('visitWish.from')} description={t('visitWish.hint')} value={from} onChange={event => setFrom(event.currentTarget.value)} />
      <TextInput type="datetime-local" label={t('visitWish.to')} value={to} min={from} onChange={event => setTo(event.currentTarget.value)} />
    </CommandDialog>
  )
}
