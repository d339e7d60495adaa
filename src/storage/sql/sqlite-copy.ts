import { backup, DatabaseSync } from 'node:sqlite'

export interface SqliteCopy {
  from: string
  to: string
}

const pagesAtOnce = 1000

/**
 * Copies databases as they are at one moment, whoever writes to them meanwhile (https://www.sqlite.org/backup.html). The moments are taken
 * one right after the other, in the order of the list. Throws where a copy is damaged, which its original is then as well.
 */
export async function copySqlite(copies: SqliteCopy[]): Promise<void> {
  const sources: DatabaseSync[] = []
  try {
    for (const { from } of copies) {
      const source = new DatabaseSync(from, { readOnly: true, timeout: 10_000 })
      sources.push(source)
      // The first question of a transaction decides what it sees until its end.
      source.exec('begin; select count(*) from sqlite_schema')
    }
    for (const [i, { to }] of copies.entries()) await backup(sources[i]!, to, { rate: pagesAtOnce })
  } finally {
    for (const source of sources) source.close()
  }
  for (const { from, to } of copies) requireSound(from, to)
}

function requireSound(from: string, copy: string): void {
  const database = new DatabaseSync(copy)
  try {
    const said = database.prepare('pragma quick_check(1)').get()?.['quick_check']
    if (said !== 'ok') throw new Error(`${from} is damaged: ${said}`)
  } finally {
    database.close()
  }
}

/** Whether somebody has this database open, a server as a rule. */
export function isSqliteInUse(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive; rollback')
    return false
  } catch (error) {
    return (error as { errcode?: number }).errcode === 5
  } finally {
    database.close()
  }
}
