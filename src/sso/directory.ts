import type { ProviderDirectory } from './ports.ts'
import { isConfigured } from './provider.ts'
import { providerSettings, type WrittenProvider } from './settings.ts'

/** The providers as they are written just now; `default` is always known, and listed once anything of it is set. */
export function createProviderDirectory(written: () => Promise<WrittenProvider[]>): ProviderDirectory {
  const all = async () => (await written()).map(providerSettings)
  return {
    list: async () => (await all()).filter((each) => each.id !== 'default' || isConfigured(each)),
    get: async (id) => (await all()).find((each) => each.id === id) ?? null,
  }
}
