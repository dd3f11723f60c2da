import type { Schema } from '../shell/api'

/** Where a hit leads. */
export function addressOf(hit: Schema<'SearchHit'>) {
  if (hit.kind === 'ticket') return { to: '/tickets/$number', params: { number: hit.number } } as const
  if (hit.kind === 'customer') return { to: '/customers/$number', params: { number: hit.number } } as const
  if (hit.kind === 'unit') return { to: '/work', search: { unit: hit.number } } as const
  return { to: '/search', search: { q: hit.number } } as const
}
