/** What sort of refusal this is; `http/error-response.ts` turns it into a status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'unsupported'
  | 'too-many'
  | 'unavailable'
  | 'internal'

export type Facts = Record<string, unknown>

export interface AppErrorOptions {
  /** What the log may know and the visitor may not. */
  facts?: Facts
  /** What a program of the visitor's may use, beside code and sentence. */
  details?: Facts
  cause?: unknown
  /** Seconds after which the same call may go through (HTTP `Retry-After`). */
  retryAfter?: number
}

/** A refusal that was foreseen. `message` is one sentence for the person who asked: what, where, and what to do. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly kind: ErrorKind
  /** Stable, kebab-case; scripts may rely on it. */
  readonly code: string
  readonly facts: Facts
  readonly details: Facts
  readonly retryAfter: number | undefined

  constructor(kind: ErrorKind, code: string, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.kind = kind
    this.code = code
    this.facts = options.facts ?? {}
    this.details = options.details ?? {}
    this.retryAfter = options.retryAfter
  }
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
