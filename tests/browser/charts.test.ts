import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SeriesBody } from '../../src/wire/app/contract.ts'
import { browserProgram } from '../kit/browser.ts'
import { type LoggingTo, logRun } from '../kit/experiments.ts'
import { keyFor, openStation, type Station } from './station.ts'

const curve = (length: number, rate: number) =>
  Array.from({ length }, (_, step) => ({
    'train/loss': Math.exp(-step * rate),
    'val/accuracy': 1 - Math.exp(-step * rate),
    lr: 0.001,
  }))

describe.skipIf(!browserProgram)('charts', { timeout: 90_000 }, () => {
  let station: Station
  let to: LoggingTo
  let signedInAs: Awaited<ReturnType<Awaited<ReturnType<Station['signedIn']>>['context']['storageState']>>
  beforeAll(async () => {
    station = await openStation()
    const visitor = await station.signedIn('ada')
    to = { url: station.server.url, apiKey: await keyFor(visitor.page), entity: 'ada', project: 'curves' }
    signedInAs = await visitor.context.storageState()
    await visitor.close()
    await logRun(to, { name: 'first', history: curve(3000, 0.002), exitCode: 0 })
    await logRun(to, { name: 'second', history: curve(3000, 0.003), exitCode: 0 })
  })
  afterAll(() => station?.close())

  const series = (page: Page) => {
    const asked: SeriesBody[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/series')) asked.push(request.postDataJSON() as SeriesBody)
    })
    return asked
  }

  test('a drag over a chart asks for that range alone, a double click shows all again', async () => {
    const { page, problems, close } = await station.visit({ signedInAs })
    const asked = series(page)
    await page.goto('/ada/curves')
    const plot = page.locator('[data-metric="train/loss"] .u-over')
    const box = (await plot.boundingBox())!
    await page.mouse.move(box.x + box.width * 0.25, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => asked.filter((each) => each.from !== undefined).length).toBe(1)
    const zoomed = asked.find((each) => each.from !== undefined)!
    expect(zoomed.keys).toEqual(['train/loss'])
    expect(zoomed.from).toBeGreaterThan(650)
    expect(zoomed.from).toBeLessThan(850)
    expect(zoomed.to).toBeGreaterThan(1400)
    expect(zoomed.to).toBeLessThan(1600)
    await page.getByLabel('Reset zoom of train/loss').waitFor()
    await plot.dblclick()
    await page.getByLabel('Reset zoom of train/loss').waitFor({ state: 'detached' })
    expect(problems).toEqual([])
    await close()
  })

  test('the pointer over one chart reads all runs there and moves the cursors of the others', async () => {
    const { page, close } = await station.visit({ signedInAs })
    await page.goto('/ada/curves')
    await page.locator('[data-metric="val/accuracy"] .u-over').waitFor()
    await page.locator('[data-metric="train/loss"] .u-over').hover()
    const tooltip = page.locator('[data-tooltip]')
    await expect.poll(() => tooltip.innerText()).toMatch(/Step 1.\d{3}|Step 1\d{3}/)
    const text = await tooltip.innerText()
    expect(text).toContain('first')
    expect(text).toContain('second')
    const other = page.locator('[data-metric="val/accuracy"] .u-cursor-x')
    expect(await other.evaluate((line) => line.classList.contains('u-off'))).toBe(false)
    await close()
  })

  test('new points come into an open page and leave its zoom alone', async () => {
    const growing = await logRun(to, { name: 'growing', history: curve(50, 0.002) })
    const { page, close } = await station.visit({ signedInAs })
    await page.goto('/ada/curves/runs/growing')
    const chart = page.locator('[data-metric="train/loss"]')
    const box = (await chart.locator('.u-over').boundingBox())!
    await page.mouse.move(box.x + 20, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + 120, box.y + 40, { steps: 4 })
    await page.mouse.up()
    const reset = page.getByLabel('Reset zoom of train/loss')
    await reset.waitFor()
    const asked = series(page)
    await growing.more(curve(50, 0.002))
    await expect.poll(() => asked.some((each) => each.keys.includes('train/loss')), { timeout: 5000 }).toBe(true)
    expect(asked.find((each) => each.keys.includes('train/loss'))!.from).toBeGreaterThan(0)
    await reset.waitFor()
    await close()
  })

  test('what is hidden, smoothed or logarithmic stays so after a reload', async () => {
    const { page, close } = await station.visit({ signedInAs })
    await page.goto('/ada/curves')
    await page.getByRole('button', { name: 'Hide second in the charts' }).click()
    await page.getByRole('slider', { name: 'Smoothing' }).press('ArrowRight')
    await page.getByRole('button', { name: 'log y axis of train/loss' }).click()
    await page.reload()
    await page.getByRole('button', { name: 'Show second in the charts' }).waitFor()
    expect(await page.getByRole('slider', { name: 'Smoothing' }).getAttribute('aria-valuenow')).toBe('0.01')
    await page.getByRole('button', { name: 'log y axis of train/loss', pressed: true }).waitFor()
    await close()
  })

  test('keys alone search, walk the runs, hide one and open one', async () => {
    const { page, problems, close } = await station.visit({ signedInAs })
    await page.goto('/ada/curves')
    await page.locator('[role=row]').first().waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('sec')
    await expect.poll(() => page.locator('[role=row]').count()).toBe(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await page.locator('[role=row][aria-selected=false]').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/ada/curves/runs/**')
    expect(problems).toEqual([])
    await close()
  })
})
