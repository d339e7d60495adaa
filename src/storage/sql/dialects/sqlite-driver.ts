import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { createGroupCommit, type DurableLog } from './group-commit.ts'

/**
 * One connection for everybody, whose writes are committed together and synced beside the event loop: `createGroupCommit`. A statement that
 * fails takes nothing else along, a transaction is a savepoint, and while one is open nobody else gets in between.
 */
export function createSqliteDriver(database: DatabaseSync, log: DurableLog): Driver {
  const prepared = statementCache(database)
  const commits = createGroupCommit(database, log)
  /** Whose transaction is open, and who waits for its end. */
  let holder: { connection: DatabaseConnection; isSnapshot: boolean } | null = null
  let waiting: (() => void)[] = []

  // NOTE: asked in a loop by whoever wants a turn, with nothing awaited between the answer and what is done with it.
  const mustWait = (connection: DatabaseConnection) => holder !== null && holder.connection !== connection
  const released = () => new Promise<void>((resolve) => void waiting.push(resolve))
  const release = () => {
    holder = null
    commits.hold(false)
    const next = waiting
    waiting = []
    for (const go of next) go()
  }
  const run = <Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> => {
    const statement = prepared(sql)
    const values = parameters as SQLInputValue[]
    if (statement.columns().length > 0) return { rows: statement.all(...values) as Row[] }
    const { changes, lastInsertRowid } = statement.run(...values)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  const connect = (): DatabaseConnection => {
    const connection: DatabaseConnection = {
      async executeQuery<Row>(query: CompiledQuery) {
        while (mustWait(connection)) await released()
        if (isQuestion(query.sql)) return run<Row>(query)
        if (holder !== null) return commits.within(() => run<Row>(query))
        const { durable } = commits.join()
        const result = commits.within(() => run<Row>(query))
        await durable
        return result
      },
      streamQuery() {
        throw new Error('answers are small here: they are read at once')
      },
    }
    return connection
  }

  return {
    init: async () => undefined,
    acquireConnection: async () => connect(),
    releaseConnection: async () => undefined,
    /** With an isolation level it only reads: a snapshot of its own that keeps nobody from writing. */
    async beginTransaction(connection, { isolationLevel }) {
      while (mustWait(connection)) await released()
      holder = { connection, isSnapshot: isolationLevel !== undefined }
      try {
        if (holder.isSnapshot) commits.settle()
        else commits.join()
        commits.hold(true)
        database.exec(holder.isSnapshot ? 'begin' : 'savepoint work')
      } catch (error) {
        release()
        throw error
      }
    },
    async commitTransaction() {
      if (holder?.isSnapshot) {
        database.exec('commit')
        return release()
      }
      const { durable } = commits.join()
      database.exec('release work')
      release()
      await durable
    },
    async rollbackTransaction(connection) {
      // The commit of all has failed, and everything is rolled back.
      if (holder?.connection !== connection) return
      if (database.isTransaction) database.exec(holder.isSnapshot ? 'rollback' : 'rollback to work; release work')
      release()
    },
    async destroy() {
      commits.settle()
      await log.close()
      database.close()
    },
  }
}

const isQuestion = (sql: string): boolean => /^\s*(select|pragma|explain)\b/i.test(sql)

/** Statements by their text, the most recent ones: preparing one costs more than most of them do. */
function statementCache(database: DatabaseSync): (sql: string) => StatementSync {
  const most = 200
  const statements = new Map<string, StatementSync>()
  return (sql) => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.delete(sql)
    statements.set(sql, statement)
    if (statements.size > most) statements.delete(statements.keys().next().value!)
    return statement
  }
}
