import { compress, decompress, shuffle, unshuffle } from '../codec/pack.ts'

/**
 * A node sums up one key's numbers in a range of lines: `size(level)` lines that begin at a multiple of it. Nodes without any number are
 * left out. First, last and count are of all numbers; min, max and sum of the finite ones (NaN, NaN and 0 where there are none).
 */
export interface Node {
  /** The range is the `index`th of its level. */
  index: number
  first: number
  last: number
  min: number
  max: number
  sum: number
  count: number
  notFinite: number
  /** Line of `last`. */
  lastLine: number
}

/** Lines of a node of the lowest level, and nodes of a level that make one of the next. */
export const lowestSize = 64
export const fanOut = 4
/** Nodes of one row of the database. A multiple of `fanOut`, so that siblings are together. */
export const rowNodes = 128

/** Lines of a node. Levels count from 1. */
export const nodeSize = (level: number): number => lowestSize * fanOut ** (level - 1)

/** How many nodes of a level are complete when `lines` lines are. */
export const completeNodes = (level: number, lines: number): number => Math.floor(lines / nodeSize(level))

export function nodeOfPoints(index: number, lastLine: number, values: Float64Array): Node {
  const last = values.length - 1
  let min = Number.NaN
  let max = Number.NaN
  let sum = 0
  let notFinite = 0
  for (let i = 0; i <= last; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) {
      notFinite++
      continue
    }
    sum += value
    if (!(value >= min)) min = value
    if (!(value <= max)) max = value
  }
  const ends = { first: values[0]!, last: values[last]!, lastLine }
  return { index, ...ends, min, max, sum, count: values.length, notFinite }
}

export function mergeNodes(index: number, nodes: Node[]): Node {
  const whole = { ...nodes[0]!, index }
  for (const node of nodes.slice(1)) {
    if (!(node.min >= whole.min) && !Number.isNaN(node.min)) whole.min = node.min
    if (!(node.max <= whole.max) && !Number.isNaN(node.max)) whole.max = node.max
    whole.sum += node.sum
    whole.count += node.count
    whole.notFinite += node.notFinite
    whole.last = node.last
    whole.lastLine = node.lastLine
  }
  return whole
}

const fields = ['index', 'first', 'last', 'min', 'max', 'sum', 'count', 'notFinite', 'lastLine'] as const

export function encodeNodes(nodes: Node[]): Uint8Array {
  const columns = new Float64Array(nodes.length * fields.length)
  // Lines and indexes as differences: most are then the same few bytes.
  nodes.forEach((node, i) => {
    fields.forEach((field, f) => {
      columns[f * nodes.length + i] = node[field]
    })
    columns[i] = node.index - (nodes[i - 1]?.index ?? 0)
    columns[8 * nodes.length + i] = node.lastLine - (nodes[i - 1]?.lastLine ?? 0)
  })
  return compress(shuffle(new Uint8Array(columns.buffer), 8))
}

/** Nodes field by field: a chart looks at thousands of them, of which it keeps few. */
export type NodeList = { length: number } & Record<keyof Node, Float64Array>

export function decodeNodeList(bytes: Uint8Array): NodeList {
  const columns = bytes.length === 0 ? new Float64Array(0) : new Float64Array(unshuffle(decompress(bytes), 8).buffer)
  const list = nodeList(columns)
  for (let i = 1; i < list.length; i++) {
    list.index[i]! += list.index[i - 1]!
    list.lastLine[i]! += list.lastLine[i - 1]!
  }
  return list
}

function nodeList(columns: Float64Array): NodeList {
  const length = columns.length / fields.length
  const views = fields.map((field, f) => [field, columns.subarray(f * length, (f + 1) * length)])
  return { length, ...Object.fromEntries(views) }
}

export function nodeListOf(nodes: Node[]): NodeList {
  const list = nodeList(new Float64Array(nodes.length * fields.length))
  for (const field of fields)
    nodes.forEach((node, i) => {
      list[field][i] = node[field]
    })
  return list
}

export function decodeNodes(bytes: Uint8Array): Node[] {
  const list = decodeNodeList(bytes)
  return Array.from({ length: list.length }, (_, i) => ({
    index: list.index[i]!,
    first: list.first[i]!,
    last: list.last[i]!,
    min: list.min[i]!,
    max: list.max[i]!,
    sum: list.sum[i]!,
    count: list.count[i]!,
    notFinite: list.notFinite[i]!,
    lastLine: list.lastLine[i]!,
  }))
}
