import { type Block, plainText } from './spec.ts'

const words = (text: string) => [{ text }]
const id = () => Math.random().toString(36).slice(2, 13)

export const emptyLine: Block = { type: 'paragraph', children: words('') }

/** The blocks without the empty lines that the library puts before and after them all. */
export function withoutMargins(blocks: Block[]): Block[] {
  const isEmpty = (block: Block | undefined) => block?.type === 'paragraph' && plainText(block) === ''
  const from = isEmpty(blocks[0]) ? 1 : 0
  return blocks.slice(from, blocks.length > from && isEmpty(blocks.at(-1)) ? -1 : undefined)
}

/** An empty report, as the library writes it. */
export const emptySpec = JSON.stringify({
  ...{ version: 5, panelSettings: {}, width: 'readable', authors: [], discussionThreads: [] },
  blocks: [emptyLine, emptyLine],
})

export const newBlocks: { name: string; make: () => Block }[] = [
  { name: 'Heading', make: () => ({ type: 'heading', children: words(''), level: 1 }) },
  { name: 'Text', make: () => ({ type: 'paragraph', children: words('') }) },
  { name: 'Markdown', make: () => ({ type: 'markdown-block', children: words(''), content: '' }) },
  { name: 'Code', make: () => ({ type: 'code-block', language: 'python', children: [codeLine('', 'python')] }) },
  { name: 'Quote', make: () => ({ type: 'block-quote', children: words('') }) },
  { name: 'Formula', make: () => ({ type: 'latex', children: words(''), content: '', block: true }) },
  { name: 'Line', make: () => ({ type: 'horizontal-rule', children: words('') }) },
]

const codeLine = (text: string, language: unknown) => ({ type: 'code-line', children: words(text), language })

/** The text of a block that can be written in a box; null for those whose marks, links or panels a box would lose. */
export function editableText(block: Block): string | null {
  if (block.type === 'markdown-block' || block.type === 'latex') return String(block['content'] ?? '')
  if (block.type === 'code-block') return (block.children ?? []).map(plainText).join('\n')
  if (!['paragraph', 'heading', 'block-quote', 'callout-block'].includes(block.type)) return null
  if (block['collapsedChildren']) return null
  const parts =
    block.type === 'callout-block' ? (block.children ?? []).flatMap((each) => each.children ?? [each]) : block.children
  const isPlain = (parts ?? []).every((part) => Object.keys(part).every((name) => name === 'text'))
  if (!isPlain) return null
  return block.type === 'callout-block' ? (block.children ?? []).map(plainText).join('\n') : plainText(block)
}

/** The block with another text. */
export function withText(block: Block, text: string): Block {
  switch (block.type) {
    case 'markdown-block':
    case 'latex':
      return { ...block, content: text }
    case 'code-block':
      return { ...block, children: text.split('\n').map((line) => codeLine(line, block['language'])) }
    case 'callout-block':
      return { ...block, children: text.split('\n').map((line) => ({ type: 'callout-line', children: words(line) })) }
    default:
      return { ...block, children: words(text) }
  }
}

/** A line plot for each metric, of all runs of a project, newest first. */
export function newPanelGrid(entity: string, project: string, metrics: string[]): Block {
  const panels = metrics.map((metric, index) => ({
    __id__: id(),
    layout: { x: (index % 3) * 8, y: Math.floor(index / 3) * 6, w: 8, h: 6 },
    viewType: 'Run History Line Plot',
    config: { chartTitle: metric, xAxis: '_step', metrics: [metric] },
  }))
  const runSet = {
    ...{ id: id(), enabled: true, name: 'Run set', project: { name: project, entityName: entity } },
    runFeed: {
      ...{ version: 2, columnVisible: {}, columnPinned: {}, columnWidths: {}, columnOrder: [] },
      ...{ pageSize: 10, onlyShowSelected: false },
    },
    search: { query: '' },
    filters: { filterFormat: 'filterV2', filters: [] },
    grouping: [],
    sort: { keys: [{ key: { section: 'run', name: 'createdAt' }, ascending: false }] },
    selections: { root: 1, bounds: [], tree: [] },
    expandedRowAddresses: [],
  }
  const flowConfig = {
    snapToColumns: true,
    columnsPerPage: 3,
    rowsPerPage: 2,
    gutterWidth: 16,
    boxWidth: 460,
    boxHeight: 300,
  }
  const localPanelSettings = {
    ...{ xAxis: '_step', smoothingWeight: 0, smoothingType: 'exponential', ignoreOutliers: false },
    ...{ xAxisActive: false, smoothingActive: false, useRunsTableGroupingInPanels: true },
  }
  return {
    type: 'panel-grid',
    children: words(''),
    metadata: {
      ...{ openViz: true, openRunSet: 0, name: 'unused-name', hideRunSets: false, customRunColors: {} },
      panels: { views: { 0: { name: 'Panels', defaults: [], config: [] } }, tabs: ['0'] },
      runSets: [runSet],
      panelBankConfig: { state: 0, settings: {}, sections: [] },
      panelBankSectionConfig: {
        name: 'Report Panels',
        isOpen: false,
        type: 'grid',
        sorted: 0,
        flowConfig,
        localPanelSettings,
        panels,
      },
    },
  }
}
