import { close, fdatasync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'

/** The write-ahead log of a database, in which everything is once it is committed. */
export interface DurableLog {
  /** Resolves when whatever is in it now survives a power cut. */
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * Syncs the log in a thread of its own, where SQLite would stop the whole event loop for as long as the disk takes. One sync at a time: who
 * comes while one runs waits for the next, which serves all of them.
 */
export function createDurableLog(database: string): DurableLog {
  // NOTE: SQLite locks the database and its -shm, and closing a second descriptor of those would drop the locks; it has none on the log.
  let descriptor: number | null = null
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  const syncNow = () => {
    next = null
    descriptor ??= openSync(`${database}-wal`, 'r')
    return promisify(fdatasync)(descriptor)
  }
  return {
    sync() {
      if (next) return next
      next = running.then(syncNow)
      running = next.catch(() => undefined)
      return next
    },
    async close() {
      await running
      if (descriptor !== null) await promisify(close)(descriptor)
      descriptor = null
    },
  }
}

export interface GroupCommit {
  /** The transaction that is open for all, opened where there is none. `durable` rejects where the commit or the sync fails. */
  join(): { durable: Promise<void> }
  /** Runs a statement within it: where SQLite gives the whole transaction up, all of it has failed. */
  within<Result>(statement: () => Result): Result
  /** While it is held it is not committed; what came due meanwhile is committed at the end. */
  hold(isHeld: boolean): void
  /** Commits at once. */
  settle(): void
}

/**
 * Commits together what was written between two turns of the event loop, and then syncs the log once for all of it. Nothing is answered
 * before that. Others may read it a moment earlier, as soon as it is written.
 */
export function createGroupCommit(database: DatabaseSync, log: DurableLog): GroupCommit {
  let open: PromiseWithResolvers<void> | null = null
  let isHeld = false
  let isDue = false
  const settle = () => {
    const ending = open
    open = null
    isDue = false
    if (!ending) return
    try {
      database.exec('commit')
      ending.resolve(log.sync())
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      ending.reject(error)
    }
  }
  return {
    settle,
    join() {
      if (!open) {
        database.exec('begin immediate')
        open = Promise.withResolvers()
        // Where every statement in it failed, nobody waits for the commit.
        open.promise.catch(() => undefined)
        setImmediate(() => {
          if (isHeld) isDue = true
          else settle()
        })
      }
      return { durable: open.promise }
    },
    within(statement) {
      try {
        return statement()
      } catch (error) {
        if (open && !database.isTransaction) {
          open.reject(error)
          open = null
        }
        throw error
      }
    },
    hold(held) {
      isHeld = held
      if (!held && isDue) settle()
    },
  }
}
