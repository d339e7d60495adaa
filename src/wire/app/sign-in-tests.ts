import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ProviderSettingsStore, SettledProvider, SignInAttempts, SignInTests } from '../../admin/index.ts'
import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import { createAttemptLimits } from '../../http/attempt-limits.ts'
import { callbackPath, startPath } from '../../sso/index.ts'
import { askerOf } from '../asker.ts'
import { endpoint } from './endpoint.ts'
import { drafted, providerFields, providerId } from './provider-shape.ts'
import { shownTest, testShape } from './sign-in-test-shape.ts'

export interface SignInTestParts {
  store: ProviderSettingsStore
  signInTests: SignInTests
  attempts: Pick<SignInAttempts, 'load'>
  clock: Clock
  /** HOST, without a slash at its end. */
  publicUrl: string
}

/** Where the pop-up begins, once, and what is asked for the result. */
export const preparedShape = z.object({
  test: z.string(),
  start: z.string(),
  redirectUri: z.string(),
  expiresAt: z.number(),
})

/** Of administrators: so many at once, and one in ten seconds after that. */
const allowance = { failures: 30, forgiveAfter: 10_000 }

/** The provider as it would be with this draft; also one that is not saved at all yet. */
export async function draftOf(
  store: ProviderSettingsStore,
  id: string,
  draft: Record<string, unknown>,
): Promise<SettledProvider> {
  const settled = await store.get(id).catch((error): SettledProvider => {
    if (!(error instanceof AppError && error.code === 'provider-not-found')) throw error
    if (!providerId.safeParse(id).success) throw error
    return { id, fields: {}, findings: [] }
  })
  return drafted(settled, draft)
}

/** Makes a draft ready to be tested by whoever asks. */
export async function prepareTest(
  { signInTests, publicUrl }: Pick<SignInTestParts, 'signInTests' | 'publicUrl'>,
  draft: SettledProvider,
  request: FastifyRequest,
): Promise<z.input<typeof preparedShape>> {
  const { id, expiresAt } = await signInTests.prepare(
    draft,
    askerOf(request, publicUrl) ?? '',
    request.principal?.username ?? '',
  )
  const start = `${startPath(draft.id)}?${new URLSearchParams({ test: id })}`
  return { test: id, start, redirectUri: publicUrl + callbackPath(draft.id), expiresAt }
}

/** Testing a sign-in with values that are not saved: the whole way to the provider and back, and nobody is signed in by it. */
export function mountSignInTests(app: FastifyInstance, parts: SignInTestParts): void {
  const { store, signInTests, attempts, clock, publicUrl } = parts
  const limits = createAttemptLimits(clock, { perUser: allowance, perAddress: allowance })
  const path = '/api/admin/providers/:id/test-sign-in'

  endpoint(app, {
    method: 'POST',
    path,
    who: 'admin',
    summary: 'Prepare a test of the sign-in with these values in place of those that are set; open `start` in a window',
    // A draft decides where the kept secret is sent.
    decisive: true,
    body: z.strictObject(providerFields),
    answer: preparedShape,
    status: 201,
    async run({ principal, params: { id = '' }, body, request }) {
      limits.begin(principal.username, principal.username)
      return prepareTest(parts, await draftOf(store, id, body), request)
    },
  })

  endpoint(app, {
    method: 'GET',
    path: `${path}/:test`,
    who: 'admin',
    summary: 'What came of a test: for who prepared it, in the same session, for some minutes',
    answer: z.object({ test: testShape }),
    async run({ params: { id = '', test = '' }, request }) {
      const asker = askerOf(request, publicUrl)
      const found = asker === null ? null : await signInTests.read(test, asker)
      if (found?.provider !== id) throw testNotFound()
      return { test: shownTest(found, found.attemptId === null ? null : await attempts.load(found.attemptId)) }
    },
  })
}

const testNotFound = () =>
  new AppError(
    'not-found',
    'sign-in-test-not-found',
    'There is no such test any more, or it was begun by somebody else or in another session. Begin it again.',
  )
