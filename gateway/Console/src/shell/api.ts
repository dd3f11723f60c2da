import createClient from 'openapi-fetch'
import type { components, paths } from '../api/schema'
import { renew, token } from './session'

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

/** A refusal, or an answer that did not come. Its code is stable and has a text in every language. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly errors: Record<string, string[]> = {},
    readonly traceId?: string,
  ) {
    super(detail)
  }
}

const uncertain = [502, 503, 504]
const pauses = [300, 1000, 3000]

/**
 * One request of the client. Whether a command was carried out that got no answer is found out by repeating it with the same Idempotency-Key, so that nothing
 * happens twice.
 */
async function send(request: Request): Promise<Response> {
  const headers = new Headers(request.headers)
  if (request.method === 'POST' && !headers.has('Idempotency-Key')) headers.set('Idempotency-Key', crypto.randomUUID())
  const repeatable = request.method === 'GET' || headers.has('Idempotency-Key')
  const body = request.body ? await request.arrayBuffer() : undefined
  let renewed = false
  for (let attempt = 0; ; attempt++) {
    const bearer = await token()
    if (!bearer) throw new Problem('signed-out', 401, '')
    headers.set('Authorization', `Bearer ${bearer}`)
    let answer: Response | null = null
    try {
      answer = await fetch(new Request(request.url, { method: request.method, headers, body, signal: request.signal }))
    } catch (error) {
      if (request.signal.aborted) throw error
    }
    if (answer?.status === 401 && !renewed) {
      renewed = true
      if (await renew()) continue
      throw new Problem('signed-out', 401, '')
    }
    if (answer && !uncertain.includes(answer.status)) return answer
    if (!repeatable || attempt >= pauses.length) {
      if (answer) return answer
      throw new Problem('no-connection', 0, '')
    }
    await new Promise(resolve => setTimeout(resolve, pauses[attempt]))
  }
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send })

type Answer<T> = { data?: T; error?: unknown; response: Response }

/** The answer's body, or the Problem thrown. */
export async function read<T>(answer: Promise<Answer<T>>): Promise<T> {
  return (await readWithVersion(answer)).body
}

/** The same with the version for If-Match. */
export async function readWithVersion<T>(answer: Promise<Answer<T>>): Promise<{ body: T; version: string | null }> {
  const { data, error, response } = await answer
  if (response.ok) return { body: data as T, version: response.headers.get('ETag') }
  const problem = (error ?? {}) as { type?: string; detail?: string; title?: string; errors?: Record<string, string[]>; traceId?: string }
  throw new Problem(
    problem.type?.split('/').pop() ?? `status-${response.status}`,
    response.status,
    problem.detail ?? problem.title ?? response.statusText,
    problem.errors,
    problem.traceId,
  )
}
