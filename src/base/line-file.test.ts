import { mkdtempSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLineFile, readLineFile } from './line-file.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'signpost-lines-'))
  file = path.join(folder, 'logs', 'server.log')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('lines are there at once, in order, also those of an earlier process, for the owner alone', () => {
  const first = createLineFile(file)
  first.write('one')
  first.write('two\n')
  expect(readLineFile(file)).toEqual(['one', 'two'])
  first.close()
  createLineFile(file).write('three')
  expect(readLineFile(file)).toEqual(['one', 'two', 'three'])
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('the newest lines are kept, and no more than twice what was asked for', () => {
  const lines = createLineFile(file, 100)
  for (let i = 0; i < 1000; i++) lines.write(`line ${i}`)
  const kept = readLineFile(file)
  expect(kept.at(-1)).toBe('line 999')
  expect(kept.length).toBeGreaterThan(10)
  expect(statSync(file).size + statSync(`${file}.1`).size).toBeLessThan(230)
})

test('what cannot be written is passed over, and a file that is not there has no lines', () => {
  createLineFile(path.join('/dev/null', 'server.log')).write('nowhere')
  expect(readLineFile(path.join(folder, 'none.log'))).toEqual([])
})
