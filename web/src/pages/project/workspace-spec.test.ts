import { expect, test } from 'vitest'
import { idOfView, isPersonal, readOwn, readWorkspace, viewName, workspaceSpec } from './workspace-spec.ts'

const own = {
  settings: { x: 'relative' as const, smoothing: 0.5, band: true },
  arrangement: { closed: { A: true }, pinned: ['loss'], hidden: ['lr'] },
}

test('how the page looked is read back, with its sections and panels', () => {
  const spec = workspaceSpec([{ name: 'A', metrics: ['loss', 'acc'] }], own)
  expect(readOwn(spec)).toEqual(own)
  const { sections } = readWorkspace(spec)
  expect(sections).toMatchObject([{ name: 'A', isOpen: true, panels: [{ viewType: 'Run History Line Plot' }, {}] }])
  expect(sections[0]?.panels?.map(({ config }) => config)).toMatchObject([
    { metrics: ['loss'], xAxis: '_runtime', smoothingWeight: 0.5 },
    { metrics: ['acc'] },
  ])
})

test.each(['{}', '{"signpost":1}', '{"signpost":{"settings":{"x":"?"}}}', '{"signpost":{"settings":{"x":"step"}}}'])(
  '%s is no arrangement of ours, and a workspace all the same',
  (spec) => {
    expect(readOwn(spec)).toBeNull()
    expect(readWorkspace(spec)).toEqual({ sections: [], runSets: [] })
  },
)

test('a line plot takes axis, smoothing and number of runs from its workspace where it says nothing', () => {
  const panels = [
    { viewType: 'Run History Line Plot', config: { metrics: ['a'], xAxis: '_step' } },
    { viewType: 'Run History Line Plot', config: { metrics: ['a'], xAxis: 'epoch', smoothingWeight: 0.1, limit: 3 } },
  ]
  const settings = {
    xAxis: '_timestamp',
    xAxisActive: true,
    smoothingType: 'exponential',
    smoothingWeight: 0.9,
    maxRuns: 5,
  }
  const spec = {
    section: {
      panelBankConfig: {
        sections: [
          { name: 'A', panels },
          { name: 'empty', panels: [] },
        ],
      },
      settings,
    },
  }
  const { sections } = readWorkspace(JSON.stringify(spec))
  expect(sections).toHaveLength(1)
  expect(sections[0]?.panels?.map(({ config }) => config)).toEqual([
    { metrics: ['a'], xAxis: '_timestamp', smoothingWeight: 0.9, limit: 5 },
    { metrics: ['a'], xAxis: 'epoch', smoothingWeight: 0.1, limit: 3 },
  ])
})

test('names of views', () => {
  expect(idOfView(viewName('a-b'))).toBe('a-b')
  expect([isPersonal('nw-ada-w'), isPersonal('nw-ada-v')]).toEqual([true, false])
})
