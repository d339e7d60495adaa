import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserProgram } from '../kit/browser.ts'
import { type LoggingTo, logRun } from '../kit/experiments.ts'
import { postGraphql } from '../kit/wire.ts'
import { keyFor, openStation, type Station } from './station.ts'

const curve = (length: number, rate: number) =>
  Array.from({ length }, (_, step) => ({ loss: Math.exp(-step * rate), 'val/loss': Math.exp(-step * rate) + 0.1 }))
const words = (text: string) => [{ text }]
const panel = (viewType: string, config: object, x: number, y: number) => ({
  ...{ __id__: `${viewType}${x}${y}`, viewType, config },
  layout: { x, y, w: 8, h: 6 },
})
const table = JSON.stringify({
  columns: ['a', 'b'],
  data: [
    [1, 2],
    [3, 4],
    [5, 1],
  ],
})
const chart = (preset: string, fields: Record<string, string>) => ({
  panel_type: 'Vega2',
  panel_config: { panelDefId: preset, fieldSettings: fields, stringSettings: { title: `By ${preset}` } },
})

const elsewhere = 'https://elsewhere.example'
/** A chart that would tell another site who looks at it, and run what is no expression. */
const reaching = {
  title: 'Reaching',
  data: { url: `${elsewhere}/data.json` },
  transform: [
    { lookup: 'a', from: { data: { url: `${elsewhere}/more.json` }, key: 'a', fields: ['b'] } },
    { calculate: "toString.constructor('window.hacked = 1')()", as: 'c' },
  ],
  mark: { type: 'image', width: 9, height: 9 },
  encoding: {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of presets
    x: { field: '${field:x}', type: 'quantitative' },
    url: { value: `${elsewhere}/picture.png` },
    href: { value: 'javascript:window.hacked = 1' },
  },
}

/** A report as a script writes it. */
const spec = {
  version: 5,
  width: 'fixed',
  blocks: [
    { type: 'table-of-contents', children: words('') },
    { type: 'heading', level: 1, children: words('What we did') },
    {
      type: 'paragraph',
      children: [
        { text: 'Plain, ' },
        { text: 'bold', bold: true },
        { text: ' and ' },
        { type: 'link', url: 'https://example.org/', children: words('a link') },
        { text: ', ' },
        { type: 'link', url: 'javascript:alert(1)', children: words('no link') },
        { text: ', ' },
        { type: 'latex', content: 'e=mc^2', children: words('') },
      ],
    },
    {
      type: 'markdown-block',
      content:
        '**Strong** <script>window.hacked = 1</script> [bad](javascript:alert(1))\n\n| a | b |\n|--|--|\n| 1 | 2 |',
      children: words(''),
    },
    { type: 'latex', block: true, content: '\\frac{1}{2}', children: words('') },
    { type: 'code-block', language: 'python', children: [{ type: 'code-line', children: words('print(1)') }] },
    {
      type: 'list',
      children: [
        { type: 'list-item', checked: true, children: [{ type: 'paragraph', children: words('done') }] },
        { type: 'list-item', checked: false, children: [{ type: 'paragraph', children: words('to do') }] },
      ],
    },
    { type: 'callout-block', children: [{ type: 'callout-line', children: words('Look here') }] },
    { type: 'block-quote', children: words('Quoted') },
    { type: 'image', url: 'https://example.org/a.png', children: words('far away') },
    { type: 'twitter', html: '<b>x</b>', children: words('') },
    { type: 'heading', level: 2, children: words('Runs') },
    {
      type: 'panel-grid',
      children: words(''),
      metadata: {
        runSets: [
          {
            name: 'The good ones',
            filters: {
              filterFormat: 'filterV2',
              filters: [{ key: { section: 'config', name: 'lr' }, op: '>=', value: 0.002, disabled: false }],
            },
          },
        ],
        panelBankSectionConfig: {
          panels: [
            panel(
              'Run History Line Plot',
              { chartTitle: 'Loss of both', metrics: ['loss', 'val/loss'], xAxis: '_step' },
              0,
              0,
            ),
            panel('Bar Chart', { metrics: ['loss'] }, 8, 0),
            panel('Scatter Plot', { xAxis: 'config:lr.value', yAxis: 'summary:loss' }, 16, 0),
            panel('Scalar Chart', { metrics: ['loss'], groupAgg: 'min' }, 0, 6),
            panel(
              'Parallel Coordinates Plot',
              { columns: [{ accessor: 'config:lr.value' }, { accessor: 'summary:loss' }] },
              8,
              6,
            ),
            panel('Markdown Panel', { value: 'Words in a *panel*' }, 16, 6),
            panel('Parameter Importance', { targetKey: 'loss' }, 0, 12),
            panel('Run Comparer', { diffOnly: 'split' }, 8, 12),
          ],
        },
      },
    },
  ],
}

describe.skipIf(!browserProgram)('reports', { timeout: 90_000 }, () => {
  let station: Station
  let to: LoggingTo
  let signedInAs: Awaited<ReturnType<Awaited<ReturnType<Station['signedIn']>>['context']['storageState']>>

  const saved = async (title: string): Promise<string> => {
    const query = 'mutation ($input: UpsertViewInput!) { upsertView(input: $input) { view { id } } }'
    const input = {
      entityName: 'ada',
      projectName: 'curves',
      displayName: title,
      type: 'runs',
      spec: JSON.stringify(spec),
    }
    const { data } = await postGraphql(station.server, to.apiKey, { query, variables: { input } })
    return data.upsertView.view.id.replaceAll('=', '')
  }

  beforeAll(async () => {
    station = await openStation()
    const visitor = await station.signedIn('ada')
    to = { url: station.server.url, apiKey: await keyFor(visitor.page), entity: 'ada', project: 'curves' }
    signedInAs = await visitor.context.storageState()
    await visitor.close()
    for (const [name, lr] of [
      ['first', 0.001],
      ['second', 0.002],
      ['third', 0.003],
    ] as const)
      await logRun(to, { name, config: { lr }, history: curve(400, lr), exitCode: 0 })
    const logged = { _type: 'table-file', path: 'media/table/t.table.json' }
    const visualize = {
      dots: chart('wandb/scatter/v0', { x: 'a', y: 'b' }),
      bars: chart('wandb/bar/v0', { label: 'a', value: 'b' }),
      foreign: chart('nobody/nothing', { x: 'a' }),
      reaching: chart('ada/reaching', { x: 'a' }),
    }
    const create = `mutation ($spec: JSONString!) { createCustomChart(input: {entity: "ada", name: "reaching",
      displayName: "R", type: "vega2", access: "PRIVATE", spec: $spec}) { chart { id } } }`
    await postGraphql(station.server, to.apiKey, { query: create, variables: { spec: JSON.stringify(reaching) } })
    await logRun(
      { ...to, project: 'drawn' },
      {
        ...{ name: 'charts', config: { _wandb: { visualize } } },
        history: [{ dots_table: logged, bars_table: logged, foreign_table: logged }],
        ...{ files: { 'media/table/t.table.json': table }, exitCode: 0 },
      },
    )
  })
  afterAll(() => station?.close())

  test('a report that a script made is shown: texts, panels of its run set, and the names of what is not shown', async () => {
    const id = await saved('What/we found')
    const { page, problems, close } = await station.visit({ signedInAs })
    await page.goto(`/ada/curves/reports/What/we-found--${id}`)
    await page.getByRole('heading', { name: 'What/we found' }).waitFor()
    const article = page.getByRole('article').first()
    await expect.poll(() => article.locator('.katex').count()).toBe(2)
    await article.getByRole('cell', { name: '2', exact: true }).waitFor()
    const text = await article.innerText()
    for (const part of [
      'bold',
      'print(1)',
      'done',
      'Look here',
      'Quoted',
      'A picture of another site',
      'A post of X (Twitter)',
    ])
      expect(text).toContain(part)
    expect(text).toContain('A panel of the kind Parameter Importance stands here')
    expect(await article.locator('a[href^="javascript"]').count()).toBe(0)
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expect(await article.getByRole('link', { name: 'a link' }).getAttribute('href')).toBe('https://example.org/')
    await page.locator('[data-panel="Run History Line Plot"] canvas').waitFor()
    for (const kind of ['Bar Chart', 'Scatter Plot', 'Parallel Coordinates Plot'])
      await page.locator(`[data-panel="${kind}"] svg`).first().waitFor()
    await expect.poll(() => page.locator('[data-panel="Scalar Chart"]').innerText()).toContain('0.30')
    await page.getByText('The good ones: 2 runs').click()
    await page.getByRole('link', { name: 'third' }).waitFor()
    expect(await page.getByRole('link', { name: 'first' }).count()).toBe(0)
    expect(problems).toEqual([])
    await close()
  })

  test('a report is written in the page, changed, put back and deleted', async () => {
    const { page, problems, close } = await station.visit({ signedInAs })
    await page.goto('/ada/curves/reports')
    await page.getByRole('button', { name: 'New report' }).click()
    await page.getByRole('textbox', { name: 'Title' }).fill('From the page')
    await page.getByRole('button', { name: '+ Markdown' }).click()
    await page.getByLabel(/^Markdown, block/).fill('Some **strong** words')
    await page.getByRole('button', { name: '+ Panels' }).click()
    await page.getByRole('combobox', { name: 'Metrics' }).fill('val')
    await page.getByRole('option', { name: 'val/loss' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'From the page' }).waitFor()
    await page.locator('strong', { hasText: 'strong' }).waitFor()
    await page.locator('[data-panel="Run History Line Plot"] canvas').waitFor()

    await page.getByRole('button', { name: 'History' }).click()
    await page.getByText('Untitled report').waitFor()
    await page.getByRole('button', { name: 'Put back' }).click()
    await page.getByRole('heading', { name: 'Untitled report' }).waitFor()

    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'New report' }).waitFor()
    await page.getByText('Untitled report').waitFor({ state: 'detached' })
    expect(problems).toEqual([])
    await close()
  })

  test('who saves what somebody changed meanwhile is told, and can keep it as a draft', async () => {
    const id = await saved('Together')
    const { page, close } = await station.visit({ signedInAs })
    await page.goto(`/ada/curves/reports/Together--${id}?edit=true`)
    await page.getByRole('textbox', { name: 'Title' }).fill('Mine')
    const query = 'mutation ($id: ID!) { upsertView(input: {id: $id, displayName: "Theirs"}) { view { id } } }'
    await postGraphql(station.server, to.apiKey, { query, variables: { id } })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Somebody else saved this meanwhile').waitFor()
    await page.getByRole('button', { name: 'Save as draft' }).click()
    await page.getByRole('heading', { name: 'Mine' }).waitFor()
    await page.getByRole('button', { name: 'Publish' }).waitFor()
    await page.goto('/ada/curves/reports')
    await page.getByRole('link', { name: 'Theirs' }).waitFor()
    await close()
  })

  test('charts that a run made of its tables are drawn; a preset that is not there is said, one that reaches out does not', async () => {
    const { page, problems, close } = await station.visit({ signedInAs })
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto('/ada/drawn/runs/charts')
    for (const key of ['dots', 'bars']) await page.locator(`[data-chart="${key}"] svg`).waitFor()
    expect(await page.locator('[data-chart="dots"] svg').textContent()).toContain('By wandb/scatter/v0')
    await page.locator('[data-chart="foreign"]').getByText('There is no chart "nobody/nothing"').waitFor()
    await page.locator('[data-chart="reaching"] svg, [data-chart="reaching"] p').first().waitFor()
    expect(asked.filter((url) => url.startsWith(elsewhere))).toEqual([])
    expect(problems.filter((each) => /elsewhere|Content Security/.test(String(each)))).toEqual([])
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expect(await page.locator('[data-chart="reaching"] a').count()).toBe(0)
    await close()
  })

  test('pinned, hidden, smoothing and x axis are there in another browser; hidden charts come back', async () => {
    const first = await station.visit({ signedInAs })
    await first.page.goto('/ada/curves')
    await first.page.getByLabel('Pin val/loss').click()
    await first.page.getByRole('button', { name: /^Pinned/ }).waitFor()
    await first.page.getByText('Clock').click()
    const kept = first.page.waitForResponse((answer) => {
      const body = answer.request().postData() ?? ''
      return (
        answer.request().method() === 'POST' &&
        answer.url().endsWith('/views') &&
        body.includes('\\"hidden\\":[\\"loss\\"]')
      )
    })
    await first.page.getByLabel('Hide loss', { exact: true }).click()
    expect((await kept).status()).toBe(200)
    await first.close()

    const second = await station.visit({ signedInAs: { ...signedInAs, origins: [] } })
    await second.page.goto('/ada/curves')
    await second.page.getByRole('button', { name: /^Pinned/ }).waitFor()
    expect(await second.page.locator('[data-metric="loss"]').count()).toBe(0)
    expect(await second.page.getByRole('radio', { name: 'Clock' }).isChecked()).toBe(true)
    await second.page.getByRole('button', { name: 'Show 1 hidden' }).click()
    await second.page.locator('[data-metric="loss"]').waitFor()
    expect(second.problems).toEqual([])
    await second.close()
  })

  test('charts are saved as a view, which opens by its address and is deleted', async () => {
    const { page, problems, close } = await station.visit({ signedInAs })
    await page.goto('/ada/curves')
    await page.locator('[data-metric="val/loss"]').waitFor()
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: 'Save these charts' }).click()
    await page.getByLabel('Name').fill('As it was')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'As it was' }).waitFor()
    expect(page.url()).toMatch(/\?nw=\w+$/)
    await page.reload()
    await page.locator('[data-panel="Run History Line Plot"] canvas').first().waitFor()
    await page.getByRole('button', { name: 'Delete view' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Views' }).waitFor()
    await page.goto('/ada/curves?nw=nothing')
    await page.getByText('There is no view of this address').waitFor()
    expect(problems).toEqual([])
    await close()
  })
})
