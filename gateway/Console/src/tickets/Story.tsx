import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schema } from '../shell/api'
import { Trouble } from '../shell/Trouble'
import { When } from '../shell/When'
import { storyQuery } from './queries'

type Item = Schema<'TimelineItem'>
type Data = { text?: string; public?: boolean; direction?: string; channel?: string; reason?: string; note?: string; to?: string; from?: string; status?: string; name?: string; workOrderNumber?: string; code?: string }

const newest = 50

/** I15: what was said and what happened, over all services; what was said is a conversation, the rest is told between. */
export function Story({ number }: { number: string }) {
  const { t } = useTranslation()
  const story = useQuery(storyQuery(number))
  const [all, setAll] = useState(false)
  if (story.error) return <Trouble error={story.error} again={() => void story.refetch()} />
  const items = story.data ?? []
  const shown = all ? items : items.slice(-newest)
  return (
    <section aria-label={t('ticket.story')}>
      {shown.length < items.length && (
        <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
          {t('ticket.older', { n: items.length - shown.length })}
        </Button>
      )}
      <ol className="story">
        {shown.map(item => (
          <li key={item.id} style={{ display: 'grid' }}>
            {isSaid(item) ? <Said item={item} /> : <Happened item={item} />}
          </li>
        ))}
      </ol>
    </section>
  )
}

const isSaid = (item: Item) => ['ticket-opened', 'contact-recorded', 'note-added'].includes(item.kind)

function Said({ item }: { item: Item }) {
  const { t } = useTranslation()
  const data = item.data as Data
  const byCustomer = item.by?.startsWith('customer:')
  const who =
    item.kind === 'note-added' ? (data.public ? (byCustomer ? 'customer' : 'us') : 'note') : data.direction === 'out' ? 'us' : 'customer'
  return (
    <article className="said" data-who={who}>
      <span className="quiet small">
        <b>{t(`ticket.who.${who}`)}</b>
        {data.channel && ` · ${t(`channels.${data.channel}`)}`}
        {item.by && !byCustomer && ` · ${item.by.split(':')[1]}`} · <When at={item.at} />
      </span>
      <p>{data.text}</p>
    </article>
  )
}

function Happened({ item }: { item: Item }) {
  const { t } = useTranslation()
  const data = item.data as Data
  const key = `kinds.${item.kind}`
  const particulars = [
    data.status && i18next.exists(`status.${data.status}`) ? t(`status.${data.status}`) : undefined,
    data.from && data.to ? `${data.from} → ${data.to}` : (data.to ?? undefined),
    data.workOrderNumber,
    data.name,
    data.code,
    data.reason,
    data.note,
  ].filter(Boolean)
  return (
    <div className="happened">
      <b>{i18next.exists(key) ? t(key) : item.kind}</b>
      {particulars.length > 0 && <span>{particulars.join(' · ')}</span>}
      <span>
        {item.by && !item.by.startsWith('system:') && `${item.by.split(':')[1]} · `}
        <When at={item.at} />
      </span>
    </div>
  )
}
