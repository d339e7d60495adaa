import type { FastifyReply } from 'fastify'
import { type FinishedSignIn, type SignInRefused, type SignInTest, SsoFault } from '../../sso/index.ts'
import type { SsoWireParts } from './parts.ts'

/** The page of the web app that shows what came of a test. */
const resultPath = (provider: string, testId: string): string =>
  `/settings/sign-in-tests/${[provider, testId].map(encodeURIComponent).join('/')}`

type TestParts = Pick<SsoWireParts, 'sso' | 'visitors' | 'signInTests'>

/** The last step of a sign-in that was a test: what it would have done. Nobody is signed in, and nothing is changed. @throws SignInRefused */
export async function endTest(
  { sso, visitors, signInTests }: TestParts,
  { identity, attempt }: FinishedSignIn,
  test: SignInTest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    const draft = await signInTests.get(test.id)
    if (!draft) throw new SsoFault('sign-in-test-over', {})
    const foreseen = await visitors.foresee(identity, draft)
    for (const { code, facts } of foreseen.findings)
      attempt.stage('provisioning', 'warning', { finding: code, ...facts })
    await sso.tested(attempt)
    await signInTests.finish(test.id, attempt.record.id, { received: attempt.received, foreseen })
  } catch (error) {
    throw await sso.refuse(attempt, error)
  }
  return reply.redirect(resultPath(attempt.record.provider, test.id), 302)
}

/** Where the refusal was of a test, keeps what came of it; the page that shows it, or null. */
export async function endRefusedTest(
  { signInTests }: Pick<SsoWireParts, 'signInTests'>,
  { test, attemptId }: SignInRefused,
): Promise<string | null> {
  if (!test) return null
  await signInTests.finish(test.id, attemptId, { received: test.received, foreseen: null })
  return resultPath(test.provider, test.id)
}
