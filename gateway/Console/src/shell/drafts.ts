import { useCallback, useEffect, useRef, useState } from 'react'
import { api, Problem, readWithVersion, type Schema } from './api'
import { person } from './session'

const pause = 500
const shared = 1500

const keyOf = (record: string, kind: string) => `draft.${person().id}.${record}.${kind}`

/** What the server keeps too, so that another desk finds it: words about a ticket. Others stay in this browser. */
const kinds: readonly Schema<'DraftKind'>[] = ['reply', 'replyTemplate', 'note', 'noteTemplate', 'solution', 'handOver']
const isKept = (record: string, kind: string): kind is Schema<'DraftKind'> => /^T\d{8,}$/.test(record) && kinds.includes(kind as Schema<'DraftKind'>)

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
  const server = useRef<Shared | null>(null)

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
      server.current?.later(next)
    },
    [keep],
  )

  useEffect(() => {
    if (!isKept(record, kind)) return
    const copy = new Shared(record, kind)
    server.current = copy
    // What was written at another desk; what stands here already stays, and is written over it with the next key.
    void copy.fetch().then(found => {
      if (server.current === copy && found && !now.current) {
        now.current = found
        setText(found)
        keep()
      }
    })
    return () => {
      copy.flush()
      server.current = null
    }
  }, [record, kind, keep])

  useEffect(() => {
    const hide = () => {
      keep()
      server.current?.flush()
    }
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
    server.current?.later('')
    server.current?.flush()
  }, [keep])

  return { text, write, drop, key }
}

/** The copy on the server. One request at a time; what cannot be sent now stays in the browser and goes with the next change. */
class Shared {
  private version: string | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private wanted: string | null = null
  private busy = false
  /** Tickets that hold it: this one, and one that was merged into it where it was begun. */
  private readonly places = new Set<string>()

  constructor(
    private readonly record: string,
    private readonly kind: Schema<'DraftKind'>,
  ) {}

  async fetch() {
    try {
      const { body } = await readWithVersion(api.GET('/api/tickets/{number}/drafts', { params: { path: { number: this.record } } }))
      const found = body.find(draft => draft.kind === this.kind && draft.ticket === this.record) ?? body.find(draft => draft.kind === this.kind)
      if (found) this.places.add(found.ticket)
      if (found?.ticket === this.record) this.version = `"${found.version}"`
      return found?.text ?? null
    } catch {
      return null
    }
  }

  later(text: string) {
    this.wanted = text
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.send(), shared)
  }

  flush() {
    clearTimeout(this.timer)
    void this.send()
  }

  private async send() {
    if (this.busy || this.wanted === null) return
    this.busy = true
    const text = this.wanted
    this.wanted = null
    const path = { number: this.record, kind: this.kind }
    try {
      if (!text) {
        for (const number of this.places.add(this.record))
          await readWithVersion(api.DELETE('/api/tickets/{number}/drafts/{kind}', { params: { path: { ...path, number } } }))
        this.version = null
      } else {
        const headers = this.version ? { 'If-Match': this.version } : undefined
        this.version = (await readWithVersion(api.PUT('/api/tickets/{number}/drafts/{kind}', { params: { path }, body: { text }, headers }))).version
      }
    } catch (error) {
      // Changed at another desk: who types now has the last word, on what they see here.
      if (error instanceof Problem && [412, 428].includes(error.status)) {
        this.version = null
        await this.fetch()
        this.wanted ??= text
      }
    }
    this.busy = false
    if (this.wanted !== null) this.later(this.wanted)
  }
}

/** Records with words that wait to be sent. */
export function draftedRecords() {
  const mine = `draft.${person().id}.`
  return Object.keys(localStorage)
    .filter(key => key.startsWith(mine))
    .map(key => key.slice(mine.length).split('.') as [string, string])
}
