import type { QueryClient } from '@tanstack/react-query'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
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
  const place = { last: '' }
  let pause = first
  for (;;) {
    const status = await readOnce('/api/ticket-events/stream', place, event => tellFact(event.data, tell), () => tellState('live'))
    if (status === 410) place.last = ''
    if (status === 403) return
    // The stream ends with its token; the next one begins with a new token at the same place.
    pause = status === 200 ? first : Math.min(pause * 2, longest)
    if (status !== 200) tellState('waiting')
    await new Promise(resolve => setTimeout(resolve, pause))
  }
}

/**
 * Says what happens to one ticket, also what is told to nobody outside, such as a note for colleagues: the ids of the entries of its timeline. Reads while somebody
 * looks, since a browser has few connections; who looks again gets what came in between. Answers how to stop.
 */
export function followTicket(number: string, happened: (entry: string) => void) {
  const place = { last: '' }
  let reading: AbortController | null = null
  const read = async (signal: AbortSignal) => {
    let pause = first
    while (!signal.aborted) {
      const status = await readOnce(
        `/api/tickets/${encodeURIComponent(number)}/timeline/stream`,
        place,
        event => event.event === 'item' && happened((JSON.parse(event.data) as { id: string }).id),
        () => {},
        signal,
      )
      if (status === 403 || status === 404) return
      pause = status === 200 ? first : Math.min(pause * 2, longest)
      await new Promise(resolve => setTimeout(resolve, pause))
    }
  }
  const look = () => {
    if (document.visibilityState === 'visible' && !reading) {
      reading = new AbortController()
      void read(reading.signal)
    } else if (document.visibilityState !== 'visible') {
      reading?.abort()
      reading = null
    }
  }
  document.addEventListener('visibilitychange', look)
  look()
  return () => {
    document.removeEventListener('visibilitychange', look)
    reading?.abort()
  }
}

/** Reads a stream of events from a place to its end, and moves the place. Answers the status; 0 without a session or a connection. */
async function readOnce(
  path: string,
  place: { last: string },
  take: (event: EventSourceMessage) => void,
  opened: () => void,
  signal?: AbortSignal,
) {
  try {
    const bearer = await token()
    if (!bearer) return 0
    const headers: Record<string, string> = { Authorization: `Bearer ${bearer}`, Accept: 'text/event-stream' }
    if (place.last) headers['Last-Event-ID'] = place.last
    const answer = await fetch(path, { headers, signal: signal ?? null })
    if (!answer.ok || !answer.body) return answer.status
    opened()
    const parser = createParser({
      onEvent(event) {
        place.last = event.id ?? place.last
        if (event.data) take(event)
      },
    })
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) parser.feed(part.value)
    return answer.status
  } catch {
    // No connection, or nobody looks any more.
    return 0
  }
}

function tellFact(data: string, tell: (fact: Fact) => void) {
  const fact = JSON.parse(data) as Fact | null
  if (fact?.type) tell(fact)
}
