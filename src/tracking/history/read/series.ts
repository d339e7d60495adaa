import type { HistoryDb } from '../../../storage/sql/schema.ts'
import { completeNodes, fanOut, nodeSize } from '../fold/nodes.ts'
import type { Points } from '../fold/pyramid.ts'
import type { Series, SeriesQuery } from '../history.ts'
import type { StreamRow } from '../sql/streams.ts'
import { BucketList } from './buckets.ts'
import { ChartSource } from './chart-source.ts'
import type { Level, Pyramid } from './pyramid-reader.ts'
import type { RowCache } from './row-cache.ts'

/** One or more points of a line that belong to one bucket. */
interface Item {
  line: number
  /** Of the last point. */
  x: number
  last: number
  min: number
  max: number
  count: number
}

interface Range {
  from: number
  to: number
}

/** One run's lines of a chart, as many as it has keys of the query. */
export async function readSeries(
  db: HistoryDb,
  stream: StreamRow,
  query: SeriesQuery,
  cache: RowCache,
): Promise<Series[]> {
  const source = await ChartSource.open(db, stream, new Set([...query.keys, query.x]), cache)
  const series: Series[] = []
  for (const key of query.keys) {
    const items = await itemsOf(source, key, query)
    if (items.length === 0) continue
    const points = items.reduce((sum, { count }) => sum + count, 0)
    const buckets = new BucketList(points, query.buckets, items[0]!.x, items.at(-1)!.x)
    for (const { x, last, min, max, count } of items) buckets.add(x, last, min, max, count)
    series.push({ runId: stream.runId, key, ...buckets.arrays() })
  }
  return series
}

/** A line in pieces that are narrower than a bucket, in order of x. Where it has no more points than buckets, each is a piece. */
async function itemsOf(source: ChartSource, key: string, query: SeriesQuery): Promise<Item[]> {
  const range = { from: query.from ?? Number.NEGATIVE_INFINITY, to: query.to ?? Number.POSITIVE_INFINITY }
  const open = openItems(source, key, query.x, range)
  const sealed = await sealedItems(source, key, query, range, open)
  const items = [...sealed, ...open].sort((a, b) => a.line - b.line)
  const rising = items.every(({ x }, i) => i === 0 || x >= items[i - 1]!.x)
  return rising ? items : items.sort((a, b) => a.x - b.x || a.line - b.line)
}

function openItems(source: ChartSource, key: string, x: string, range: Range): Item[] {
  const xs = source.openPoints(x)
  return source.openPoints(key).flatMap((points, i) => pairUp(points, xs[i]!, range))
}

/** Points whose line has an x within the range. Both are in order of lines. */
function pairUp(ys: Points, xs: Points, { from, to }: Range): Item[] {
  const items: Item[] = []
  let at = 0
  for (let i = 0; i < ys.values.length; i++) {
    const line = ys.lines[i]!
    while (at < xs.values.length && xs.lines[at]! < line) at++
    if (at === xs.values.length) break
    const x = xs.values[at]!
    const y = ys.values[i]!
    if (xs.lines[at] === line && x >= from && x <= to) items.push({ line, x, last: y, min: y, max: y, count: 1 })
  }
  return items
}

/** Of the sealed lines: nodes of the pyramid where they are narrow enough, else the points themselves. */
async function sealedItems(
  source: ChartSource,
  key: string,
  { x, buckets }: SeriesQuery,
  range: Range,
  open: Item[],
): Promise<Item[]> {
  const { sealedLines } = source.stream
  if (sealedLines === 0) return []
  const descent = await descend(source, key, x, buckets, range, open)
  if (descent === null) return rawItems(source, key, x, range, [[0, sealedLines]])
  const { nodes, raw } = descent
  const points = nodes.reduce((sum, { count }) => sum + count, open.length)
  // Few points in many lines: each is shown as it is.
  if (nodes.length > 0 && points <= buckets)
    return rawItems(source, key, x, range, [...raw, ...nodes.map((node): Span => [node.firstLine, node.line + 1])])
  return [...nodes, ...(await rawItems(source, key, x, range, raw))]
}

type Span = [from: number, to: number]

async function rawItems(source: ChartSource, key: string, x: string, range: Range, spans: Span[]): Promise<Item[]> {
  if (spans.length === 0) return []
  const merged = mergeSpans(spans)
  const xs = await source.sealedPoints(x, merged)
  const ys = await source.sealedPoints(key, merged)
  let at = 0
  return ys
    .flatMap((points, i) => pairUp(points, xs[i]!, range))
    .filter(({ line }) => {
      while (at < merged.length && merged[at]![1] <= line) at++
      return at < merged.length && merged[at]![0] <= line
    })
}

function mergeSpans(spans: Span[]): Span[] {
  const merged: Span[] = []
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    const last = merged.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

/**
 * Goes down the pyramids of x and y from the top: a node that lies within the range and is narrow enough is taken whole, one outside is
 * left, any other is replaced by its children, and at the bottom by its lines. Null where a key has no pyramid.
 */
async function descend(source: ChartSource, key: string, x: string, buckets: number, range: Range, open: Item[]) {
  const [xs, ys] = [await source.pyramid(x), await source.pyramid(key)]
  if (xs === null || ys === null) return null
  const { sealedLines } = source.stream
  const nodes: (Item & { firstLine: number })[] = []
  const raw: Span[] = []
  let top = 1
  while (completeNodes(top + 1, sealedLines) > 0) top++

  const narrow = (await extentOf(xs, top, sealedLines, range, open)) / buckets / 2

  let candidates: Span[] = []
  for (let level = top; level >= 1; level--) {
    const size = nodeSize(level)
    const below: Span[] = []
    for (const [first, end] of mergeSpans([...candidates, ...remainder(level, top, sealedLines)])) {
      const xLevel = await xs.level(level, first, end)
      const yLevel = await ys.level(level, first, end)
      for (let index = first; index < end; index++) {
        if (!yLevel.seek(index) || !xLevel.seek(index)) continue
        const fit = fitOf(xLevel, yLevel, size, narrow, range)
        if (fit === 'outside') continue
        const firstLine = index * size
        if (fit === 'whole') nodes.push(itemOf(xLevel, yLevel, firstLine))
        else if (level > 1) below.push([index * fanOut, index * fanOut + fanOut])
        else raw.push([firstLine, firstLine + size])
      }
    }
    candidates = below
  }
  return { nodes, raw }
}

/** Nodes of a level that have no parent: all of the top level, else the complete ones behind the last complete parent. */
function remainder(level: number, top: number, lines: number): Span[] {
  const first = level === top ? 0 : completeNodes(level + 1, lines) * fanOut
  const end = completeNodes(level, lines)
  return first < end ? [[first, end]] : []
}

/**
 * A node stands for its points where every one of its lines has an x, the last of them is that of the last point, and it is narrow and
 * within the range.
 */
function fitOf(x: Level, y: Level, size: number, narrow: number, { from, to }: Range): 'whole' | 'outside' | 'apart' {
  const min = x.list.min[x.at]!
  const max = x.list.max[x.at]!
  if (max < from || min > to) return 'outside'
  const complete = x.list.count[x.at] === size && x.list.notFinite[x.at] === 0
  const same = x.list.lastLine[x.at] === y.list.lastLine[y.at]
  return complete && same && min >= from && max <= to && max - min <= narrow ? 'whole' : 'apart'
}

function itemOf(
  { list: xs, at: a }: Level,
  { list: ys, at: b }: Level,
  firstLine: number,
): Item & { firstLine: number } {
  const last = ys.last[b]!
  const count = ys.count[b]!
  // Where nothing is finite the last value stands for all.
  const finite = count !== ys.notFinite[b]
  const min = finite ? ys.min[b]! : last
  const max = finite ? ys.max[b]! : last
  return { firstLine, line: ys.lastLine[b]!, x: xs.last[a]!, last, min, max, count }
}

/** How far x reaches, within the range that is asked for. */
async function extentOf(xs: Pyramid, top: number, lines: number, range: Range, open: Item[]): Promise<number> {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  const add = (x: number) => {
    if (!Number.isFinite(x)) return
    const within = Math.min(Math.max(x, range.from), range.to)
    from = Math.min(from, within)
    to = Math.max(to, within)
  }
  for (let level = top; level >= 1; level--)
    for (const [first, end] of remainder(level, top, lines)) {
      const view = await xs.level(level, first, end)
      for (let index = first; index < end; index++) {
        if (!view.seek(index)) continue
        add(view.list.min[view.at]!)
        add(view.list.max[view.at]!)
      }
    }
  for (const { x } of open) add(x)
  return Math.max(to - from, 0)
}
