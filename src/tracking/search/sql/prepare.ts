import { sql } from 'kysely'
import type { AppDb } from '../../../storage/sql/schema.ts'
import type { RunFilter, RunOrder, ScanFilter, ValueName } from '../filter.ts'
import { keyIds } from './values.ts'
import { fieldOf, idsOf, type PreparedFilter } from './where.ts'
import { type Within, within } from './within.ts'

/** Looks up what a filter and an order are about. */
export async function prepareFilter(
  db: AppDb,
  place: Within,
  filter: RunFilter | undefined,
  order?: RunOrder,
): Promise<Omit<PreparedFilter, 'filter'> & { filter: RunFilter | undefined }> {
  const scans: ScanFilter[] = []
  if (filter)
    visit(filter, (leaf) => {
      if ('scan' in leaf) scans.push(leaf)
    })
  const ids = await keyIds(db, 'projectId' in place ? place.projectId : null, [...namesIn(filter, order)])
  const found = new Map<ScanFilter, number[]>()
  for (const scan of scans) found.set(scan, await scanned(db, place, scan, ids))
  return { filter, keyIds: ids, found }
}

/** Calls with each condition that is not made of others. */
export function visit(filter: RunFilter, leaf: (filter: RunFilter) => void): void {
  if ('all' in filter) for (const each of filter.all) visit(each, leaf)
  else if ('any' in filter) for (const each of filter.any) visit(each, leaf)
  else if ('not' in filter) visit(filter.not, leaf)
  else leaf(filter)
}

/** Whether an answer depends on what runs logged last. */
export function asksForSummaries(filter: RunFilter | undefined, order: RunOrder | undefined): boolean {
  return [...namesIn(filter, order)].some((name) => name.startsWith('summary.'))
}

/** The names of the values that are asked for. */
function namesIn(filter: RunFilter | undefined, order: RunOrder | undefined): Set<string> {
  const names = new Set<string>(typeof order?.by === 'object' ? order.by.value : [])
  const add = (more: ValueName) => {
    for (const name of more) names.add(name)
  }
  if (filter)
    visit(filter, (leaf) => {
      if ('value' in leaf && 'is' in leaf) add(leaf.value)
      if ('scan' in leaf && typeof leaf.scan === 'object') add(leaf.scan.value)
    })
  return names
}

async function scanned(db: AppDb, place: Within, filter: ScanFilter, keys: Map<string, number[]>): Promise<number[]> {
  if (filter.scan === 'tags') {
    const rows = await within(db, place).select(['run.id', 'run.tags as text']).execute()
    return rows.filter(({ text }) => filter.matches(JSON.parse(text))).map(({ id }) => id)
  }
  const rows =
    typeof filter.scan === 'object'
      ? await textsOf(db, place, idsOf({ keyIds: keys }, filter.scan.value))
      : await fieldTexts(db, place, filter.scan)
  return rows.filter(({ text }) => text !== null && filter.matches(String(text))).map(({ id }) => id)
}

function textsOf(db: AppDb, place: Within, keys: number[]) {
  return within(db, place)
    .innerJoin('run_value', 'run_value.run_id', 'run.id')
    .select(['run.id', 'run_value.text'])
    .where('run_value.key_id', 'in', keys.length > 0 ? keys : [-1])
    .where('run_value.kind', '=', 'text')
    .execute()
}

function fieldTexts(db: AppDb, place: Within, field: Parameters<typeof fieldOf>[1]) {
  return within(db, place)
    .select('run.id')
    .select((eb) => sql<string | number | null>`${fieldOf(eb, field)}`.as('text'))
    .execute()
}
