import { queryOptions } from '@tanstack/react-query'
import { api, read, readWithVersion, type Schema } from '../shell/api'

export type Ticket = Schema<'TicketView'>

export const ticketQuery = (number: string) =>
  queryOptions({
    queryKey: ['ticket', number],
    queryFn: async () => (await readWithVersion(api.GET('/api/tickets/{number}', { params: { path: { number } } }))).body,
  })

export const storyQuery = (number: string) =>
  queryOptions({
    queryKey: ['ticket', number, 'timeline'],
    queryFn: async () => (await read(api.GET('/api/tickets/{number}/timeline', { params: { path: { number } } }))).items,
  })

export const clocksQuery = (number: string) =>
  queryOptions({
    queryKey: ['ticket', number, 'sla'],
    queryFn: () => read(api.GET('/api/tickets/{number}/sla', { params: { path: { number } } })),
    refetchInterval: 60_000,
  })

/** When a ticket of a list is due: the band in which one of its clocks runs out. */
export type Band = 'overdue' | 'soon' | 'today' | 'later'
export const bands: Band[] = ['overdue', 'soon', 'today', 'later']
const hours: Record<Exclude<Band, 'later'>, number> = { overdue: 0, soon: 4, today: 24 }

export type TicketFilter = NonNullable<NonNullable<Parameters<typeof listTickets>[0]>>

type Query = { owner?: string; unit?: string; customer?: string; q?: string; status?: Schema<'TicketStatus'>; unanswered?: boolean }

export const isOpen = (ticket: Ticket) => ['acknowledged', 'pending', 'held', 'inProgress'].includes(ticket.status) && !ticket.mergedInto

function listTickets(query: Query & { clockDueBefore?: string; limit?: number; after?: string }) {
  return read(api.GET('/api/tickets', { params: { query } }))
}

/** A list with the band of each of its tickets. */
export const listQuery = (query: Query) =>
  queryOptions({
    queryKey: ['tickets', query],
    queryFn: async () => {
      const now = Date.now()
      const due = Object.entries(hours).map(([, h]) =>
        listTickets({ ...query, clockDueBefore: new Date(now + h * 3_600_000).toISOString(), limit: 100 }),
      )
      const [all, ...byBand] = await Promise.all([listTickets({ ...query, limit: 100 }), ...due])
      const band = new Map<string, Band>()
      byBand.forEach((found, i) => found.items.forEach(ticket => band.has(ticket.id) || band.set(ticket.id, bands[i]!)))
      const rows = new Map([...byBand.flatMap(found => found.items), ...all.items].map(ticket => [ticket.id, ticket]))
      return {
        more: Boolean(all.next),
        rows: [...rows.values()]
          .map(ticket => ({ ticket, band: band.get(ticket.id) ?? ('later' as Band) }))
          .sort((a, b) => bands.indexOf(a.band) - bands.indexOf(b.band) || a.ticket.openedAt.localeCompare(b.ticket.openedAt)),
      }
    },
  })

export const namesQuery = (numbers: string[], purpose: string) =>
  queryOptions({
    queryKey: ['names', numbers.join()],
    queryFn: () => read(api.POST('/api/customers/names', { body: { numbers, purpose } })),
    enabled: false,
    staleTime: Infinity,
  })
