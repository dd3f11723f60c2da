import { Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, read, type Schema } from '../shell/api'
import { person } from '../shell/session'
import { tellTrouble } from '../shell/Trouble'

const states: Schema<'Presence'>[] = ['available', 'away', 'offline']

/** Whether one takes work; the routing obeys it. */
export function Presence() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const agent = person().id
  const key = ['agent', agent]
  const mine = useQuery({ queryKey: key, queryFn: () => read(api.GET('/api/agents/{agent}', { params: { path: { agent } } })) })
  const change = useMutation({
    mutationFn: (presence: Schema<'Presence'>) => read(api.PUT('/api/agents/{agent}/presence', { params: { path: { agent } }, body: { presence } })),
    onSuccess: answer => queries.setQueryData(key, answer),
    onError: tellTrouble,
  })
  return (
    <Select
      size="xs"
      w={118}
      allowDeselect={false}
      aria-label={t('presence.label')}
      value={mine.data?.presence ?? 'offline'}
      data={states.map(state => ({ value: state, label: t(`presence.${state}`) }))}
      onChange={next => next && change.mutate(next as Schema<'Presence'>)}
    />
  )
}
