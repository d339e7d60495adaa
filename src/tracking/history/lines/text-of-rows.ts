import { type Columns, separator, wholeLine } from './columns.ts'
import { numberText } from './extended-json.ts'

type Tree = Map<string, string | Tree>

/** The JSON text of each row, null where there is none: columns turned back into lines. */
export function textOfRows({ rowCount, columns }: Columns): (string | null)[] {
  const rows: (Tree | string | null)[] = new Array(rowCount).fill(null)
  for (const column of columns) {
    const path = column.path === wholeLine ? null : column.path.split(separator)
    for (let i = 0; i < column.numbers.length; i++)
      put(rows, column.rows === null ? i : column.rows[i]!, path, numberText(column.numbers[i]!))
    for (let i = 0; i < column.others.length; i++) put(rows, column.otherRows[i]!, path, column.others[i]!)
  }
  return rows.map((row) => (row instanceof Map ? treeText(row) : row))
}

function put(rows: (Tree | string | null)[], row: number, path: string[] | null, text: string): void {
  if (path === null) {
    rows[row] = text
    return
  }
  const found = rows[row]
  let tree: Tree = found instanceof Map ? found : new Map()
  rows[row] = tree
  for (const part of path.slice(0, -1)) {
    const known = tree.get(part)
    const inner: Tree = known instanceof Map ? known : new Map()
    tree.set(part, inner)
    tree = inner
  }
  tree.set(path.at(-1)!, text)
}

function treeText(tree: Tree): string {
  const members: string[] = []
  for (const [key, value] of tree)
    members.push(`${JSON.stringify(key)}:${typeof value === 'string' ? value : treeText(value)}`)
  return `{${members.join(',')}}`
}
