/**
 * The port of the run history: what the rest of the server may ask of it. Numbers are float64, or bigint where an integer does not fit;
 * `x` is the value of the x-axis key. What is promised: append-only, idempotent by line offset, readable with the acknowledgement,
 * exact line by line, no extreme lost in a chart.
 */
export type StreamKind = 'history' | 'events'

/** What one `file_stream` request carries, parsed from the wire. All of it is durable when `append` resolves, or none. */
export interface StreamChunk {
  history?: Lines
  events?: Lines
  log?: Lines
  /** The whole summary as JSON text; it replaces the one before. */
  summary?: string
}

export interface Lines {
  /** Number of the first line. */
  offset: number
  lines: string[]
}

export interface StreamCounts {
  history: number
  events: number
  log: number
}

export interface KeyInfo {
  /** Nested objects are flattened: `a.b`. */
  key: string
  /** How often each type was logged: `number`, `string`, `boolean`, `null`, `object`, `array`, or a media type such as `image-file`. */
  types: Record<string, number>
  /** Whether the numbers never went down, so that the key can be an x axis. */
  monotonic: boolean
  /** The last value logged. */
  last: unknown
}

export interface SeriesQuery {
  runIds: number[]
  kind: StreamKind
  keys: string[]
  /** `_step`, `_runtime`, `_timestamp` or any other logged number. */
  x: string
  /** At most this many buckets a line, each with its true first, last, min and max. */
  buckets: number
  /** Range of x, inclusive; the whole line without. */
  from?: number
  to?: number
}

/** One line of a chart. The arrays have one element a bucket, in order of x, empty buckets left out. */
export interface Series {
  runId: number
  key: string
  /** x of the last point in the bucket. */
  x: number[]
  last: number[]
  min: number[]
  max: number[]
  /** Points in the bucket, NaN and infinities included. */
  count: number[]
  /** Whether each bucket is one point. */
  exact: boolean
}

export interface LineRange {
  /** `_step` at least this. */
  minStep?: number
  /** `_step` below this. */
  maxStep?: number
  /** Line numbers from this on. */
  fromLine?: number
  limit?: number
}

export interface LogLine {
  number: number
  text: string
}

/** Lines as a parquet file. */
export interface ParquetPart {
  file: Uint8Array
  lineCount: number
  /** Whether no lines are behind them. */
  isLast: boolean
}

export interface History {
  /**
   * Takes the body of one `file_stream` request as it came. Resolves when it is durable. The same lines again change nothing.
   * Throws AppError `stream-malformed` (not JSON, wrong shape) or `history-busy` (queue full, with `retryAfter`).
   */
  appendBody(runId: number, body: Uint8Array): Promise<StreamOutcome>
  counts(runId: number): Promise<StreamCounts>
  /** Of several runs with one question. */
  countsOf(runIds: number[]): Promise<Map<number, StreamCounts>>
  /** JSON text of the summary: what the client sent last, else what follows from the history. `{}` for a run without any. */
  summary(runId: number): Promise<string>
  summaries(runIds: number[]): Promise<Map<number, string>>
  keys(runIds: number[], kind: StreamKind): Promise<Map<number, KeyInfo[]>>
  /** Largest `_step` logged, or null. */
  lastStep(runId: number): Promise<number | null>
  series(query: SeriesQuery): Promise<Series[]>
  /** Lines as JSON text, in order, with every type kept. */
  lines(runId: number, kind: StreamKind, range: LineRange): Promise<string[]>
  /** Whole lines, at most `samples`, spread over the range, first and last among them. */
  sampledLines(runId: number, kind: StreamKind, range: LineRange & { samples: number }): Promise<string[]>
  /** Rows that hold all of `keys`, at most `samples`, keeping the extremes of the first key. */
  sampledRows(
    runId: number,
    kind: StreamKind,
    query: { keys: string[]; samples: number; minStep?: number; maxStep?: number },
  ): Promise<Record<string, unknown>[]>
  /**
   * The history's lines from `fromLine` on as the rows of a parquet file, as many as one file should hold. Null where they are no table:
   * lines that have different keys, nested ones, or values that such a file cannot give back as they were.
   */
  parquet(runId: number, fromLine: number): Promise<ParquetPart | null>
  tail(runId: number, kind: StreamKind, count: number): Promise<string[]>
  log(runId: number, range: { from?: number; limit?: number; last?: number }): Promise<LogLine[]>
  /** Forgets every history line with `_step` above `step`; later lines go on from there. Returns the new counts. */
  rewind(runId: number, step: number): Promise<StreamCounts>
  /** Copies the history up to and including `step` to a run that has none yet. */
  fork(fromRunId: number, step: number, toRunId: number): Promise<StreamCounts>
  /** Forgets everything of these runs. */
  remove(runIds: number[]): Promise<void>
  /** Bytes of bodies that wait for the writer just now. */
  waitingBytes(): number
  /** Takes nothing more, finishes what was begun. */
  close(): Promise<void>
}

/** What a stream request said beside its lines. */
export interface StreamOutcome {
  counts: StreamCounts
  /** Which of the streams got something new. */
  changed: boolean
  complete: boolean
  exitCode: number | null
  preempting: boolean
  /** Names of files that the client has put into the store since the last request. */
  uploaded: string[]
}
