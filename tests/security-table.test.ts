import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** SECURITY.md names, for each promise, the tests that hold it: the file, and words of the title in italics. */
const rows = readFileSync('SECURITY.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| .* \| .* \|$/.test(line) && !line.startsWith('| Promise') && !line.startsWith('| ---'))
  .map((line) => line.split(' | ').at(-1)!)

const references = rows.flatMap((cell) =>
  cell.split(/;\s*(?=`)/).flatMap((part) => {
    const files = [...part.matchAll(/`((?:tests|src)\/[^`]+)`/g)].map(([, file]) => file!)
    const titles = [...part.matchAll(/(?<![\w*])\*([^*]+)\*/g)].map(([, title]) => title!)
    return files.map((file) => ({ file, titles }))
  }),
)

test('there are promises', () => {
  expect(rows.length).toBeGreaterThan(40)
  expect(references.flatMap(({ titles }) => titles).length).toBeGreaterThan(30)
})

test.each(references)('$file has the tests that SECURITY.md names', ({ file, titles }) => {
  expect(existsSync(file)).toBe(true)
  const text = titles.length > 0 ? readFileSync(file, 'utf8') : ''
  for (const title of titles) expect(text).toContain(title)
})
