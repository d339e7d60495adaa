import fc from 'fast-check'

/** How often, and from where: the same each time, so that a red run can be run again; another seed explores. */
export const runs = (numRuns: number): fc.Parameters<unknown> => ({
  numRuns,
  seed: Number(process.env['SIGNPOST_TEST_SEED'] ?? 4),
})

const depth = 20_000

/** Values that have broken parsers before, as JSON text: an object in memory cannot say all of them. */
const notorious = [
  'null',
  'true',
  '""',
  '0',
  '-1',
  '1e400',
  '-1e400',
  '1e308',
  '9007199254740993',
  '1'.repeat(500),
  '"\\ud800"',
  '"\\u0000"',
  '"\\r\\nSet-Cookie: a=b"',
  `"${'x'.repeat(100_000)}"`,
  '[]',
  '{}',
  `${'['.repeat(depth)}${']'.repeat(depth)}`,
  `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
  `[${'"x",'.repeat(50_000)}"x"]`,
  `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join()}}`,
  '{"__proto__":{"polluted":true}}',
  '{"toString":1,"valueOf":2,"toJSON":3}',
  '[{"toString":null}]',
  '["a",["b",{"c":[]}]]',
]

/** Any UTF-16, halves of pairs too. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units))

/** A JSON value as text. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...notorious) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: anyText.map((text) => JSON.stringify(text)) },
)

/** What is no JSON at all. */
export const noise: fc.Arbitrary<string> = fc.oneof(
  anyText,
  fc.constantFrom('', 'null', '[]', '"text"', '<html>', '{', '{"a":', '\u{feff}{}', '[1,2', '{"a":1}}', '0x1'),
)

const prototypeNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']

/** A change of one member of a JSON object: returns the object as text, with the member named as one of these and any value. */
export const oneMemberChanged = (...names: string[]): fc.Arbitrary<(from: Record<string, unknown>) => string> =>
  fc.record({ name: fc.constantFrom(...names, ...prototypeNames), value: hostileJson }).map(({ name, value }) => {
    const change = (from: Record<string, unknown>) => {
      const rest = Object.entries(from).filter(([each]) => each !== name)
      const members = rest.map(([each, own]) => `${JSON.stringify(each)}:${JSON.stringify(own)}`)
      return `{${[...members, `${JSON.stringify(name)}:${value}`].join(',')}}`
    }
    return Object.assign(change, { [fc.toStringMethod]: () => `${name}: ${value.slice(0, 200)}` })
  })
