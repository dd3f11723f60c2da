import { Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { addressOf } from '../search/hits'
import { api, read } from './api'
import { useShownShortcuts } from './keys'
import { may } from './may'

type Line = { id: string; kind: string; text: string; detail?: string; run: () => void }

/** Everything by its name: what can be done here, and what can be found. */
export function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const [asked] = useDebouncedValue(typed.trim(), 200)
  const shortcuts = useShownShortcuts()
  const found = useQuery({
    queryKey: ['search', asked],
    queryFn: () => read(api.GET('/api/search', { params: { query: { q: asked, limit: 12 } } })),
    enabled: asked.length > 1 && may('Search'),
  })

  const acts: Line[] = [...new Map(shortcuts.map(s => [s.keys, s])).values()]
    .filter(s => t(s.text).toLowerCase().includes(typed.trim().toLowerCase()))
    .map(s => ({ id: s.keys, kind: t('shell.act'), text: t(s.text), detail: s.keys, run: s.run }))
  const hits: Line[] = (found.data?.hits ?? []).map(hit => ({
    id: `${hit.kind}-${hit.number}`,
    kind: t(`search.kinds.${hit.kind}`),
    text: hit.title,
    detail: hit.number,
    run: () => void go(addressOf(hit)),
  }))
  const lines = [...hits, ...acts]
  const here = Math.min(at, lines.length - 1)

  const choose = (line: Line | undefined) => {
    if (!line) return
    close()
    line.run()
  }
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step) {
      event.preventDefault()
      setAt((here + step + lines.length) % Math.max(lines.length, 1))
    }
    if (event.key === 'Enter') choose(lines[here])
  }

  return (
    <Modal opened onClose={close} withCloseButton={false} size="lg" padding="sm" yOffset="10vh" aria-label={t('shell.find')}>
      <TextInput
        data-autofocus
        aria-label={t('shell.find')}
        placeholder={t('shell.find')}
        value={typed}
        onChange={event => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={press}
        role="combobox"
        aria-expanded
        aria-controls="palette-lines"
        aria-activedescendant={lines[here] && `palette-${here}`}
      />
      <ul id="palette-lines" role="listbox" aria-label={t('shell.find')} className="story" style={{ marginTop: '.6rem', gap: 0 }}>
        {lines.map((line, i) => (
          <li
            key={line.id}
            id={`palette-${i}`}
            role="option"
            aria-selected={i === here}
            className="rail-link"
            data-status={i === here ? 'active' : undefined}
            style={{ cursor: 'pointer' }}
            onMouseDown={event => {
              event.preventDefault()
              choose(line)
            }}
          >
            <span className="words" style={{ WebkitLineClamp: 1 }}>
              {line.text}
            </span>
            <span className="quiet small nowrap">
              {line.kind} {line.detail}
            </span>
          </li>
        ))}
      </ul>
      {lines.length === 0 && <p className="quiet">{t('search.nothing')}</p>}
    </Modal>
  )
}
