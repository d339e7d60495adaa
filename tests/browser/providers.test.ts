import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { openStation, type Station } from './station.ts'

describe.skipIf(!browserProgram)('the page of an identity provider', { timeout: 90_000 }, () => {
  let station: Station
  beforeAll(async () => {
    station = await openStation()
  })
  afterAll(() => station?.close())

  test('values are checked before they are saved, named when they are wrong, and work at once when they are', async () => {
    const { page, problems, close } = await station.signedIn('ada')
    await page.goto('/settings/providers')
    await page.getByRole('button', { name: 'Add a provider' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: /^Id/ }).fill('second')
    await page.getByRole('dialog').getByLabel('Name').fill('Second door')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText(`${station.server.url}/oidc/callback/second`).first().waitFor()

    await page.getByLabel('Issuer').fill('http://localhost:1')
    await page.getByLabel('Client id').fill('signpost')
    await page.locator('section[aria-labelledby=checks]').getByText('conn-refused-localhost').waitFor()

    // The provider does not know this redirect URI: that is found, and which one to register.
    await page.getByLabel('Issuer').fill(station.idp.issuer)
    await page.getByLabel('Client secret').fill(station.idp.clientSecret)
    await page.locator('section[aria-labelledby=checks]').getByText('redirect-uri-mismatch').waitFor()
    await page.getByText(`Register exactly ${station.server.url}/oidc/callback/second`).first().waitFor()

    await page.getByText('Who gets in', { exact: true }).click()
    await page.getByLabel('Allowed groups').fill('ml-team\nops,')
    await page.getByText('Names, groups and teams').click()
    await page.getByLabel('Groups that lead into teams').selectOption('list')
    await page.getByLabel('Groups and their teams').fill('research: vision\nleads: vision admin')
    await page.getByText('The sign-in page', { exact: true }).click()
    await page.getByLabel('Order').fill('7')
    await page.getByText('Protocol', { exact: true }).click()
    await page
      .getByRole('definition')
      .filter({ hasText: /^code \(/ })
      .waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByText('Set on this page by ada').first().waitFor()
    const kept = await station.server.context.providers.get('second')
    expect(kept).toMatchObject({
      issuer: station.idp.issuer,
      allowedGroups: ['ml-team', 'ops'],
      order: 7,
      groupTeams: [
        { group: 'research', team: 'vision', role: 'member' },
        { group: 'leads', team: 'vision', role: 'admin' },
      ],
    })
    expect(kept?.clientSecret).toBe(station.idp.clientSecret)
    expect(await page.content()).not.toContain(station.idp.clientSecret)

    const visitor = await station.visit()
    await visitor.page.goto('/login')
    await visitor.page.getByText('Second door').waitFor()
    await visitor.close()

    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.waitForURL('**/settings/providers')
    expect(await station.server.context.providers.get('second')).toBeNull()

    // A removal can be undone, with the secret.
    await page
      .getByRole('row', { name: /Second door/ })
      .getByRole('button', { name: 'Undo' })
      .click()
    await page.getByRole('link', { name: 'Second door' }).waitFor()
    expect((await station.server.context.providers.get('second'))?.clientSecret).toBe(station.idp.clientSecret)
    expect(problems).toEqual([])
    await close()
  })

  test('what the environment says is shown, and cannot be changed here', async () => {
    const { page, problems, close } = await station.signedIn('ada')
    await page.goto('/settings/providers/default')
    const issuer = page.getByLabel('Issuer')
    await issuer.waitFor()
    expect([await issuer.inputValue(), await issuer.isEditable()]).toEqual([station.idp.issuer, false])
    await page.getByText('Set by the environment: OIDC_ISSUER. That wins over this page').waitFor()
    await page.getByText('Nothing is wrong').waitFor()
    expect(problems).toEqual([])
    await close()
  })
})
