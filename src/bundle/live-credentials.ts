import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { AppDb } from '../storage/sql/schema.ts'

/** Credentials that are good now. They are known by their hashes alone, so every word of a text is tried. */
export interface LiveCredentials {
  /** `text` without such credentials, their hashes, and what is sealed; `cut` says what stands in their place. */
  without(text: string, cut: (what: string) => string): string
}

/** Maximal runs of what a token, or its base64 or hexadecimal form, is made of. */
const words = /[\w.~+/=-]{20,}/g
const sealedPart = 64

/** Reads all hashes. They are 64 hexadecimal digits each: some megabytes for tens of thousands of sessions. */
export async function readLiveCredentials(db: AppDb): Promise<LiveCredentials> {
  const hashes = new Map<string, string>()
  const sealed = new Set<string>()
  const add = (what: string, rows: { hash: string | null }[]) => {
    for (const { hash } of rows) if (hash) hashes.set(hash, what)
  }
  add('a session', await db.selectFrom('session').select('id_hash as hash').execute())
  add('an API key', await db.selectFrom('api_key').select('key_hash as hash').execute())
  add('an access token', await db.selectFrom('access_token').select('token_hash as hash').execute())
  add('a link that works once', await db.selectFrom('one_time_token').select('token_hash as hash').execute())
  add('the state of a sign-in', await db.selectFrom('sign_in_state').select('state_hash as hash').execute())
  add("a browser's sign-in", await db.selectFrom('sign_in_state').select('browser_hash as hash').execute())
  add("a browser's sign-in", await db.selectFrom('pending_link').select('browser_hash as hash').execute())
  const start = (column: string) => sql<string | null>`substr(${sql.ref(column)}, 1, ${sealedPart})`.as('start')
  for (const { start: text } of [
    ...(await db.selectFrom('session').select(start('sealed_tokens')).execute()),
    ...(await db.selectFrom('sign_in_state').select(start('sealed')).execute()),
    ...(await db.selectFrom('pending_link').select(start('sealed')).execute()),
  ])
    if (text) sealed.add(text)
  return searchFor(hashes, sealed)
}

/** Where there is no database to ask. */
export const noLiveCredentials: LiveCredentials = { without: (text) => text }

/** `hashes` are SHA-256 in hexadecimal, with what each is of; `sealed` are the first 64 characters of what is sealed. */
export function searchFor(hashes: ReadonlyMap<string, string>, sealed: ReadonlySet<string>): LiveCredentials {
  const known = (word: string): string | undefined =>
    hashes.get(word) ??
    hashes.get(createHash('sha256').update(word).digest('hex')) ??
    (word.length >= sealedPart && sealed.has(word.slice(0, sealedPart)) ? 'something sealed' : undefined)
  /** The word itself, each part of `a=b` and `a/b`, and those without what punctuates them. */
  const partsOf = (word: string): string[] => [
    word,
    ...word.split(/[=/]+/),
    ...word.split(/[=/]+/).map((part) => part.replace(/^[^\w]+|[^\w]+$/g, '')),
  ]
  const found = (word: string): string | undefined => {
    for (const part of partsOf(word)) if (part.length >= 20 && known(part)) return known(part)
    return undefined
  }
  return {
    without: (text, cut) =>
      text.replace(words, (word) => {
        const what = found(word)
        return what ? cut(what) : word
      }),
  }
}
