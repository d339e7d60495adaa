import { insertIfAbsent, putRows } from '../../../storage/sql/portable.ts'
import type { AppDb } from '../../../storage/sql/schema.ts'
import type { RunValueTable } from '../../../storage/sql/tables/runs.ts'
import type { SearchValue, ValuePart } from '../values.ts'

const rowsAtOnce = 500

/** The numbers of these names in a project; those that are new are added. Outside of any transaction, so that whoever has a number may keep it. */
export async function ensureKeys(db: AppDb, projectId: number, names: string[]): Promise<Map<string, number>> {
  const known = await findKeys(db, projectId, names)
  const missing = names.filter((name) => !known.has(name))
  if (missing.length === 0) return known
  await Promise.all(missing.map((name) => insertIfAbsent(db, 'run_key', { project_id: projectId, name })))
  return findKeys(db, projectId, names)
}

async function findKeys(db: AppDb, projectId: number, names: string[]): Promise<Map<string, number>> {
  const keys = new Map<string, number>()
  for (const some of portions(names)) {
    const query = db.selectFrom('run_key').select(['id', 'name']).where('project_id', '=', projectId)
    for (const { id, name } of await query.where('name', 'in', some).execute()) keys.set(name, id)
  }
  return keys
}

/** The numbers of these names, in one project or in all. */
export async function keyIds(db: AppDb, projectId: number | null, names: string[]): Promise<Map<string, number[]>> {
  const ids = new Map<string, number[]>()
  if (names.length === 0) return ids
  let query = db.selectFrom('run_key').select(['id', 'name']).where('name', 'in', names)
  if (projectId !== null) query = query.where('project_id', '=', projectId)
  for (const { id, name } of await query.execute()) ids.set(name, [...(ids.get(name) ?? []), id])
  return ids
}

/** What is kept of one part of a run, by the number of its key. */
export async function storedValues(db: AppDb, runId: number, part: ValuePart): Promise<Map<number, SearchValue>> {
  const rows = await db
    .selectFrom('run_value')
    .innerJoin('run_key', 'run_key.id', 'run_value.key_id')
    .select(['run_value.key_id', 'run_value.kind', 'run_value.number', 'run_value.text'])
    .where('run_value.run_id', '=', runId)
    .where('run_key.name', 'like', `${part}.%`)
    .execute()
  return new Map(rows.map(({ key_id, kind, number, text }) => [key_id, { kind, number, text }]))
}

export async function putValues(db: AppDb, rows: RunValueTable[]): Promise<void> {
  for (const some of portions(rows))
    await putRows(db, 'run_value', some, ['key_id', 'run_id'], ['kind', 'number', 'text'])
}

export async function removeValues(db: AppDb, runId: number, keys: number[]): Promise<void> {
  for (const some of portions(keys))
    await db.deleteFrom('run_value').where('run_id', '=', runId).where('key_id', 'in', some).execute()
}

function portions<Item>(items: Item[]): Item[][] {
  const count = Math.ceil(items.length / rowsAtOnce)
  return Array.from({ length: count }, (_, i) => items.slice(i * rowsAtOnce, (i + 1) * rowsAtOnce))
}
