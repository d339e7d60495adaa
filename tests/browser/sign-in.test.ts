import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { openStation, type Station, signIn } from './station.ts'

describe.skipIf(!browserProgram)('signing in with a browser', { timeout: 90_000 }, () => {
  let station: Station
  beforeAll(async () => {
    station = await openStation()
  })
  afterAll(() => station?.close())

  test('a stranger is asked to sign in and then lands where they wanted to go', async () => {
    const { page, problems, close } = await station.visit()
    await page.goto('/settings/keys')
    await page.waitForURL('**/login?return_to=*')
    await signIn(page, 'ben')
    await page.waitForURL('**/settings/keys')
    await page.getByRole('heading', { name: 'API keys' }).waitFor()
    expect(problems).toEqual([])
    await close()
  })

  test('return_to leads nowhere else', async () => {
    const { page, close } = await station.visit()
    await page.goto('/login?return_to=https%3A%2F%2Fevil.example%2F')
    expect(await page.getByTestId('sso-default').getAttribute('href')).toContain('return_to=%2F&')
    await close()
  })

  test('a failure shows the sentence of its code, never the one in the address, the attempt, and one click to try again', async () => {
    const { page, problems, close } = await station.visit()
    await page.goto('/login')
    await page.getByTestId('sso-default').click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.waitForURL('**/login?**code=**')
    const banner = page.getByRole('alert')
    const attempt = new URL(page.url()).searchParams.get('attempt')!
    expect(await banner.innerText()).toContain(attempt)
    const code = new URL(page.url()).searchParams.get('code')
    const answer = await fetch(`${station.server.url}/api/faults/${code}`)
    const { message } = (await answer.json()) as { message: string }
    await banner.getByText(message).waitFor()

    const forged = new URL(page.url())
    forged.searchParams.set('error_description', 'Call this number')
    await page.goto(forged.href)
    await page.getByRole('alert').locator('p').first().waitFor()
    expect(await page.locator('body').innerText()).not.toContain('Call this number')

    await page.getByRole('link', { name: /^Try again/ }).click()
    await page.locator('button[name=login][value=ben]').click()
    await page.waitForURL(`${station.server.url}/`)
    expect(problems).toEqual([])
    await close()
  })

  test('an answer by a form of the provider’s site gets through, though the browser keeps our cookie from it', async () => {
    const { providerSettings } = station.server.context
    await providerSettings.change('default', { responseMode: 'form_post' }, 'test')
    const { page, problems, close } = await station.visit()
    const posts: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/oidc/callback')) posts.push(request.url())
    })
    await page.goto('/settings/keys')
    await signIn(page, 'ben')
    await page.waitForURL('**/settings/keys')
    // Once from there without the cookie, once round from here with it.
    expect(posts).toHaveLength(2)
    expect(problems).toEqual([])
    await close()
    await providerSettings.change('default', { responseMode: null }, 'test')
  })

  test('where a person was going is not lost by a sign-in that fails', async () => {
    const { page, close } = await station.visit()
    await page.goto('/settings/keys')
    await page.getByTestId('sso-default').click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.waitForURL('**/login?**code=**')
    await page.getByRole('link', { name: /^Try again/ }).click()
    await page.locator('button[name=login][value=ben]').click()
    await page.waitForURL(`${station.server.url}/settings/keys`)
    await close()
  })

  test('whose address an account has: the person links it by its password, or an administrator by one click', async () => {
    const { users } = station.server.context.accounts
    const [chen, dora] = [
      { username: 'chen-local', email: 'chen@demo.example', password: 'of chen' },
      { username: 'dora-local', email: 'dora@demo.example' },
    ]
    for (const each of [chen, dora]) await users.create(each, 'test')
    const { page, problems, close } = await station.visit()
    await page.goto('/')
    await signIn(page, 'chen')
    await page.getByText('An account with your e-mail address exists', { exact: false }).waitFor()
    const form = page.getByTestId('link-account')
    await form.getByLabel('Password of your account here').fill('guessed')
    await form.getByRole('button', { name: 'Link it' }).click()
    await form.getByText('not the password', { exact: false }).waitFor()
    await form.getByLabel('Password of your account here').fill('of chen')
    await form.getByRole('button', { name: 'Link it' }).click()
    await page.waitForURL(`${station.server.url}/`)
    const me = await page.evaluate(async () => (await fetch('/api/me')).json())
    expect(me).toMatchObject({ user: { username: 'chen-local', provider: 'default' } })
    expect(problems.filter((each) => !each.includes('401'))).toEqual([])
    await close()

    const refused = await station.visit()
    await refused.page.goto('/')
    await signIn(refused.page, 'dora')
    await refused.page.waitForURL('**/login?**attempt=**')
    const attempt = new URL(refused.page.url()).searchParams.get('attempt')!
    const admin = await station.signedIn('ada')
    await admin.page.goto(`/settings/sign-in-attempts/${attempt}`)
    await admin.page.getByRole('button', { name: 'It is dora-local: link it' }).click()
    await admin.page.getByText('Linked: from now on', { exact: false }).waitFor()
    // The provider knows her still and asks nothing.
    await refused.page.getByRole('link', { name: /^Try again/ }).click()
    await refused.page.waitForURL(`${station.server.url}/`)

    await admin.page.goto('/settings/users')
    await admin.page.getByRole('button', { name: 'Change dora-local' }).click()
    await admin.page.getByRole('menuitem', { name: 'Sign-ins at providers' }).click()
    await admin.page.getByText('demo-dora').waitFor()
    await admin.page.getByRole('button', { name: 'Unlink' }).click()
    await admin.page.getByText('Known at no provider').waitFor()
    expect(admin.problems).toEqual([])
    await admin.close()
    await refused.page.goto('/settings/keys')
    await refused.page.waitForURL('**/login?return_to=*')
    await refused.close()
  })

  test('an administrator finds the record of a failed attempt, its mend first', async () => {
    const failed = await station.visit()
    await failed.page.goto('/login')
    await failed.page.getByTestId('sso-default').click()
    await failed.page.getByRole('button', { name: 'Cancel' }).click()
    await failed.page.waitForURL('**/login?**attempt=**')
    const attempt = new URL(failed.page.url()).searchParams.get('attempt')!
    await failed.close()

    const { page, problems, close } = await station.signedIn('ada')
    await page.goto('/settings/sign-in-attempts')
    await page.getByLabel('Person, code or attempt id').fill(attempt)
    await page
      .getByRole('link')
      .filter({ has: page.locator('time') })
      .first()
      .click()
    await page.waitForURL(`**/settings/sign-in-attempts/${attempt}`)
    await page.getByRole('heading', { name: 'How to mend it' }).waitFor()
    await page.getByRole('heading', { name: 'The story of this sign-in' }).waitFor()
    expect(problems).toEqual([])
    await close()
  })

  test('signing out ends the session', async () => {
    const { page, close } = await station.signedIn('chen')
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL(new RegExp(`^${station.server.url}/(login|signed-out)$`))
    await page.goto('/settings/keys')
    await page.waitForURL('**/login?return_to=*')
    await close()
  })
})
