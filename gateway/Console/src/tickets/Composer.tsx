import { Button, Group, Select, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'
import { useDraft } from '../shell/drafts'
import { language } from '../shell/language'
import { may } from '../shell/may'
import { tell, Trouble } from '../shell/Trouble'
import { ticketQuery, type Ticket } from './queries'

/**
 * I8: a reply and a note are two places with their own colour and words; the button says who will read it. What is typed here is only taken away by a good answer.
 */
export function Composer({ ticket, kind, close }: { ticket: Ticket; kind: 'reply' | 'note'; close: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const draft = useDraft(ticket.id, kind)
  // Beside the words, so that after a reload their placeholders are still filled and the macro is still carried out.
  const template = useDraft(ticket.id, `${kind}Template`)
  const chosen = template.text ? (JSON.parse(template.text) as Filled) : null
  const field = useRef<HTMLTextAreaElement>(null)
  // The same key until an answer came: whoever sends again after a broken connection sends once.
  const attempt = useRef(crypto.randomUUID())
  useEffect(() => field.current?.focus(), [kind])
  const send = useMutation({
    mutationFn: (text: string) => {
      const headers = { 'Idempotency-Key': attempt.current }
      return chosen
        ? read(
            api.POST('/api/tickets/{number}/templates/{code}', {
              params: { path: { number: ticket.id, code: chosen.code } },
              body: { text, version: chosen.version },
              headers,
            }),
          )
        : read(api.POST('/api/tickets/{number}/notes', { params: { path: { number: ticket.id } }, body: { text, public: kind === 'reply' }, headers }))
    },
    onSuccess: answer => {
      draft.drop()
      template.drop()
      attempt.current = crypto.randomUUID()
      queries.setQueryData(ticketQuery(ticket.id).queryKey, answer)
      void queries.invalidateQueries({ queryKey: ['ticket', ticket.id] })
      tell(t(`composer.${kind}.sent`))
      close()
    },
  })
  const submit = () => draft.text.trim() && !send.isPending && send.mutate(draft.text.trim())
  return (
    <section className="composer" data-kind={kind} aria-label={t(`composer.${kind}.title`)}>
      {may('UseReplyTemplate') && (
        <Templates
          ticket={ticket}
          kind={kind}
          chosen={chosen}
          choose={filled => {
            template.write(filled ? JSON.stringify(filled) : '')
            if (filled) draft.write(filled.text)
            attempt.current = crypto.randomUUID()
            field.current?.focus()
          }}
        />
      )}
      <Textarea
        ref={field}
        data-draft={draft.key}
        label={t(`composer.${kind}.title`)}
        description={t(`composer.${kind}.hint`)}
        autosize
        minRows={3}
        maxRows={16}
        maxLength={4000}
        value={draft.text}
        onChange={event => {
          draft.write(event.currentTarget.value)
          attempt.current = crypto.randomUUID()
        }}
        onKeyDown={event => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
          if (event.key === 'Escape') close()
        }}
      />
      {send.error && <Trouble error={send.error} />}
      <Group mt="xs" gap="sm">
        <Button onClick={submit} loading={send.isPending} disabled={!draft.text.trim()} color={kind === 'note' ? 'yellow' : undefined}>
          {t(`composer.${kind}.send`, { customer: ticket.customerNumber })}
        </Button>
        <Button variant="default" onClick={close}>
          {t('composer.later')}
        </Button>
        <span className="quiet small">{t('composer.kept')}</span>
      </Group>
    </section>
  )
}

type Filled = Schema<'FilledTemplate'>

/** I20: words that were written before, filled with what is known of the ticket; a macro says what else it does. */
function Templates({ ticket, kind, chosen, choose }: { ticket: Ticket; kind: 'reply' | 'note'; chosen: Filled | null; choose: (filled: Filled | null) => void }) {
  const { t } = useTranslation()
  const all = useQuery({
    queryKey: ['templates'],
    queryFn: () => read(api.GET('/api/reply-templates', { params: { query: { active: true } } })),
    staleTime: 60_000,
  })
  const fill = useMutation({
    mutationFn: (code: string) => read(api.GET('/api/tickets/{number}/templates/{code}', { params: { path: { number: ticket.id, code } } })),
    onSuccess: choose,
  })
  const usable = (all.data ?? []).filter(template => template.public === (kind === 'reply'))
  if (usable.length === 0) return null
  const acts = chosen?.acts
  const does = [
    acts?.status && t(`status.${acts.status}`),
    acts?.priority && t(`priority.${acts.priority}`),
    acts?.handOverTo && t('handOver.send', { to: acts.handOverTo === 'desk' ? t('handOver.desk') : acts.handOverTo }),
    acts?.resolutionCode && t('keys.resolve'),
  ].filter(Boolean)
  return (
    <div className="no-print">
      <Select
        size="xs"
        mb="xs"
        maw={360}
        searchable
        clearable
        label={t('composer.template')}
        value={chosen?.code ?? null}
        data={usable.map(template => ({ value: template.code!, label: language() === 'en' ? template.en : template.zhHans }))}
        onChange={code => (code ? fill.mutate(String(code)) : choose(null))}
      />
      {fill.error && <Trouble error={fill.error} />}
      {does.length > 0 && <p className="quiet small">{t('composer.alsoDoes', { acts: does.join(' · ') })}</p>}
      {chosen && chosen.missing.length > 0 && (
        <p className="warn small" role="status">
          {t('composer.missing', { names: chosen.missing.join(', ') })}
        </p>
      )}
    </div>
  )
}
