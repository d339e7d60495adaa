import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type RootOperationNode,
  TableNode,
} from 'kysely'

/** Rows of a table that were written together. Tells names of columns, never what was written into them. */
export interface Write {
  table: string
  change: 'added' | 'changed' | 'removed'
  rows: number
  /** Of what was changed, else empty. */
  columns: string[]
}

type Asked = Omit<Write, 'rows'>

const watching = new AsyncLocalStorage<Write[]>()

/** Runs `work`, and tells what it wrote into the database, in order; the same change of the same table once. */
export async function writesDuring<Result>(work: () => Promise<Result>): Promise<{ result: Result; writes: Write[] }> {
  const writes: Write[] = []
  const result = await watching.run(writes, work)
  return { result, writes }
}

/** Sees what is written through a handle. A transaction that is rolled back and tried again has its writes seen again. */
export function createWriteWatch(): KyselyPlugin {
  const asked = new WeakMap<object, Asked>()
  return {
    transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
      const write = watching.getStore() && writeOf(node)
      if (write) asked.set(queryId, write)
      return node
    },
    async transformResult({ queryId, result }: PluginTransformResultArgs) {
      const write = asked.get(queryId)
      const rows = Number(result.numAffectedRows ?? 0n)
      if (write && rows > 0) add(watching.getStore() ?? [], { ...write, rows })
      return result
    },
  }
}

function writeOf(node: RootOperationNode): Asked | null {
  if (node.kind === 'InsertQueryNode') return { table: nameOf(node.into), change: 'added', columns: [] }
  if (node.kind === 'DeleteQueryNode') return { table: nameOf(node.from.froms[0]), change: 'removed', columns: [] }
  if (node.kind !== 'UpdateQueryNode') return null
  const columns = (node.updates ?? []).flatMap(({ column }) =>
    column.kind === 'ColumnNode' ? [(column as unknown as { column: { name: string } }).column.name] : [],
  )
  return { table: nameOf(node.table), change: 'changed', columns }
}

const nameOf = (node: unknown): string =>
  TableNode.is(node as TableNode) ? (node as TableNode).table.identifier.name : 'unknown'

function add(writes: Write[], { table, change, rows, columns }: Write): void {
  const same = writes.find((each) => each.table === table && each.change === change)
  if (!same) return void writes.push({ table, change, rows, columns })
  same.rows = change === 'changed' ? Math.max(same.rows, rows) : same.rows + rows
  same.columns = [...new Set([...same.columns, ...columns])]
}
