import { useCallback, useEffect, useRef, useState } from 'react'
import { person } from './session'

const pause = 500

const keyOf = (record: string, kind: string) => `draft.${person().id}.${record}.${kind}`

export const draftOf = (record: string, kind: string) => localStorage.getItem(keyOf(record, kind)) ?? ''

/**
 * Words being typed: of this person, about this record, of this kind. Kept on every pause, on leaving and on hiding the page; nothing that happens to the record
 * touches them, and only a good answer or their author takes them away.
 */
export function useDraft(record: string, kind: string) {
  const key = keyOf(record, kind)
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '')
  const now = useRef(text)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const keep = useCallback(() => {
    clearTimeout(timer.current)
    if (now.current) localStorage.setItem(key, now.current)
    else localStorage.removeItem(key)
  }, [key])

  const write = useCallback(
    (next: string) => {
      now.current = next
      setText(next)
      clearTimeout(timer.current)
      timer.current = setTimeout(keep, pause)
    },
    [keep],
  )

  useEffect(() => {
    const hide = () => keep()
    const elsewhere = (event: StorageEvent) => {
      // The same draft in another tab: shown here unless one is typing here.
      if (event.key === key && document.activeElement?.getAttribute('data-draft') !== key) {
        now.current = event.newValue ?? ''
        setText(now.current)
      }
    }
    addEventListener('pagehide', hide)
    addEventListener('visibilitychange', hide)
    addEventListener('storage', elsewhere)
    return () => {
      keep()
      removeEventListener('pagehide', hide)
      removeEventListener('visibilitychange', hide)
      removeEventListener('storage', elsewhere)
    }
  }, [keep, key])

  const drop = useCallback(() => {
    now.current = ''
    setText('')
    keep()
  }, [keep])

  return { text, write, drop, key }
}

/** Records with words that wait to be sent. */
export function draftedRecords() {
  const mine = `draft.${person().id}.`
  return Object.keys(localStorage)
    .filter(key => key.startsWith(mine))
    .map(key => key.slice(mine.length).split('.') as [string, string])
}
