import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { runSweep } from '../kit/sweeps.ts'
import { keyFor, openStation, type Station } from './station.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
// Run inside the page, whose types are not ours.
const violations =
  'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0]?.html.slice(0, 120)))'

const config = {
  name: 'learning rates',
  description: 'Which rate, and which optimizer?',
  method: 'random',
  run_cap: 40,
  metric: { name: 'loss', goal: 'minimize' },
  early_terminate: { type: 'hyperband', min_iter: 3 },
  parameters: {
    lr: { distribution: 'log_uniform_values', min: 0.0001, max: 0.1 },
    optimizer: { values: ['adam', 'sgd', 'lion'] },
    model: { parameters: { width: { min: 16, max: 256 } } },
    epochs: { value: 20 },
  },
}

describe.skipIf(!browserProgram)('sweeps in the browser', { timeout: 90_000 }, () => {
  let station: Station
  let visitor: Awaited<ReturnType<Station['signedIn']>>
  let sweep: string
  beforeAll(async () => {
    station = await openStation()
    visitor = await station.signedIn('ada')
    const apiKey = await keyFor(visitor.page)
    const place = { server: station.server, apiKey, entity: 'ada', project: 'search' }
    sweep = await runSweep(place, config, 12, ({ lr }) => Math.abs(Math.log10(Number(lr)) + 2.5))
    await runSweep(
      place,
      { ...config, name: 'for later', method: 'grid', parameters: { x: { values: [1] } } },
      0,
      () => 0,
    )
  }, 90_000)
  afterAll(() => station?.close())

  test('from the project to its sweeps, to one of them, to its best run', async () => {
    const { page } = visitor
    await page.goto('/ada/search')
    await page.getByRole('link', { name: 'Sweeps' }).click()
    await page.getByText('Waiting').waitFor()
    await page.getByRole('link', { name: 'learning rates' }).click()
    await page.getByText('at random, least loss').waitFor()
    expect(await page.getByText(`wandb agent ada/search/${sweep}`).isVisible()).toBe(true)
    const losses = await page.getByRole('region', { name: 'Runs' }).locator('tbody tr td:nth-child(2)').allInnerTexts()
    const numbers = losses.filter((text) => text !== '–').map((text) => Number(text.replace('−', '-')))
    expect(numbers.length).toBeGreaterThan(10)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    await page.getByRole('row', { name: /best/ }).getByRole('link').click()
    await page.waitForURL(/\/ada\/search\/runs\//)
    expect(visitor.problems).toEqual([])
  })

  test('pause, resume and cancel', async () => {
    const { page } = visitor
    await page.goto(`/ada/search/sweeps/${sweep}`)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused').waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Running', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Cancel the sweep' }).click()
    await page.getByText('Canceled').waitFor()
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0)
    expect(await page.getByText('wandb agent').count()).toBe(0)
  })

  test.each(['/ada/search/sweeps', '/ada/search/sweeps/SWEEP'])('%s can be read by everybody', async (address) => {
    const { page } = visitor
    await page.goto(address.replace('SWEEP', sweep))
    await page.getByText('learning rates').first().waitFor()
    await page.evaluate(axe)
    expect(await page.evaluate(violations)).toEqual([])
    await page.setViewportSize({ width: 375, height: 812 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375)
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  test('a sweep that is not there is said to be so', async () => {
    const { page } = visitor
    await page.goto('/ada/search/sweeps/missing')
    await page.getByText('There is no sweep "missing"').waitFor()
  })
})
