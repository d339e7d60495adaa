import { type Column, separator, wholeLine } from '../lines/columns.ts'
import { exactNumber, isNumberText } from '../lines/extended-json.ts'
import type { KeyTally } from '../read/key-tally.ts'
import type { Part } from '../read/stored-lines.ts'

type ParquetType = 'DOUBLE' | 'INT64' | 'BOOLEAN' | 'STRING'

interface ParquetColumn {
  name: string
  type: ParquetType
  data: Float64Array | BigInt64Array | boolean[] | string[]
  codec: 'UNCOMPRESSED' | 'SNAPPY'
  nullable: false
}

/**
 * Whether lines can be the rows of a table and come back as they were: each has the same keys, none of them nested, each key one type. A
 * row of a table has all its columns; whoever reads one back, asked for the lines that have a key, could not tell those that have not.
 */
export function isTable(tally: KeyTally, lineCount: number): boolean {
  const states = [...tally.values()].filter(({ lastLine }) => lastLine >= 0)
  return (
    states.some(({ path, monotonic }) => path === '_step' && monotonic) &&
    states.every(({ path, types }) => {
      const [[type, count] = ['', 0], ...others] = Object.entries(types)
      const isPlain = type === 'number' || type === 'string' || type === 'boolean'
      return others.length === 0 && isPlain && count === lineCount && path !== wholeLine && !path.includes(separator)
    })
  )
}

/** The lines of these parts as one parquet file; null where they are no table after all. */
export async function parquetOf(parts: Part[]): Promise<ArrayBuffer | null> {
  const rowCount = parts.reduce((sum, { columns }) => sum + columns.rowCount, 0)
  const first = parts[0]?.columns.columns ?? []
  const columns = first.map(({ path }) => joined(path, parts, rowCount))
  const steps = columns.find((column) => column?.name === '_step')
  if (steps?.type !== 'INT64' || !columns.every((column) => column !== null)) return null
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  return parquetWriteBuffer({ columnData: columns, createdBy: 'signpost', rowGroupSize: 65_536 })
}

/** One key through all parts; null where a row lacks it, or its values are of several types. */
function joined(path: string, parts: Part[], rowCount: number): ParquetColumn | null {
  const numbers = new Float64Array(rowCount)
  const others: string[] = []
  let at = 0
  for (const { columns } of parts) {
    const column = columns.columns.find((each) => each.path === path)
    if (!column || countOf(column) !== columns.rowCount || columns.columns.length !== parts[0]!.columns.columns.length)
      return null
    // A column of both is one of whole numbers, some of them too long for a double; so long ones go live.
    if (column.numbers.length > 0 && column.others.length > 0) return null
    numbers.set(column.numbers, at)
    others.push(...column.others)
    at += columns.rowCount
  }
  if (others.length === 0) return numberColumn(path, numbers)
  return others.length === rowCount ? otherColumn(path, others) : null
}

const countOf = ({ numbers, others }: Column) => numbers.length + others.length

function numberColumn(name: string, numbers: Float64Array): ParquetColumn {
  const isWhole = numbers.every((value) => Number.isSafeInteger(value) && !Object.is(value, -0))
  const plain = { name, codec: 'UNCOMPRESSED', nullable: false } as const
  return isWhole
    ? { ...plain, type: 'INT64', data: BigInt64Array.from(numbers, BigInt) }
    : { ...plain, type: 'DOUBLE', data: numbers }
}

function otherColumn(name: string, texts: string[]): ParquetColumn | null {
  const plain = { name, codec: 'SNAPPY', nullable: false } as const
  const fits = (value: number | bigint) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value
  if (texts.every((text) => text.startsWith('"')))
    return { ...plain, type: 'STRING', data: texts.map((text) => JSON.parse(text)) }
  if (texts.every((text) => text === 'true' || text === 'false'))
    return { ...plain, type: 'BOOLEAN', data: texts.map((text) => text === 'true') }
  if (texts.every((text) => isNumberText(text) && fits(exactNumber(text))))
    return { ...plain, type: 'INT64', data: BigInt64Array.from(texts, BigInt) }
  return null
}
