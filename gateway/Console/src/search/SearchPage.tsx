import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read } from '../shell/api'
import { Nothing, Trouble } from '../shell/Trouble'
import { When } from '../shell/When'
import { addressOf } from './hits'

/** One search over tickets, customers, units and cases, as somebody types. */
export function SearchPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { q = '' } = useSearch({ strict: false }) as { q?: string }
  const [typed, setTyped] = useState(q)
  const [asked] = useDebouncedValue(typed.trim(), 250)
  useEffect(() => {
    if (asked !== q) void go({ to: '/search', search: asked ? { q: asked } : {}, replace: true })
  }, [asked, q, go])
  const found = useQuery({
    queryKey: ['search', asked, 'page'],
    queryFn: () => read(api.GET('/api/search', { params: { query: { q: asked, limit: 50, counts: true } } })),
    enabled: asked.length > 0,
  })
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('areas.search')}</h1>
      </div>
      <TextInput
        autoFocus
        size="md"
        label={t('search.label')}
        description={t('search.hint')}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        mb="md"
      />
      {found.error && <Trouble error={found.error} again={() => void found.refetch()} />}
      {found.data?.counts && (
        <p className="quiet small" role="status">
          {Object.entries(found.data.counts as Record<string, number>)
            .map(([kind, n]) => `${t(`search.kinds.${kind}`)} ${n}`)
            .join(' · ')}
        </p>
      )}
      {asked && found.data?.hits.length === 0 && <Nothing>{t('search.nothing')}</Nothing>}
      <ul className="story">
        {found.data?.hits.map(hit => (
          <li key={`${hit.kind}${hit.number}`}>
            <Link {...addressOf(hit)} className="card">
              <span className="quiet small">
                {t(`search.kinds.${hit.kind}`)} {hit.number}
                {hit.detail && ` · ${hit.kind === 'ticket' ? t(`status.${hit.detail}`) : hit.detail}`} · <When at={hit.at} />
              </span>
              <span className="words">{hit.title}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
