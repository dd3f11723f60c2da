import { Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read } from '../shell/api'
import { draftOf } from '../shell/drafts'
import { useShortcuts } from '../shell/keys'
import { followTicket } from '../shell/live'
import { may } from '../shell/may'
import { person } from '../shell/session'
import { tell, tellTrouble, Trouble } from '../shell/Trouble'
import { exact, When } from '../shell/When'
import { Clocks } from './Clocks'
import { Composer } from './Composer'
import { HandOver, Resolve, SetStatus, VisitWish } from './dialogs'
import { Priority, Status } from './marks'
import { isOpen, storyQuery, ticketQuery, type Ticket } from './queries'
import { Side } from './Side'
import { Story } from './Story'

type Dialog = 'handOver' | 'status' | 'resolve' | 'visit'

/** One ticket: who waits for whom, what was said, what can be done. */
export function TicketPage() {
  const { number } = useParams({ strict: false }) as { number: string }
  const ticket = useQuery(ticketQuery(number))
  if (ticket.error && !ticket.data)
    return (
      <div className="page">
        <Trouble error={ticket.error} again={() => void ticket.refetch()} />
      </div>
    )
  return ticket.data ? <Record key={number} ticket={ticket.data} /> : <div className="page quiet" role="status">…</div>
}

function Record({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const queries = useQueryClient()
  const number = ticket.id
  const [dialog, setDialog] = useState<Dialog | null>(null)
  // Words that wait are shown where one left them.
  const [composer, setComposer] = useState<'reply' | 'note' | null>(() => (draftOf(number, 'reply') ? 'reply' : draftOf(number, 'note') ? 'note' : null))
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${number} · ${ticket.text.slice(0, 40)}`
    head.current?.focus()
    return () => void (document.title = 'CustomerService')
    // eslint-disable-next-line
  }, [number])

  // What others do to it is asked for again; what one types stands in the composer and is touched by nothing.
  const isTold = useQuery(storyQuery(number)).isSuccess
  useEffect(() => {
    if (!isTold) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = followTicket(number, entry => {
      if (queries.getQueryData(storyQuery(number).queryKey)?.some(item => item.id === entry)) return
      // A burst is one look.
      timer ??= setTimeout(() => {
        timer = undefined
        void queries.invalidateQueries({ queryKey: ['ticket', number] })
      }, 100)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [number, isTold, queries])

  const open = isOpen(ticket)
  const mine = ticket.owner === person().id
  const offeredToMe = ticket.handOverTo === person().id
  const act = useMutation({
    mutationFn: (what: () => Promise<Ticket>) => what(),
    onSuccess: answer => {
      queries.setQueryData(ticketQuery(number).queryKey, answer)
      void queries.invalidateQueries({ queryKey: ['ticket', number] })
    },
    onError: tellTrouble,
  })
  const path = { params: { path: { number } } }
  const take = () => act.mutate(() => read(api.POST('/api/tickets/{number}/take', path)), { onSuccess: () => tell(t('ticket.taken')) })
  const accept = () => act.mutate(() => read(api.POST('/api/tickets/{number}/hand-over/accept', path)))
  const decline = () => act.mutate(() => read(api.POST('/api/tickets/{number}/hand-over/decline', { ...path, body: { reason: t('ticket.declineReason') } })))
  const withdraw = () => act.mutate(() => read(api.POST('/api/tickets/{number}/hand-over/withdraw', path)))

  const canReply = may('AddNote') && ticket.status !== 'closed'
  const canWork = open && may('ChangeStatus')
  useShortcuts([
    ...(canReply ? [{ keys: 'r', text: 'keys.reply', run: () => setComposer('reply') }] : []),
    ...(may('AddNote') ? [{ keys: 'n', text: 'keys.note', run: () => setComposer('note') }] : []),
    ...(open && !mine && may('TakeTicket') ? [{ keys: 't', text: 'keys.take', run: offeredToMe ? accept : take }] : []),
    ...(open && may('OfferHandOver') ? [{ keys: 'a', text: 'keys.handOver', run: () => setDialog('handOver') }] : []),
    ...(canWork ? [{ keys: 's', text: 'keys.status', run: () => setDialog('status') }] : []),
    ...(open && may('ResolveTicket') ? [{ keys: 'e', text: 'keys.resolve', run: () => setDialog('resolve') }] : []),
    ...(open && may('RequestVisit') ? [{ keys: 'v', text: 'keys.visit', run: () => setDialog('visit') }] : []),
    { keys: 'Escape', text: 'keys.back', run: () => void go({ to: '/work' }) },
  ])

  return (
    <div className="page">
      <div className="page-head">
        <h1 ref={head} tabIndex={-1} style={{ outline: 'none' }}>
          {number}
        </h1>
        <Status status={ticket.status} waitingFor={ticket.waitingFor} />
        <Priority priority={ticket.priority} />
        <span className="quiet small">
          {t(`types.${ticket.type}`)} · {t(`channels.${ticket.channel}`)} · {t('ticket.opened')} <When at={ticket.openedAt} />
          {(ticket.episode ?? 1) > 1 && ` · ${t('ticket.episode', { n: ticket.episode })}`}
        </span>
        <span className="small">
          {t('work.owner')}: <b>{ticket.owner}</b>
        </span>
      </div>
      {ticket.mergedInto && (
        <p className="warn">
          {t('ticket.mergedInto')}{' '}
          <Link to="/tickets/$number" params={{ number: ticket.mergedInto }}>
            {ticket.mergedInto}
          </Link>
        </p>
      )}
      {offeredToMe && open && (
        <div className="warn" role="status">
          {t('ticket.offeredToYou', { owner: ticket.owner })} {ticket.handOverExpiresAt && t('ticket.until', { at: exact(ticket.handOverExpiresAt) })}
          <Group gap="xs" mt={6}>
            <Button size="compact-sm" onClick={accept}>{t('ticket.accept')}</Button>
            <Button size="compact-sm" variant="default" onClick={decline}>{t('ticket.decline')}</Button>
          </Group>
        </div>
      )}
      {ticket.handOverTo && !offeredToMe && (
        <p className="warn">
          {t('work.offeredTo', { who: ticket.handOverTo })}{' '}
          {may('WithdrawHandOver') && mine && (
            <Button size="compact-xs" variant="default" onClick={withdraw}>{t('ticket.withdraw')}</Button>
          )}
        </p>
      )}
      <div className="record">
        <div>
          <Group gap="xs" mb="md" className="no-print">
            {canReply && <Button size="xs" onClick={() => setComposer('reply')}>{t('composer.reply.title')}</Button>}
            {may('AddNote') && <Button size="xs" variant="default" onClick={() => setComposer('note')}>{t('composer.note.title')}</Button>}
            {open && !mine && may('TakeTicket') && !offeredToMe && <Button size="xs" variant="default" onClick={take} loading={act.isPending}>{t('keys.take')}</Button>}
            {open && may('OfferHandOver') && !ticket.handOverTo && <Button size="xs" variant="default" onClick={() => setDialog('handOver')}>{t('keys.handOver')}</Button>}
            {canWork && <Button size="xs" variant="default" onClick={() => setDialog('status')}>{t('keys.status')}</Button>}
            {open && may('RequestVisit') && <Button size="xs" variant="default" onClick={() => setDialog('visit')}>{t('keys.visit')}</Button>}
            {open && may('ResolveTicket') && <Button size="xs" variant="default" onClick={() => setDialog('resolve')}>{t('keys.resolve')}</Button>}
          </Group>
          <Story number={number} />
          {composer && <Composer key={composer} ticket={ticket} kind={composer} close={() => setComposer(null)} />}
        </div>
        <aside aria-label={t('ticket.beside')}>
          <Clocks number={number} episode={ticket.episode ?? 1} />
          <Side ticket={ticket} />
        </aside>
      </div>
      {dialog === 'handOver' && <HandOver ticket={ticket} close={() => setDialog(null)} />}
      {dialog === 'status' && <SetStatus ticket={ticket} close={() => setDialog(null)} />}
      {dialog === 'resolve' && <Resolve ticket={ticket} close={() => setDialog(null)} />}
      {dialog === 'visit' && <VisitWish ticket={ticket} close={() => setDialog(null)} />}
    </div>
  )
}
