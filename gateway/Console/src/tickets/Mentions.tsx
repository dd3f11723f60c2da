import { Button, Menu } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'

const key = ['tickets', 'mentions']

/** I21: notes in which colleagues named one; looking at one marks it as read. */
export function Mentions() {
  const { t } = useTranslation()
  const go = useNavigate()
  const queries = useQueryClient()
  const unread = useQuery({
    queryKey: key,
    queryFn: () => read(api.GET('/api/mentions', { params: { query: { unread: true } } })),
    refetchInterval: 30_000,
  })
  const open = useMutation({
    mutationFn: (mention: Schema<'Mention'>) => read(api.POST('/api/mentions/{id}/read', { params: { path: { id: mention.id } } })),
    onSettled: () => void queries.invalidateQueries({ queryKey: key }),
  })
  const mentions = unread.data ?? []
  if (mentions.length === 0) return null
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <Button variant="default" size="xs" aria-label={t('mentions.title', { n: mentions.length })}>
          @ {mentions.length}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {mentions.map(mention => (
          <Menu.Item
            key={mention.id}
            onClick={() => {
              open.mutate(mention)
              void go({ to: '/tickets/$number', params: { number: mention.ticket } })
            }}
          >
            <b>{mention.ticket}</b> <span className="quiet small">{mention.by.split(':')[1]}</span>
            <br />
            <span className="words small">{mention.text}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
