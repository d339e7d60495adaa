import { z } from 'zod'
import type { ListedChange, ProviderSettingsStore, SettledProvider } from '../../admin/index.ts'
import {
  type AttemptRecord,
  catalogue,
  explain,
  type Fix,
  fixesFor,
  isFaultCode,
  type ProviderDirectory,
  profileFor,
  providerSettings,
  wordsOf,
} from '../../sso/index.ts'
import { attemptShape, shownAttempt } from './attempt-shape.ts'
import { lineFor } from './setting-line.ts'

const fix = z.object({
  id: z.string(),
  title: z.string(),
  /** What is set by it; of a secret only that it is. */
  changes: z.array(z.object({ field: z.string(), value: z.unknown(), now: z.unknown() })),
  /** What must be changed elsewhere instead: the value is held there. Empty where it can be done here. */
  elsewhere: z.array(z.object({ field: z.string(), origin: z.enum(['environment', 'file']), line: z.string() })),
})

/** Everything that an administrator reads of one sign-in. */
export const attemptPage = z.object({
  attempt: attemptShape,
  explanation: z.object({ title: z.string(), happened: z.string(), cause: z.string() }).nullable(),
  quotes: z.array(z.object({ what: z.string(), text: z.string() })),
  lookAlikes: z.array(z.object({ code: z.string(), title: z.string(), decides: z.string() })),
  fixes: z.array(fix),
  applied: z.array(
    z.object({
      change: z.number(),
      title: z.string(),
      at: z.number(),
      actor: z.string(),
      obstacle: z.string().nullable(),
    }),
  ),
})

export interface PageParts {
  providers: ProviderDirectory
  settings: ProviderSettingsStore
}

export async function pageOf(
  record: AttemptRecord,
  { providers, settings }: PageParts,
): Promise<z.input<typeof attemptPage>> {
  const settled = await settings.get(record.provider).catch(() => null)
  const changes = settled ? await settings.changes(record.provider) : []
  return {
    attempt: shownAttempt(record),
    explanation: await explanationOf(record, providers),
    quotes: quotesOf(record),
    lookAlikes: lookAlikesOf(record),
    fixes: settled ? fixesFor(record, providerSettings(settled)).map((each) => shownFix(each, settled)) : [],
    applied: appliedTo(record, changes),
  }
}

async function explanationOf(record: AttemptRecord, providers: ProviderDirectory) {
  if (!record.code) return null
  const settings = await providers.get(record.provider)
  const words = wordsOf(profileFor(settings?.profile ?? 'auto', settings?.issuer ?? null))
  const { title, happened, cause } = explain(record.code, record.evidence, words)
  // What was written down at the time knows more than what could be said now.
  return { title, happened: String(record.evidence['happened'] ?? happened), cause }
}

/** Where in the evidence the provider speaks for itself. */
const ownWords: [fact: string, what: string][] = [
  ['error', 'error'],
  ['errorDescription', 'error_description'],
  ['errorUri', 'error_uri'],
  ['challenge', 'WWW-Authenticate'],
  ['pageTitle', 'title of its page'],
  ['page', 'text of its page'],
  ['body', 'its answer'],
]

function quotesOf({ evidence }: AttemptRecord): z.input<typeof attemptPage>['quotes'] {
  const quotes = ownWords.flatMap(([fact, what]) => {
    const text = evidence[fact]
    // Within a sentence a title stands as ` ("Sign in")`.
    return typeof text === 'string' && text !== '' ? [{ what, text: text.replace(/^ \("(.*)"\)$/s, '$1') }] : []
  })
  const isSaid = (quote: { text: string }, index: number) =>
    quotes.findIndex(({ text }) => text === quote.text) === index
  return quotes.filter(isSaid)
}

const lookAlikesOf = ({ code }: AttemptRecord): z.input<typeof attemptPage>['lookAlikes'] =>
  (code ? (catalogue[code].lookAlikes ?? []) : []).map((each) => ({
    ...each,
    title: isFaultCode(each.code) ? catalogue[each.code].title : each.code,
  }))

function shownFix({ id, title, changes }: Fix, { fields }: SettledProvider): z.input<typeof fix> {
  const entries = Object.entries(changes)
  const shown = (field: string, value: unknown) => (field === 'clientSecret' ? '(not shown)' : (value ?? null))
  return {
    id,
    title,
    changes: entries.map(([field, value]) => ({
      field,
      value: shown(field, value),
      now: shown(field, fields[field]?.value),
    })),
    elsewhere: entries.flatMap(([field, value]) => {
      const origin = fields[field]?.origin
      return origin === 'environment' || origin === 'file'
        ? [{ field, origin, line: lineFor(origin, field, shown(field, value)) }]
        : []
    }),
  }
}

/** By which the changes that were made from an attempt's page are found again. */
export const reasonOf = (attempt: string, title: string): string => `Sign-in attempt ${attempt}: ${title}`

function appliedTo({ id }: AttemptRecord, changes: ListedChange[]): z.input<typeof attemptPage>['applied'] {
  const start = reasonOf(id, '')
  const own = changes.filter(({ reason }) => reason?.startsWith(start))
  const isUndone = (change: number) => changes.some(({ undoes }) => undoes === change)
  return own
    .filter(({ id: change }) => !isUndone(change))
    .map(({ id: change, reason, at, actor, obstacle }) => ({
      change,
      title: reason!.slice(start.length),
      at,
      actor,
      obstacle,
    }))
}
