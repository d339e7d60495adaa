import { joinParts, splitParts } from '../codec/pack.ts'
import type { Column } from '../lines/columns.ts'
import { isNumberText } from '../lines/extended-json.ts'
import {
  completeNodes,
  decodeNodes,
  encodeNodes,
  fanOut,
  lowestSize,
  mergeNodes,
  type Node,
  nodeOfPoints,
  rowNodes,
} from './nodes.ts'

/**
 * The upper end of one key's pyramid: of each level (the lowest first) the nodes that are in no full row yet. Nodes of a level whose
 * parent is missing are always among them, because a row holds whole families.
 */
export type PyramidTail = Node[][]

/** The levels one after the other, and how many nodes each has: one thing to compress. */
export const encodeTail = (tail: PyramidTail): Uint8Array =>
  joinParts([new Uint8Array(Uint32Array.from(tail, ({ length }) => length).buffer), encodeNodes(tail.flat())])

export function decodeTail(bytes: Uint8Array): PyramidTail {
  const [head, body] = splitParts(bytes) as [Uint8Array, Uint8Array]
  const nodes = decodeNodes(body)
  let at = 0
  return Array.from(new Uint32Array(new Uint8Array(head).buffer), (length) => {
    at += length
    return nodes.slice(at - length, at)
  })
}

/** A key's numbers as points; integers past 2^53, which are kept as text, as the double next to them. */
export interface Points {
  lines: ArrayLike<number>
  values: Float64Array
}

export function pointsOfColumn(column: Column, firstLine: number, rowCount: number): Points {
  const lines = column.rows === null ? rowCount : column.rows.length
  const own = new Float64Array(lines)
  for (let i = 0; i < lines; i++) own[i] = firstLine + (column.rows === null ? i : column.rows[i]!)
  if (!column.others.some(isNumberText)) return { lines: own, values: column.numbers }
  const points = Array.from(own, (line, i) => [line, column.numbers[i]!] as const)
  column.others.forEach((text, i) => {
    if (isNumberText(text)) points.push([firstLine + column.otherRows[i]!, Number(text)])
  })
  points.sort(([a], [b]) => a - b)
  return { lines: points.map(([line]) => line), values: Float64Array.from(points, ([, value]) => value) }
}

/** Adds points, all of complete ranges of the lowest level, in order. */
export function addPoints(tail: PyramidTail, { lines, values }: Points): void {
  tail[0] ??= []
  let from = 0
  while (from < values.length) {
    const index = Math.floor(lines[from]! / lowestSize)
    const end = (index + 1) * lowestSize
    let to = from + 1
    while (to < values.length && lines[to]! < end) to++
    tail[0].push(nodeOfPoints(index, lines[to - 1]!, values.subarray(from, to)))
    from = to
  }
}

/** Makes the parents that are complete when `lines` lines are. */
export function completeParents(tail: PyramidTail, lines: number): void {
  for (let level = 1; completeNodes(level + 1, lines) > 0; level++) {
    const children = tail[level - 1] ?? []
    tail[level] ??= []
    const parents = tail[level]!
    const complete = completeNodes(level + 1, lines)
    const known = parents.at(-1)?.index ?? -1
    let family: Node[] = []
    children.forEach((child, i) => {
      const parent = Math.floor(child.index / fanOut)
      if (parent <= known || parent >= complete) return
      family.push(child)
      const next = children[i + 1]
      if (next !== undefined && Math.floor(next.index / fanOut) === parent) return
      parents.push(mergeNodes(parent, family))
      family = []
    })
  }
}

export interface FullRow {
  level: number
  number: number
  nodes: Node[]
}

/** Takes the rows that are full when `lines` lines are out of the tail. */
export function takeFullRows(tail: PyramidTail, lines: number): FullRow[] {
  const rows: FullRow[] = []
  tail.forEach((nodes, i) => {
    const level = i + 1
    const end = Math.floor(completeNodes(level, lines) / rowNodes) * rowNodes
    const full = nodes.filter(({ index }) => index < end)
    if (full.length === 0) return
    tail[i] = nodes.filter(({ index }) => index >= end)
    for (const node of full) {
      const number = Math.floor(node.index / rowNodes)
      const row = rows.at(-1)
      if (row && row.level === level && row.number === number) row.nodes.push(node)
      else rows.push({ level, number, nodes: [node] })
    }
  })
  return rows
}
