import type { Attempt } from './attempt.ts'
import { SsoFault } from './faults/sso-fault.ts'
import type { ProviderDirectory, SignInStore, SignInTest } from './ports.ts'
import type { ProviderSettings } from './provider.ts'

/** The settings with which a test is made, as they were when it was prepared. */
export interface Drafts {
  /** Null where the test is over. */
  get(testId: string): Promise<ProviderSettings | null>
}

interface Parts {
  providers: ProviderDirectory
  store: SignInStore
  drafts: Drafts
}

/**
 * What a sign-in works with. A test walks the same way as any other, with a draft in place of the provider's settings; what it learns of
 * the provider is kept apart, since it was learned under other settings. Throws SsoFault `sign-in-test-over`.
 */
export async function partsOf<All extends Parts>(parts: All, test: SignInTest | null): Promise<All> {
  if (test === null) return parts
  const draft = await parts.drafts.get(test.id)
  if (!draft) throw new SsoFault('sign-in-test-over', { reason: 'its time is up' })
  const { providers, store } = parts
  return {
    ...parts,
    providers: { ...providers, get: async (id) => (id === draft.id ? draft : providers.get(id)) },
    store: {
      ...store,
      recall: (provider, name) => store.recall(provider, `${name} of a test`),
      remember: (provider, name, value) => store.remember(provider, `${name} of a test`, value),
    },
  }
}

/** From now on the attempt is known as a test, also in its record. */
export function markAsTest(attempt: Attempt, test: SignInTest | null): void {
  attempt.test = test
  if (test) attempt.record.evidence['test'] = { by: test.by }
}

/** Whoever comes back must be who began: what the provider says of a person is shown to nobody else. */
export function checkAsker(test: SignInTest | null, asker: string | null): void {
  if (test && test.asker !== asker)
    throw new SsoFault('sign-in-test-over', {
      reason: 'whoever began it is not signed in any more, or another person is',
    })
}
