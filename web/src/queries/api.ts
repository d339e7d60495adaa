import type { ErrorBody } from '../../../src/wire/app/contract.ts'
import { reportAnswer, reportSilence } from './connection.ts'

/** A refusal of the server, or its silence (status 0). `message` is the sentence for the person. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly attempt: string | undefined
  /** Where to sign in anew: the start of a provider's sign-in, or null for the sign-in page. */
  readonly start: string | null | undefined

  constructor(status: number, body: ErrorBody['error']) {
    super(body.message)
    this.status = status
    this.code = body.code
    this.title = body.title
    this.attempt = body.attempt
    this.start = body.start
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/**
 * Calls our JSON API.
 * @throws ApiError for every answer that is not 2xx, and with status 0 when there is no answer.
 */
export async function api<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await reach(method, path, body, signal)
  if (answer.status === 204) return undefined as T
  const text = await answer.text()
  if (!answer.ok) throw new ApiError(answer.status, readRefusal(answer.status, text))
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** Asks for a file by POST and hands it to the browser's downloads. */
export async function download(address: string, body: unknown): Promise<string> {
  const answer = await reach('POST', address, body)
  if (!answer.ok) throw new ApiError(answer.status, readRefusal(answer.status, await answer.text()))
  const name = /filename="([\w.-]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'download'
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return name
}

async function reach(method: Method, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  try {
    const answer = await fetch(path, {
      method,
      signal,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    reportAnswer()
    return answer
  } catch (error) {
    if (signal?.aborted) throw error
    reportSilence()
    throw new ApiError(0, {
      code: 'no-answer',
      title: 'The server does not answer',
      message: 'The server could not be reached. This page tries again by itself.',
    })
  }
}

function readRefusal(status: number, text: string): ErrorBody['error'] {
  try {
    const { error } = JSON.parse(text) as Partial<ErrorBody>
    if (error?.message) return error
  } catch {
    // Not ours: a proxy's page, say.
  }
  return {
    code: `http-${status}`,
    title: `The server answered ${status}`,
    message: `The server, or something before it, answered with status ${status} and no explanation.`,
  }
}

/** A path of segments, each encoded: `path('api', 'runs', entity)`. */
export const path = (...segments: (string | number)[]): string =>
  `/${segments.map((each) => encodeURIComponent(each)).join('/')}`
