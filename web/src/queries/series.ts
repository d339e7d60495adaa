import { keepPreviousData, type QueryKey, queryOptions, useQuery } from '@tanstack/react-query'
import type { SeriesAnswer, SeriesBody, SeriesLine } from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'
import { client } from './client.ts'
import type { ProjectAddress, Stream } from './tracking.ts'

export interface SeriesAsked {
  at: ProjectAddress
  runs: string[]
  stream: Stream
  key: string
  x: string
  buckets: number
  range: [number, number] | null
}

/** One chart's lines. Charts that ask in the same moment share a request; what was there stays while newer points come. */
export const seriesQuery = (asked: SeriesAsked) =>
  queryOptions({
    queryKey: [
      'series',
      asked.at.entity,
      asked.at.project,
      asked.stream,
      asked.key,
      asked.x,
      asked.buckets,
      asked.range,
      asked.runs,
    ],
    queryFn: () => gather(asked),
    enabled: asked.runs.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    structuralSharing: false,
  })

export const useSeries = (asked: SeriesAsked) => useQuery(seriesQuery(asked))

/** New lines of a run: the charts that draw it and are in view ask again. */
export function touchSeries(at: ProjectAddress, run: string): void {
  void client.invalidateQueries({ predicate: ({ queryKey }) => draws(queryKey, at, run) })
}

const draws = (key: QueryKey, at: ProjectAddress, run: string): boolean =>
  key[0] === 'series' && key[1] === at.entity && key[2] === at.project && (key[8] as string[]).includes(run)

interface Waiting {
  asked: SeriesAsked
  resolve(lines: SeriesLine[]): void
  reject(error: unknown): void
}

/** As many keys as one request carries: enough to spare round trips, few enough that the first charts need not wait for the last. */
const atOnce = 12
let waiting: Waiting[] = []

function gather(asked: SeriesAsked): Promise<SeriesLine[]> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setTimeout(send, 8)
    waiting.push({ asked, resolve, reject })
  })
}

function send() {
  const groups = Map.groupBy(waiting, ({ asked: { key, ...rest } }) => JSON.stringify(rest))
  waiting = []
  for (const group of groups.values()) {
    for (let start = 0; start < group.length; start += atOnce) void ask(group.slice(start, start + atOnce))
  }
}

async function ask(group: Waiting[]) {
  const { at, runs, stream, x, buckets, range } = group[0]!.asked
  const keys = [...new Set(group.map(({ asked }) => asked.key))]
  const body: SeriesBody = { runs, stream, keys, x, buckets, ...(range && { from: range[0], to: range[1] }) }
  try {
    const { series } = await api<SeriesAnswer>('POST', path('api', 'projects', at.entity, at.project, 'series'), body)
    const byKey = Map.groupBy(series, (line) => line.key)
    for (const { asked, resolve } of group) resolve(byKey.get(asked.key) ?? [])
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}
