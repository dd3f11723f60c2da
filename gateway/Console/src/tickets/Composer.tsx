import { Button, Group, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read } from '../shell/api'
import { useDraft } from '../shell/drafts'
import { tell, Trouble } from '../shell/Trouble'
import { ticketQuery, type Ticket } from './queries'

/**
 * I8: a reply and a note are two places with their own colour and words; the button says who will read it. What is typed here is only taken away by a good answer.
 */
export function Composer({ ticket, kind, close }: { ticket: Ticket; kind: 'reply' | 'note'; close: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const draft = useDraft(ticket.id, kind)
  const field = useRef<HTMLTextAreaElement>(null)
  // The same key until an answer came: whoever sends again after a broken connection sends once.
  const attempt = useRef(crypto.randomUUID())
  useEffect(() => field.current?.focus(), [kind])
  const send = useMutation({
    mutationFn: (text: string) =>
      read(
        api.POST('/api/tickets/{number}/notes', {
          params: { path: { number: ticket.id } },
          body: { text, public: kind === 'reply' },
          headers: { 'Idempotency-Key': attempt.current },
        }),
      ),
    onSuccess: answer => {
      draft.drop()
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
