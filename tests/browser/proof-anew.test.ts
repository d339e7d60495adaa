import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { openStation, type Station } from './station.ts'

describe.skipIf(!browserProgram)('an administrator who signed in long ago', { timeout: 60_000 }, () => {
  let station: Station
  beforeAll(async () => {
    station = await openStation()
  })
  afterAll(() => station.close())

  test('is told so where proof is wanted, signs in once more, and comes back to do it', async () => {
    const { appDb, accounts } = station.server.context
    await accounts.users.create({ username: 'ben' }, null)
    const { page } = await station.signedIn('ada')
    await appDb.updateTable('session').set({ authenticated_at: 1 }).execute()
    await page.goto('/settings/users')
    const promote = async () => {
      await page.getByRole('button', { name: 'Change ben' }).click()
      await page.getByRole('menuitem', { name: 'Make an administrator' }).click()
      await page.getByRole('button', { name: 'Make an administrator' }).click()
    }
    await promote()
    await page.getByRole('link', { name: /Sign in once more/ }).click()
    await page.locator('button[name=login][value=ada]').click()
    await page.waitForURL('**/settings/users')
    await promote()
    await page.getByRole('row', { name: /ben/ }).getByText('Administrator').waitFor()
    expect((await accounts.users.get('ben')).admin).toBe(true)
  })
})
