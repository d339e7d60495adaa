// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of presets

import { compile } from 'vega-lite'
import { expect, test } from 'vitest'
import { fill } from './fill.ts'
import { builtIn } from './presets.ts'

test('columns and texts take their places; a column with a dot is one column', () => {
  const spec = { title: '${string:title}', encoding: { x: { field: '${field:x}', title: '${field:x} of ${field:y}' } } }
  expect(fill(spec, { x: 'a.b', y: 'c' }, { title: 'T' }, false)).toEqual({
    title: 'T',
    encoding: { x: { field: 'a\\.b', title: 'a.b of c' } },
  })
})

test('an encoding without a column, and the colours of a single run, are left out', () => {
  const spec = { encoding: { color: { field: '${field:stroke}' }, y: { field: 'name' }, x: { field: '${field:x}' } } }
  expect(fill(spec, { x: 'a' }, {}, false)).toEqual({ encoding: { x: { field: 'a' } } })
  expect(fill(spec, { x: 'a', stroke: 'b' }, {}, true)).toEqual({
    encoding: { color: { field: 'b' }, y: { field: 'name' }, x: { field: 'a' } },
  })
})

test.each([
  ['wandb/line/v0', ['x', 'y', 'stroke']],
  ['wandb/scatter/v0', ['x', 'y']],
  ['wandb/bar/v0', ['label', 'value']],
  ['wandb/histogram/v0', ['value']],
  ['wandb/lineseries/v0', ['step', 'lineKey', 'lineVal']],
  ['wandb/area-under-curve/v0', ['x', 'y', 'class']],
  ['wandb/confusion_matrix/v1', ['Actual', 'Predicted', 'nPredictions']],
])('%s is a Vega-Lite specification', (name, fields) => {
  for (const several of [false, true]) {
    const filled = fill(builtIn(name), Object.fromEntries(fields.map((each) => [each, each])), {}, several)
    const warnings: string[] = []
    const logger = { warn: (text: string) => warnings.push(text), error: (text: string) => warnings.push(text) }
    const silent = { ...logger, level: () => silent, info: () => silent, debug: () => silent }
    const { spec } = compile(filled as never, { logger: silent as never })
    expect(spec.marks?.length).toBeGreaterThan(0)
    expect(warnings).toEqual([])
  }
})
