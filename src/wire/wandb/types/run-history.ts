import { AppError } from '../../../base/errors.ts'
import type { KeyInfo, ParquetFile, Run } from '../../../tracking/index.ts'
import type { Resolver, SchemaPart } from '../operation.ts'
import { type FileAddresses, parquetPlace } from '../storage/addresses.ts'

/** The most lines of one answer; the client asks for pages. */
const mostLines = 100_000
const usualSamples = 500

/** What a run logged. A line is the JSON text that the client sent, with every type kept. */
export const runHistory: SchemaPart = {
  schema: `
    extend type Run {
      historyLineCount: Int
      eventsLineCount: Int
      logLineCount: Int
      historyTail: JSONString
      eventsTail: JSONString
      history(minStep: Int64, maxStep: Int64, samples: Int): [JSONString!]
      events(samples: Int): [JSONString!]
      sampledHistory(specs: [JSONString!]): [JSON]
      historyKeys: JSON
      parquetHistory(liveKeys: [String!]): RunParquetHistory
      summaryMetrics: JSONString
      systemMetrics: JSONString
    }
    type RunParquetHistory { parquetUrls: [String!]!, liveData: [JSON!]! }
  `,
  resolvers: {
    Run: {
      historyLineCount: async (run, _, { tracking }) => (await tracking.history.counts(run.id)).history,
      eventsLineCount: async (run, _, { tracking }) => (await tracking.history.counts(run.id)).events,
      logLineCount: async (run, _, { tracking }) => (await tracking.history.counts(run.id)).log,
      historyTail: async (run, _, { tracking }) => JSON.stringify(await tracking.history.tail(run.id, 'history', 1)),
      eventsTail: async (run, _, { tracking }) => JSON.stringify(await tracking.history.tail(run.id, 'events', 1)),
      history: (run, { minStep, maxStep, samples }, { tracking }) =>
        tracking.history.sampledLines(run.id, 'history', {
          minStep: minStep ?? undefined,
          maxStep: maxStep ?? undefined,
          samples: lineLimit(samples),
        }),
      events: (run, { samples }, { tracking }) =>
        tracking.history.sampledLines(run.id, 'events', { samples: lineLimit(samples) }),
      sampledHistory: (run, { specs }, { tracking }) =>
        Promise.all(
          ((specs ?? []) as string[]).map((spec) =>
            // Agents of sweeps send the empty spec for "no history".
            spec === '{}' ? [] : tracking.history.sampledRows(run.id, 'history', readSpec(spec)),
          ),
        ),
      historyKeys: async (run, _, { tracking }) => {
        const keys = (await tracking.history.keys([run.id], 'history')).get(run.id) ?? []
        return historyKeys(keys, await tracking.history.lastStep(run.id))
      },
      // All of it in files, or all of it live: the client reads what is live from the same step on also where a file has it.
      parquetHistory: async (run, _, { tracking, addresses }) => {
        const files = await tracking.parquet.of(run)
        if (files) return { parquetUrls: files.map((file) => fileAddress(addresses, run, file)), liveData: [] }
        const first = await tracking.history.lines(run.id, 'history', { limit: 1 })
        const ends = [first[0], ...(await tracking.history.tail(run.id, 'history', 1))]
        return { parquetUrls: [], liveData: ends.flatMap((line) => stepOf(line)).map((step) => ({ _step: step })) }
      },
      summaryMetrics: (run, _, { summaryOf }) => summaryOf(run.id),
      systemMetrics: async (run, _, { tracking }) => (await tracking.history.tail(run.id, 'events', 1))[0] ?? '{}',
    } satisfies Record<string, Resolver<Run>>,
  },
}

const fileAddress = (addresses: FileAddresses, run: Run, { number }: ParquetFile) =>
  addresses.sign('GET', parquetPlace(run.id, number))

const lineLimit = (samples: number | null | undefined) => Math.min(Math.max(samples ?? usualSamples, 0), mostLines)

/** The step that stands in a line; the client takes the least of these for where the live lines begin. */
function stepOf(line: string | undefined): number[] {
  const step = /"_step"\s*:\s*(\d+)/.exec(line ?? '')?.[1]
  return step === undefined ? [] : [Number(step)]
}

/**
 * `{"keys":["loss"],"samples":500,"minStep":0,"maxStep":99}`, with `maxStep` inclusive. Clients of 2025 mean it exclusive when they page
 * (and ask for as many samples as there are steps then); taken at its word, each page would begin with the last row of the one before.
 */
function readSpec(text: string) {
  const invalid = () =>
    new AppError(
      'invalid',
      'sampling-invalid',
      'A spec of sampledHistory must be {"keys": ["name", ...], "samples": N}.',
    )
  let spec: Record<string, unknown>
  try {
    spec = JSON.parse(text)
  } catch {
    throw invalid()
  }
  const { keys, samples, minStep, maxStep } = spec ?? {}
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every((key) => typeof key === 'string')) throw invalid()
  const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)
  const first = number(minStep)
  const last = number(maxStep)
  const exclusive = last !== undefined && last - (first ?? 0) === samples
  return {
    keys: keys as string[],
    samples: lineLimit(number(samples)),
    minStep: first,
    maxStep: last === undefined || exclusive ? last : last + 1,
  }
}

function historyKeys(keys: KeyInfo[], lastStep: number | null) {
  const described = keys.map(({ key, types, monotonic, last }) => {
    const typeCounts = Object.entries(types).map(([type, count]) => ({ type, count }))
    return [key, { typeCounts, monotonic, previousValue: last }] as const
  })
  return { sets: [], keys: Object.fromEntries(described), lastStep: lastStep ?? -1 }
}
