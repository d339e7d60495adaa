import type { Clock } from '../../base/clock.ts'
import type { OutboundAnswer } from '../../base/outbound.ts'
import type { ProviderSettings } from '../provider.ts'
import type { ProviderMetadata } from './document.ts'
import { freshFor, validators } from './freshness.ts'

export interface KeptDocument {
  /** The settings with which it was read: with others it is forgotten. */
  key: string
  document: ProviderMetadata
  /** By which it is asked for again. */
  validators: Record<string, string>
  readAt: number
  /** Until when the provider lets it be used without asking. */
  freshUntil: number
  /** Whether the provider lets it be kept at all. */
  lasts: boolean
}

/** One document for each provider, while its settings stay as they are, and for a day at most. */
export interface KeptDocuments {
  find(settings: ProviderSettings): KeptDocument | undefined
  keep(settings: ProviderSettings, document: ProviderMetadata, answer: OutboundAnswer): void
}

const longestKept = 24 * 3_600_000

export function createKeptDocuments(clock: Clock): KeptDocuments {
  const kept = new Map<string, KeptDocument>()
  return {
    find(settings) {
      const known = kept.get(settings.id)
      return known?.key === keyOf(settings) && clock.now() - known.readAt < longestKept ? known : undefined
    },
    keep(settings, document, answer) {
      const readAt = clock.now()
      const lifetime = freshFor(answer)
      const known = kept.get(settings.id)
      // An answer "not modified" may leave out what has not changed.
      const before = known?.document === document ? known.validators : {}
      kept.set(settings.id, {
        key: keyOf(settings),
        document,
        validators: { ...before, ...validators(answer) },
        readAt,
        freshUntil: readAt + lifetime,
        lasts: lifetime > 0,
      })
    },
  }
}

/** Whatever is changed, an administrator who tries again wants to see what the provider says now. */
export const keyOf = (settings: ProviderSettings): string => JSON.stringify(settings)
