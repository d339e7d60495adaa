import { expect } from 'vitest'
import type { SignInAttempt, SignInAttemptPage } from '../../src/wire/app/contract.ts'
import { type AppApi, appApi } from '../kit/app-api.ts'
import { person } from '../kit/people.ts'
import type { TestServer } from '../kit/server.ts'
import type { Ended } from '../sso/walk.ts'

const administrators = new WeakMap<TestServer, Promise<AppApi>>()

/** The API as an administrator of this server asks it: an account that has nothing to do with the sign-ins under test. */
export function administrator(server: TestServer): Promise<AppApi> {
  const known = administrators.get(server) ?? madeFor(server)
  administrators.set(server, known)
  return known
}

const madeFor = async (server: TestServer): Promise<AppApi> =>
  appApi(server.url, (await person(server, 'overseer', { admin: true })).apiKey)

/**
 * A sign-in that failed, as both sides are told of it: the person by the address at which the browser ended and by the sentence that
 * the page looks up, the administrator by the record. Fails where either is left without an explanation; the record, for more to expect.
 */
export async function explained(server: TestServer, ended: Ended, code: string): Promise<SignInAttempt> {
  expect(ended.code).toBe(code)
  const shown = new URL(ended.answer.location ?? ended.answer.url).searchParams
  const { status, body: fault } = await appApi(server.url, null).get(`/api/faults/${code}`)
  expect(status).toBe(200)
  expect(fault['message']).toMatch(/\w+ \w+.*\.$/)
  expect(shown.get('error_description')).toBe(fault['message'])
  expect(shown.get('attempt')).toBe(ended.attempt)
  expect(shown.get('error')).toMatch(/^[a-z_]+$/)
  return recordOf(server, ended.attempt, code)
}

/** The record of an attempt that failed with this code, as the API shows it to an administrator. */
export async function recordOf(server: TestServer, id: string, code: string): Promise<SignInAttempt> {
  const { body } = await (await administrator(server)).get(`/api/admin/sign-in-attempts/${id}`)
  const { attempt, explanation } = body as unknown as SignInAttemptPage
  expect(attempt).toMatchObject({
    id,
    code,
    outcome: 'failed',
    mend: expect.arrayContaining([expect.stringMatching(/\w+ \w+/)]),
  })
  expect(attempt.stages.at(-1)).toMatchObject({ status: 'error' })
  expect(explanation!.happened).not.toBe('')
  return attempt
}

/** The newest attempt, as the API shows it to an administrator. */
export async function newestAttempt(server: TestServer): Promise<SignInAttempt> {
  const { body } = await (await administrator(server)).get('/api/admin/sign-in-attempts')
  return (body as { attempts: SignInAttempt[] }).attempts[0]!
}
