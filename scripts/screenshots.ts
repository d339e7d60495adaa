// node scripts/run.js scripts/screenshots.ts FOLDER: each page, light and dark, 375 and 1600 px wide, of a real server with demo data; and the
// pictures of the README into docs/screenshots.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import type { Page } from 'playwright-core'
import { keyFor, openStation, type Station } from '../tests/browser/station.ts'
import { logDemoProject } from '../tests/kit/demo-experiments.ts'

interface Shot {
  name: string
  path: string
  /** Without a session. */
  outside?: boolean
  /** Done before the picture is taken. */
  prepare?: (page: Page) => Promise<void>
}

const settle = 1200
const folder = process.argv[2]
if (!folder) {
  console.error('usage: node scripts/run.js scripts/screenshots.ts FOLDER')
  process.exit(2)
}

const station = await openStation()
try {
  const shots = await prepareShots(station)
  await mkdir(folder, { recursive: true })
  const { context, close } = await station.signedIn('ada')
  const session = await context.storageState()
  await close()
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [375, 1600]) {
      for (const shot of shots)
        await take(shot, path.join(folder, `${shot.name}-${colorScheme}-${width}.png`), colorScheme, width)
    }
  }
  const readme = path.join(import.meta.dirname, '..', 'docs', 'screenshots')
  await mkdir(readme, { recursive: true })
  for (const [name, file, colorScheme] of [
    ['project', 'project.png', 'light'],
    ['run', 'run-dark.png', 'dark'],
    ['attempt', 'attempt.png', 'light'],
  ] as const) {
    await take(shots.find((each) => each.name === name)!, path.join(readme, file), colorScheme, 1400, 860)
  }

  async function take(shot: Shot, file: string, colorScheme: 'light' | 'dark', width: number, height?: number) {
    const visitor = await station.visit({
      colorScheme,
      width,
      height: height ?? (width < 600 ? 812 : 1000),
      signedInAs: shot.outside ? undefined : session,
    })
    await visitor.page.goto(shot.path)
    await visitor.page.waitForTimeout(settle)
    await shot.prepare?.(visitor.page)
    await visitor.page.screenshot({ path: file })
    for (const problem of visitor.problems) console.error(`${path.basename(file)}: ${problem}`)
    await visitor.close()
  }
} finally {
  await station.close()
}

async function prepareShots(at: Station): Promise<Shot[]> {
  const failed = await at.visit()
  await failed.page.goto('/login')
  await failed.page.getByTestId('sso-default').click()
  await failed.page.getByRole('button', { name: 'Cancel' }).click()
  await failed.page.waitForURL('**/login?**attempt=**')
  const failure = new URL(failed.page.url())
  await failed.close()

  const empty = await at.signedIn('ben')
  const emptySession = await empty.context.storageState()
  await empty.close()
  const ada = await at.signedIn('ada')
  const to = { url: at.server.url, apiKey: await keyFor(ada.page), entity: 'ada' }
  await logDemoProject({ ...to, project: 'cifar100' })
  await logDemoProject({ ...to, project: 'first-steps' }, 3)
  await ada.close()

  const run = '/ada/cifar100/runs/run00012'
  return [
    { name: 'sign-in', path: '/login', outside: true },
    { name: 'sign-in-failed', path: failure.pathname + failure.search, outside: true },
    { name: 'set-up', path: '/setup?token=from-the-log', outside: true },
    { name: 'signed-out', path: '/signed-out', outside: true },
    { name: 'home', path: '/' },
    {
      name: 'home-empty',
      path: '/login',
      outside: true,
      prepare: async (page) => {
        await page.context().addCookies(emptySession.cookies)
        await page.goto('/')
        await page.waitForTimeout(settle)
      },
    },
    { name: 'entity', path: '/ada' },
    { name: 'project', path: '/ada/cifar100', prepare: readChart },
    { name: 'run', path: run, prepare: readChart },
    { name: 'run-overview', path: `${run}/overview` },
    { name: 'run-system', path: `${run}/system` },
    { name: 'run-logs', path: '/ada/cifar100/runs/run00005/logs' },
    { name: 'run-files', path: `${run}/files` },
    { name: 'authorize', path: '/authorize' },
    { name: 'keys', path: '/settings/keys' },
    { name: 'people', path: '/settings/users' },
    { name: 'attempts', path: '/settings/sign-in-attempts' },
    { name: 'attempt', path: `/settings/sign-in-attempts/${failure.searchParams.get('attempt')}` },
    {
      name: 'health',
      path: '/settings/health',
      prepare: async (page) => {
        await page.getByRole('button', { name: 'Examine now' }).click()
        await page.getByText('Examined just now').waitFor()
      },
    },
    { name: 'providers', path: '/settings/providers' },
    { name: 'provider', path: '/settings/providers/default', prepare: checkProvider },
    { name: 'not-found', path: '/no/such/page/here' },
  ]
}

/** What is found out before anybody signs in. */
async function checkProvider(page: Page) {
  await page.getByText(/^(Nothing|Something) is wrong/).waitFor()
}

/** Some smoothing, and the pointer over a chart. */
async function readChart(page: Page) {
  const slider = page.getByRole('slider', { name: 'Smoothing' })
  await slider.focus()
  for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowRight')
  await slider.blur()
  const plot = page.locator('[data-metric="loss"] .u-over').first()
  if ((await plot.count()) > 0) {
    const box = await plot.boundingBox()
    if (box) await page.mouse.move(box.x + box.width * 0.55, box.y + box.height * 0.6)
  }
  await page.waitForTimeout(400)
}
