import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { until } from '../kit/until.ts'
import { clientMachine, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'
import { keyFor, openStation, type Station } from './station.ts'

/** Logs until it is told to end by a line on its standard input. */
const script = `
import sys, threading, time, wandb
quick = wandb.Settings(x_file_stream_transmit_interval=1)  # 15 seconds by default
done = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), done.set()), daemon=True).start()
with wandb.init(project="live", id="growing", name="growing", config={"lr": 0.1}, settings=quick) as run:
    step = 0
    while not done.is_set():
        run.log({"train/loss": 1 / (1 + step)})
        print(f"line {step}", flush=True)
        step += 1
        time.sleep(0.2)
`

/** Logs for as long as nobody stops it. */
const endless = `
import time, wandb
quick = wandb.Settings(x_file_stream_transmit_interval=1)
try:
    with wandb.init(project="live", id="endless", name="endless", settings=quick) as run:
        for step in range(100000):
            run.log({"loss": 1 / (1 + step)})
            time.sleep(0.1)
except KeyboardInterrupt:
    print("INTERRUPTED")
`

const environment = await wandbEnvironment(wandbVersions.newest).catch(() => null)

describe.skipIf(!browserProgram || !environment)('a run that a real client is logging', { timeout: 90_000 }, () => {
  let station: Station
  beforeAll(async () => {
    station = await openStation()
  })
  afterAll(() => station?.close())

  test('its curve and its log grow on the page without a reload', async () => {
    const { page, problems, close } = await station.signedIn('ada')
    const apiKey = await keyFor(page)
    const machine = await clientMachine({ environment: environment!, baseUrl: station.server.url, apiKey })
    const file = path.join(machine.home, 'train.py')
    await writeFile(file, script)
    const client = machine.start(file)
    try {
      await until(async () => (await page.request.get('/api/runs/ada/live/growing')).ok())
      await page.goto('/ada/live/runs/growing')
      const chart = page.locator('[data-metric="train/loss"]')
      const last = chart.locator('tbody td').first()
      await last.waitFor({ state: 'attached' })
      const before = await last.textContent()
      await expect.poll(() => last.textContent(), { timeout: 20_000 }).not.toBe(before)

      await page.getByRole('link', { name: 'Logs', exact: true }).click()
      const newest = page
        .getByLabel('Console log')
        .getByText(/^line \d+$/)
        .last()
      await newest.waitFor()
      const line = await newest.textContent()
      await expect.poll(() => newest.textContent(), { timeout: 20_000 }).not.toBe(line)

      client.process.stdin!.write('\n')
      expect((await client.ended).code).toBe(0)
      await page.getByText('Finished').first().waitFor()
      expect(problems).toEqual([])
    } finally {
      client.process.kill()
      await machine.remove()
      await close()
    }
  })
  test('is stopped from its page, and deleted there with all it logged', async () => {
    const { page, problems, close } = await station.signedIn('ben')
    const apiKey = await keyFor(page)
    const machine = await clientMachine({ environment: environment!, baseUrl: station.server.url, apiKey })
    const file = path.join(machine.home, 'train.py')
    await writeFile(file, endless)
    const client = machine.start(file)
    try {
      await until(async () => (await page.request.get('/api/runs/ben/live/endless')).ok())
      await page.goto('/ben/live/runs/endless')
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await page.getByRole('button', { name: 'Stop the run' }).click()
      expect((await client.ended).stdout).toContain('INTERRUPTED')
      await page.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached' })

      await page.getByRole('button', { name: 'More', exact: false }).first().click()
      await page.getByRole('menuitem', { name: /Delete the run/ }).click()
      await page.getByRole('button', { name: 'Delete the run', exact: true }).click()
      await page.waitForURL(`${station.server.url}/ben/live`)
      expect((await page.request.get('/api/runs/ben/live/endless')).status()).toBe(404)
      expect(problems).toEqual([])
    } finally {
      client.process.kill()
      await machine.remove()
      await close()
    }
  })
})
