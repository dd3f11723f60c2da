import type { QueryClient } from '@tanstack/react-query'
import { createParser } from 'eventsource-parser'
import { token } from './session'

/** A public fact, as the stream tells it. */
export type Fact = { id: string; type: string; subject?: string; ticketnumber?: string }

const channelName = 'desk-facts'
const first = 500
const longest = 30_000
let state: 'live' | 'waiting' = 'waiting'
const watchers = new Set<() => void>()

export const liveState = () => state
export function onLive(watch: () => void) {
  watchers.add(watch)
  return () => void watchers.delete(watch)
}

function become(next: typeof state) {
  if (state !== next) {
    state = next
    watchers.forEach(watch => watch())
  }
}

/** What changes on the server is asked for again here. One tab of a browser reads the stream and tells the others. */
export function startLive(queries: QueryClient) {
  const channel = new BroadcastChannel(channelName)
  const changed = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const take = (fact: Fact) => {
    const ticket = fact.ticketnumber ?? /T\d{8}/.exec(fact.subject ?? '')?.[0]
    if (ticket) changed.add(ticket)
    const area = fact.type.split('.')[1] ?? ''
    changed.add(`area:${area}`)
    // A burst is one look.
    timer ??= setTimeout(() => {
      timer = undefined
      for (const key of changed) {
        if (key.startsWith('area:')) void queries.invalidateQueries({ queryKey: [key.slice(5)] })
        else void queries.invalidateQueries({ queryKey: ['ticket', key] })
      }
      void queries.invalidateQueries({ queryKey: ['tickets'] })
      changed.clear()
    }, 150)
  }
  channel.onmessage = (message: MessageEvent<Fact | { state: typeof state }>) => {
    if ('state' in message.data) become(message.data.state)
    else take(message.data)
  }
  const tell = (fact: Fact) => {
    take(fact)
    channel.postMessage(fact)
  }
  const tellState = (next: typeof state) => {
    become(next)
    channel.postMessage({ state: next })
  }
  const lead = () => follow(tell, tellState)
  if (navigator.locks) void navigator.locks.request('desk-live', lead)
  else void lead()
}

async function follow(tell: (fact: Fact) => void, tellState: (next: 'live' | 'waiting') => void) {
  let last = ''
  let pause = first
  for (;;) {
    try {
      const bearer = await token()
      if (bearer) {
        const headers: Record<string, string> = { Authorization: `Bearer ${bearer}`, Accept: 'text/event-stream' }
        if (last) headers['Last-Event-ID'] = last
        const answer = await fetch('/api/ticket-events/stream', { headers })
        if (answer.status === 410) last = ''
        if (answer.status === 403) return
        if (answer.ok && answer.body) {
          tellState('live')
          pause = first
          const parser = createParser({
            onEvent(event) {
              last = event.id ?? last
              if (event.data) tellFact(event.data, tell)
            },
          })
          const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
          for (let part = await reader.read(); !part.done; part = await reader.read()) parser.feed(part.value)
          // The stream ends with its token; the next one begins with a new token at the same place.
          continue
        }
      }
    } catch {
      // No connection: again after a pause.
    }
    tellState('waiting')
    await new Promise(resolve => setTimeout(resolve, pause))
    pause = Math.min(pause * 2, longest)
  }
}

function tellFact(data: string, tell: (fact: Fact) => void) {
  const fact = JSON.parse(data) as Fact | null
  if (fact?.type) tell(fact)
}
