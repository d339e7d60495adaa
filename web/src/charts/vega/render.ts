import { parse, type Spec, View } from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
import { compile, type TopLevelSpec } from 'vega-lite'

export interface Drawing {
  resize(width: number): void
  remove(): void
}

export interface ToDraw {
  /** Vega-Lite, or Vega where its `$schema` says so. */
  spec: Record<string, unknown>
  rows: Record<string, unknown>[]
  width: number
  height: number
}

const dataName = 'wandb'

/**
 * Draws a chart of somebody's specification from our rows alone. Its expressions are walked through, never compiled to code, and whatever
 * it would load (data, pictures, links) is refused: a chart that is looked at tells nobody of it.
 * Throws where the specification is none.
 */
export async function drawChart(target: HTMLElement, { spec, rows, width, height }: ToDraw): Promise<Drawing> {
  const isVega = String(spec['$schema'] ?? '').includes('/vega/')
  const full = isVega ? withRows(spec as unknown as Spec, rows) : compileLite(target, { spec, rows, width, height })
  const runtime = parse(full, isVega ? (looks(target) as never) : undefined, { ast: true })
  const view = new View(runtime, {
    expr: expressionInterpreter,
    renderer: 'svg',
    loader: nothing as never,
    hover: true,
  })
  view.logger(quiet)
  view.initialize(target)
  if (isVega) view.width(Math.max(width - 60, 100)).height(height - 60)
  await view.runAsync()
  return {
    resize(next) {
      view.width(isVega ? Math.max(next - 60, 100) : next)
      void view.runAsync().catch(() => {})
    },
    remove: () => view.finalize(),
  }
}

function compileLite(target: HTMLElement, { spec, rows, width, height }: ToDraw): Spec {
  const isSingle = 'mark' in spec || 'layer' in spec
  const size = isSingle ? { width, height, autosize: { type: 'fit', contains: 'padding' } } : {}
  const sized = { ...spec, ...size, background: null, data: { values: rows } }
  return compile(sized as unknown as TopLevelSpec, { logger: quiet, config: looks(target) as never }).spec
}

const withRows = (spec: Spec, rows: Record<string, unknown>[]): Spec => ({
  ...spec,
  background: undefined,
  data: (Array.isArray(spec.data) ? spec.data : spec.data ? [spec.data] : []).map((each) =>
    each.name === dataName ? ({ ...each, values: rows, url: undefined } as never) : each,
  ),
})

const refuse = () => Promise.reject(new Error('Charts load nothing from elsewhere.'))
const nothing = { load: refuse, sanitize: refuse, http: refuse, file: refuse }

const quiet: never = (() => {
  const logger: Record<string, unknown> = {}
  for (const name of ['warn', 'info', 'debug', 'error']) logger[name] = () => logger
  logger['level'] = (...given: unknown[]) => (given.length > 0 ? logger : 0)
  return logger as never
})()

/** The colours and letters of the page. */
function looks(element: HTMLElement) {
  const style = getComputedStyle(element)
  const color = (name: string) => style.getPropertyValue(name).trim()
  const axis = {
    ...{ labelColor: color('--dim'), titleColor: color('--dim'), domainColor: color('--line-strong') },
    ...{ gridColor: color('--grid'), tickColor: color('--line-strong'), titleFontWeight: 500 },
    labelOverlap: 'greedy',
  }
  return {
    background: 'transparent',
    font: style.fontFamily,
    axis,
    legend: { labelColor: color('--dim'), titleColor: color('--dim') },
    title: { color: color('--text'), fontSize: 13, fontWeight: 600, anchor: 'start' },
    view: { stroke: null },
    mark: { color: color('--accent') },
    text: { color: color('--text') },
    range: { category: ['#1f77b4', '#e07b39', '#2a9d8f', '#b5518b', '#8a6fc9', '#b08a2e', '#5d8aa8', '#c0504d'] },
  }
}
