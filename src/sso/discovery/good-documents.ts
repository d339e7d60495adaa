import { createHash } from 'node:crypto'
import type { Clock } from '../../base/clock.ts'
import type { AttemptRecord, SignInStore } from '../ports.ts'
import type { ProviderSettings } from '../provider.ts'
import type { ProviderMetadata } from './document.ts'

/** What differs between the document that is there now and the last one by which somebody signed in. */
export interface DocumentChanges {
  /** When the good one was first seen to lead to a sign-in, ISO 8601. */
  since: string
  added: Record<string, unknown>
  removed: Record<string, unknown>
  changed: Record<string, { before: unknown; now: unknown }>
}

/** Of each provider the last discovery document with which a sign-in went well: what has changed since is the first thing to look at. */
export interface GoodDocuments {
  /** Evidence for the attempt: the hash of this document, and `changedSince` where it is not the good one. */
  compare(settings: ProviderSettings, document: ProviderMetadata): Promise<DocumentEvidence>
  /** The document of this attempt has led to a sign-in. */
  proven(record: AttemptRecord): Promise<void>
}

export interface DocumentEvidence {
  documentHash: string
  changedSince?: DocumentChanges
}

interface Kept {
  hash: string
  at: number
  document: Record<string, unknown>
}

/** The one that was read last, until it is proven. */
const latest = 'document-latest'
const good = 'document-good'

export function createGoodDocuments(parts: { store: SignInStore; clock: Clock }): GoodDocuments {
  const { store, clock } = parts
  /** Hashes that need not be asked for: the usual case is that nothing has changed. */
  const knownGood = new Map<string, string>()
  const recall = (provider: string, name: string) => store.recall(provider, name) as Promise<Kept | null>
  return {
    async compare({ id }, document) {
      const hash = hashOf(document)
      if (knownGood.get(id) === hash) return { documentHash: hash }
      const before = await recall(id, good)
      if (before?.hash === hash) {
        knownGood.set(id, hash)
        return { documentHash: hash }
      }
      if ((await recall(id, latest))?.hash !== hash)
        await store.remember(id, latest, { hash, at: clock.now(), document } satisfies Kept)
      const changes = before && differences(before, document)
      return { documentHash: hash, ...(changes && { changedSince: changes }) }
    },

    async proven({ provider, stages }) {
      const hash = stages.findLast(({ evidence }) => evidence['documentHash'])?.evidence['documentHash']
      if (typeof hash !== 'string' || knownGood.get(provider) === hash) return
      const read = await recall(provider, latest)
      if (read?.hash !== hash) return
      await store.remember(provider, good, { ...read, at: clock.now() })
      knownGood.set(provider, hash)
    },
  }
}

/** The same whatever the order of the members. */
export function hashOf(document: Record<string, unknown>): string {
  const sorted = Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16)
}

function differences(before: Kept, now: Record<string, unknown>): DocumentChanges {
  const isSame = (name: string) => JSON.stringify(before.document[name]) === JSON.stringify(now[name])
  const only = (one: Record<string, unknown>, other: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(one).filter(([name]) => !(name in other)))
  const both = Object.keys(now).filter((name) => name in before.document && !isSame(name))
  return {
    since: new Date(before.at).toISOString(),
    added: only(now, before.document),
    removed: only(before.document, now),
    changed: Object.fromEntries(both.map((name) => [name, { before: before.document[name], now: now[name] }])),
  }
}
