import { buildSchema, type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schemaText } from '../../src/wire/wandb/schema.ts'
import { type Person, person } from '../kit/people.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { ask } from '../kit/wire.ts'

let server: TestServer
let ada: Person
beforeAll(async () => {
  server = await startServer()
  ada = await person(server, 'ada')
})
afterAll(() => server.stop())

const id = (text: string) => Buffer.from(text).toString('base64')
const texts = {
  empty: '',
  blank: ' ',
  'absurdly long': 'x'.repeat(100_000),
  'of all alphabets, with what no text may hold': '名前🎉\u0000\ud800',
  'a path': '../../etc',
  'the id of a run of nobody': id('Run:v1:r:p:nobody'),
  'the id of an artifact that is not there': id('Artifact:999999'),
  'the id of a user past every number': id('User:99999999999999999999'),
  'a JSON object': '{}',
  'a JSON list': '[]',
  'a number': '1',
  'the word null': 'null',
}

/** A whole input whose every text is this one, twice in each list, with the least numbers there are. */
function filled(type: GraphQLInputType, text: string): unknown {
  if (isNonNullType(type)) return filled(type.ofType, text)
  if (isListType(type)) return [filled(type.ofType, text), filled(type.ofType, text)]
  if (isEnumType(type)) return type.getValues()[0]!.name
  if (isInputObjectType(type))
    return Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, filled(field.type, text)]))
  const numbers: Record<string, number> = {
    Int: -(2 ** 31),
    Int64: -Number.MAX_SAFE_INTEGER,
    Float: -1e300,
    Duration: -1,
  }
  return String(type) === 'Boolean' ? true : (numbers[String(type)] ?? text)
}

const mutations = Object.values(buildSchema(schemaText).getMutationType()!.getFields()).map((field) => {
  const { type } = field.args.find(({ name }) => name === 'input')!
  return {
    name: field.name,
    type,
    query: `mutation M($input: ${type}) { ${field.name}(input: $input) { __typename } }`,
  }
})

test.each(mutations)('$name answers every bad input, and the same again, with a sentence', async ({ type, query }) => {
  for (const [what, text] of Object.entries(texts))
    for (const _ of [1, 2]) {
      const { status, errors } = await ask(server, ada.apiKey, query, { input: filled(type, text) })
      expect(status, what).toBeLessThan(500)
      for (const { message, extensions } of errors) {
        expect(extensions?.code, `${what}: ${message}`).not.toBe('unexpected')
        expect(message, what).toMatch(/^\S.* .*\S$/s)
        expect(message.length, what).toBeLessThan(2000)
      }
    }
  const nothing = await ask(server, ada.apiKey, query, { input: null })
  expect(nothing.errors[0]?.message).toMatch(/input/)
})
