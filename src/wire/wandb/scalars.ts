import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql'
import type { SchemaPart } from './operation.ts'

const text = (name: string) => (value: unknown) => {
  if (typeof value !== 'string') throw new GraphQLError(`${name} must be a string.`)
  return value
}

/** JSON that travels as a string within the JSON of the answer. What it holds is not looked at here. */
const jsonString = new GraphQLScalarType({
  name: 'JSONString',
  parseValue: text('A JSONString'),
  parseLiteral: (node) => text('A JSONString')(node.kind === Kind.STRING ? node.value : undefined),
  serialize: (value) => value,
})

/**
 * JSON that travels as it is. Integers past 2^53 keep their digits; what JSON has no number for is a string, since the client's reader
 * (Go's encoding/json) refuses a bare NaN here.
 */
const json = new GraphQLScalarType({
  name: 'JSON',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
  serialize: plain,
})

/** ECMAScript's JSON.rawJSON, which TypeScript does not know yet: a number written with all its digits. */
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): object
  isRawJSON(value: unknown): boolean
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return rawJSON(String(value))
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || isRawJSON(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}

/** 64 bits: `Int` of GraphQL has only 32, and the client counts steps and nanoseconds with this. */
const wholeNumber = (name: string) =>
  new GraphQLScalarType({
    name,
    parseValue: (value) => whole(name, value),
    parseLiteral: (node: ValueNode) => whole(name, node.kind === Kind.INT ? node.value : valueFromASTUntyped(node)),
    serialize: (value) => value,
  })

function whole(name: string, value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) throw new GraphQLError(`${name} must be a whole number.`)
  return number
}

const dateTime = new GraphQLScalarType({
  name: 'DateTime',
  parseValue: text('A DateTime'),
  serialize: (value) => value,
})

export const scalars: SchemaPart = {
  schema: `
    scalar JSONString
    scalar JSON
    scalar DateTime
    scalar Duration
    scalar Int64
    type PageInfo { hasNextPage: Boolean!, endCursor: String, hasPreviousPage: Boolean!, startCursor: String }
  `,
  resolvers: {
    JSONString: jsonString,
    JSON: json,
    DateTime: dateTime,
    Duration: wholeNumber('Duration'),
    Int64: wholeNumber('Int64'),
  },
}
