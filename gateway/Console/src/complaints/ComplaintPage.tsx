import { Group, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'
import { Command } from '../shell/Command'
import { useDraft } from '../shell/drafts'
import { may } from '../shell/may'
import { Trouble } from '../shell/Trouble'
import { Due, exact, money, When } from '../shell/When'

type Complaint = Schema<'ComplaintView'>
type At = { params: { path: { number: string } } }
type Props = { complaint: Complaint; at: At; keep: (answer: Complaint) => void }

/** One complaint: its clock, what was found, what was proposed and answered, and the next step. */
export function ComplaintPage() {
  const { t } = useTranslation()
  const { number } = useParams({ strict: false }) as { number: string }
  const queries = useQueryClient()
  const key = ['complaints', number]
  const at: At = { params: { path: { number } } }
  const complaint = useQuery({ queryKey: key, queryFn: () => read(api.GET('/api/complaints/{number}', at)) })
  const keep = (answer: Complaint) => queries.setQueryData(key, answer)
  if (complaint.error && !complaint.data)
    return (
      <div className="page">
        <Trouble error={complaint.error} again={() => void complaint.refetch()} />
      </div>
    )
  if (!complaint.data) return <div className="page quiet" role="status">…</div>
  const c = complaint.data
  return (
    <div className="page">
      <div className="page-head">
        <h1>{c.id}</h1>
        <span className="mark">{t(`complaintStates.${c.status}`)}</span>
        <span className={c.severity === 'high' ? 'due-late small' : 'quiet small'}>{t(`severity.${c.severity}`)}</span>
        {c.status !== 'closed' && (
          <span className="small">
            {t(c.acknowledgedAt ? 'complaints.dueProposal' : 'complaints.dueAcknowledge')}{' '}
            <Due at={c.acknowledgedAt ? c.proposalDueAt : c.acknowledgeDueAt} late={t('work.late')} />
          </span>
        )}
      </div>
      <div className="record">
        <div>
          <section className="panel">
            <h2>{t('complaints.words')}</h2>
            <p style={{ whiteSpace: 'pre-wrap' }}>{c.text ?? '–'}</p>
          </section>
          <Next complaint={c} at={at} keep={keep} />
          {(c.findings ?? []).map(finding => (
            <section key={finding.at} className="panel">
              <h2>{t('complaints.finding')}</h2>
              <p style={{ whiteSpace: 'pre-wrap' }}>{finding.text}</p>
              <p className="quiet small">
                {finding.by} · <When at={finding.at} />
              </p>
            </section>
          ))}
          {(c.proposals ?? []).map(proposal => (
            <section key={proposal.at} className="panel">
              <h2>
                {t('complaints.proposal')}: {t(`remedies.${proposal.remedy}`)} {proposal.amount != null && money(proposal.amount)}
              </h2>
              <p style={{ whiteSpace: 'pre-wrap' }}>{proposal.text}</p>
              <p className="quiet small">
                {proposal.by} · {exact(proposal.at)} {proposal.reason}
              </p>
            </section>
          ))}
        </div>
        <aside>
          <section className="panel">
            <dl className="facts">
              {c.ticketNumber && (
                <>
                  <dt>{t('work.ticket')}</dt>
                  <dd>
                    <Link to="/tickets/$number" params={{ number: c.ticketNumber }}>
                      {c.ticketNumber}
                    </Link>
                  </dd>
                </>
              )}
              <dt>{t('complaints.about')}</dt>
              <dd>
                {t(`about.${c.aboutKind}`)} {c.about}
              </dd>
              <dt>{t('complaints.sought')}</dt>
              <dd>{c.remedySought ? t(`remedies.${c.remedySought}`) : '–'}</dd>
              <dt>{t('complaints.handler')}</dt>
              <dd>{c.handlerId ?? '–'}</dd>
              <dt>{t('complaints.registered')}</dt>
              <dd>{exact(c.registeredAt)}</dd>
              <dt>{t('complaints.acknowledged')}</dt>
              <dd>{c.acknowledgedAt ? exact(c.acknowledgedAt) : '–'}</dd>
            </dl>
          </section>
        </aside>
      </div>
    </div>
  )
}

function Next({ complaint, at, keep }: Props) {
  const { t } = useTranslation()
  const step = { concerns: 'complaints', answer: keep }
  const working = ['acknowledged', 'investigating', 'rejected'].includes(complaint.status)
  return (
    <section className="panel" aria-label={t('repairs.next')}>
      <h2>{t('repairs.next')}</h2>
      <Group gap="xs">
        {complaint.status === 'received' && may('AcknowledgeComplaint') && (
          <Command {...step} main send={() => read(api.POST('/api/complaints/{number}/acknowledge', at))}>{t('complaints.acknowledge')}</Command>
        )}
        {complaint.status === 'proposed' && may('AcceptProposal') && (
          <Command {...step} main send={() => read(api.POST('/api/complaints/{number}/accept', at))}>{t('complaints.accepted')}</Command>
        )}
      </Group>
      {complaint.status !== 'closed' && may('AssignComplaintHandler') && <Assign complaint={complaint} at={at} keep={keep} />}
      {working && may('RecordComplaintFinding') && <Finding complaint={complaint} at={at} keep={keep} />}
      {working && may('ProposeRemedy') && <Propose complaint={complaint} at={at} keep={keep} />}
      {complaint.status === 'accepted' && complaint.promiseOpen && may('FulfilPromise') && <Fulfil complaint={complaint} at={at} keep={keep} />}
      {complaint.status === 'accepted' && !complaint.promiseOpen && may('CloseComplaint') && <Close complaint={complaint} at={at} keep={keep} />}
    </section>
  )
}

function Assign({ complaint, at, keep }: Props) {
  const { t } = useTranslation()
  const [handler, setHandler] = useState(complaint.handlerId ?? '')
  return (
    <Group align="end" mt="sm">
      <TextInput label={t('complaints.handler')} value={handler} onChange={event => setHandler(event.currentTarget.value)} />
      <Command concerns="complaints" answer={keep} disabled={!handler.trim() || handler === complaint.handlerId} send={() => read(api.POST('/api/complaints/{number}/assign', { ...at, body: { handlerId: handler.trim() } }))}>
        {t('complaints.assign')}
      </Command>
    </Group>
  )
}

function Finding({ complaint, at, keep }: Props) {
  const { t } = useTranslation()
  const words = useDraft(complaint.id, 'finding')
  return (
    <div style={{ marginTop: '.8rem' }}>
      <Textarea label={t('complaints.finding')} autosize minRows={2} maxLength={4000} value={words.text} onChange={event => words.write(event.currentTarget.value)} mb="xs" />
      <Command
        concerns="complaints"
        disabled={!words.text.trim()}
        answer={answer => {
          words.drop()
          keep(answer)
        }}
        send={() => read(api.POST('/api/complaints/{number}/findings', { ...at, body: { text: words.text.trim() } }))}
      >
        {t('complaints.record')}
      </Command>
    </div>
  )
}

const remedies = ['apology', 'redo', 'repair', 'exchange', 'refund', 'compensation', 'none'] as const

function Propose({ complaint, at, keep }: Props) {
  const { t } = useTranslation()
  const words = useDraft(complaint.id, 'proposal')
  const [remedy, setRemedy] = useState<Schema<'Remedy'>>(complaint.remedySought ?? 'apology')
  const [amount, setAmount] = useState<number | ''>('')
  const costs = remedy === 'refund' || remedy === 'compensation'
  return (
    <div style={{ marginTop: '.8rem' }}>
      <Group grow>
        <Select label={t('complaints.proposal')} allowDeselect={false} value={remedy} onChange={next => setRemedy(next as Schema<'Remedy'>)} data={remedies.map(r => ({ value: r, label: t(`remedies.${r}`) }))} />
        {costs && <NumberInput label={t('complaints.amount')} min={0} decimalScale={2} value={amount} onChange={next => setAmount(next === '' ? '' : Number(next))} />}
      </Group>
      <Textarea my="xs" label={t('complaints.letter')} description={t('composer.reply.hint')} autosize minRows={3} maxLength={4000} value={words.text} onChange={event => words.write(event.currentTarget.value)} />
      <Command
        main
        concerns="complaints"
        disabled={!words.text.trim() || (costs && amount === '')}
        answer={answer => {
          words.drop()
          keep(answer)
        }}
        send={() =>
          read(
            api.POST('/api/complaints/{number}/propose', {
              ...at,
              body: { remedy, text: words.text.trim(), ...(costs && amount !== '' ? { amount, currency: 'CNY' } : {}) },
            }),
          )
        }
      >
        {t('complaints.propose')}
      </Command>
    </div>
  )
}

function Fulfil({ complaint, at, keep }: Props) {
  const { t } = useTranslation()
  const words = useDraft(complaint.id, 'fulfil')
  return (
    <>
      <Textarea label={t('complaints.fulfilNote')} autosize minRows={2} value={words.text} onChange={event => words.write(event.currentTarget.value)} mb="xs" />
      <Command
        main
        concerns="complaints"
        disabled={!words.text.trim()}
        answer={answer => {
          words.drop()
          keep(answer)
        }}
        send={() => read(api.POST('/api/complaints/{number}/fulfil', { ...at, body: { note: words.text.trim() } }))}
      >
        {t('complaints.fulfil')}
      </Command>
    </>
  )
}

function Close({ complaint, at, keep }: Props) {
  const { t } = useTranslation()
  const [cause, setCause] = useState('')
  const corrective = useDraft(complaint.id, 'corrective')
  const preventive = useDraft(complaint.id, 'preventive')
  return (
    <>
      <TextInput label={t('complaints.cause')} description={t('complaints.causeHint')} value={cause} onChange={event => setCause(event.currentTarget.value)} />
      <Textarea mt="xs" label={t('complaints.corrective')} autosize minRows={2} value={corrective.text} onChange={event => corrective.write(event.currentTarget.value)} />
      <Textarea my="xs" label={t('complaints.preventive')} autosize minRows={2} value={preventive.text} onChange={event => preventive.write(event.currentTarget.value)} />
      <Command
        main
        concerns="complaints"
        disabled={!cause.trim() || !corrective.text.trim()}
        answer={answer => {
          corrective.drop()
          preventive.drop()
          keep(answer)
        }}
        send={() =>
          read(
            api.POST('/api/complaints/{number}/close', {
              ...at,
              body: { causeCode: cause.trim(), correctiveAction: corrective.text.trim(), preventiveAction: preventive.text.trim() || undefined },
            }),
          )
        }
      >
        {t('complaints.close')}
      </Command>
    </>
  )
}
