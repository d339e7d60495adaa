import { type LogLine, parseConsoleLine, type Run } from '../../../tracking/index.ts'
import type { Resolver, SchemaPart } from '../operation.ts'
import { connection, pageSize, readCursor, writeCursor } from '../present.ts'

/** The console of a run, line by line. */
export const runLog: SchemaPart = {
  schema: `
    extend type Run {
      logLines(first: Int, after: String, last: Int, useImprovedPagination: Boolean): LogLineConnection
    }
    type LogLineConnection { edges: [LogLineEdge!]!, pageInfo: PageInfo! }
    type LogLineEdge { node: LogLine!, cursor: String! }
    type LogLine { id: ID!, number: Int!, timestamp: String, level: String, label: String, line: String! }
  `,
  resolvers: {
    Run: {
      async logLines(run, { first, after, last }, { tracking }) {
        const cursor = (line: LogLine) => writeCursor(line.number)
        if (typeof last === 'number') {
          const lines = await tracking.history.log(run.id, { last: pageSize(last, 0, 10_000) })
          return connection(lines, cursor, false)
        }
        const limit = pageSize(first, 1000, 10_000)
        const from = after ? readCursor(after, 1)[0]! + 1 : 0
        const lines = await tracking.history.log(run.id, { from, limit: limit + 1 })
        return connection(lines.slice(0, limit), cursor, lines.length > limit)
      },
    } satisfies Record<string, Resolver<Run>>,
    LogLine: {
      id: (line) => writeCursor(line.number),
      timestamp: (line) => parseConsoleLine(line.text).at,
      level: (line) => parseConsoleLine(line.text).level,
      label: () => null,
      line: (line) => parseConsoleLine(line.text).text,
    } satisfies Record<string, Resolver<LogLine>>,
  },
}
