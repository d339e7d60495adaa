import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeModules } from './code-modules.ts'
import { testModules } from './modules.ts'
import { type Station, startStation } from './station.ts'

let station: Station
beforeAll(async () => {
  station = await startStation()
})
afterAll(() => station.stop())

/** `oidcc-client-formpost-basic-certification-test-plan`: the basic plan, each answer a form that the provider's page submits. */
describe('form post', () => {
  testModules(() => station, codeModules, { bends: { responseMode: 'form_post' } })

  test('form-post-error: a refusal that comes as a form ends the sign-in', async () => {
    const { provider, signIn } = station
    provider.straighten()
    provider.bends = {
      responseMode: 'form_post',
      authorization(answer) {
        answer.delete('code')
        answer.set('error', 'login_required')
      },
    }
    expect(await signIn()).toMatchObject({ code: 'prompt-none-login-required', signedIn: false })
  })
})
