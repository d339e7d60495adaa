import { AppError } from '../../base/errors.ts'

/** A time as the wire writes it: seconds, in UTC. */
export const wireTime = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

/** A page of things with how to ask for the next one. */
export function connection<Item>(items: Item[], cursorOf: (item: Item) => string, hasNextPage: boolean) {
  const edges = items.map((node) => ({ node, cursor: cursorOf(node) }))
  return {
    edges,
    pageInfo: { hasNextPage, endCursor: edges.at(-1)?.cursor ?? null, hasPreviousPage: false, startCursor: null },
  }
}

/** How many of a connection: what was asked for, within bounds. Throws AppError `page-size-invalid` for less than none. */
export function pageSize(first: number | null | undefined, usual: number, most: number): number {
  const size = first ?? usual
  if (size < 0) throw new AppError('invalid', 'page-size-invalid', `A page cannot have ${size} elements.`)
  return Math.min(size, most)
}

/** Throws AppError `cursor-malformed` where the text is no cursor of ours. */
export function readCursor(cursor: string, parts: number): number[] {
  const numbers = Buffer.from(cursor, 'base64').toString('utf8').split(':').map(Number)
  if (numbers.length !== parts || !numbers.every(Number.isSafeInteger))
    throw new AppError('invalid', 'cursor-malformed', 'The cursor of this page is malformed. Begin without one.')
  return numbers
}

export const writeCursor = (...numbers: number[]): string => Buffer.from(numbers.join(':')).toString('base64')
