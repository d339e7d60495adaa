import { isIssuerWritten } from './discovery/issuer.ts'
import type { ProviderDirectory } from './ports.ts'
import { isComplete, isConfigured } from './provider.ts'
import { providerSettings, type WrittenProvider } from './settings.ts'

/**
 * The providers as they are written just now, in the order of their buttons; `default` is always known, and listed once anything of it
 * is set.
 */
export function createProviderDirectory(written: () => Promise<WrittenProvider[]>): ProviderDirectory {
  const all = async () => (await written()).map(providerSettings)
  const list = async () =>
    (await all())
      .filter((each) => each.id !== 'default' || isConfigured(each))
      .sort((one, other) => one.order - other.order)
  return {
    list,
    get: async (id) => (await all()).find((each) => each.id === id) ?? null,
    async ofIssuer(issuer) {
      const of = (await list()).filter((each) => each.issuer !== null && isIssuerWritten(issuer, each.issuer))
      return of.find(isComplete) ?? of[0] ?? null
    },
  }
}
