import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { buildSchema, type DocumentNode, Kind, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { areaOf } from '../../src/wire/wandb/not-done.ts'
import { schemaText } from '../../src/wire/wandb/schema.ts'
import { hasPython, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'
import { clientOperations } from './operations.ts'

const script = path.join(import.meta.dirname, '../clients/scripts/documents.py')

/** What the client puts in its templates where they are sent, which is empty for a server without optional features. */
const placeholders = /\b_[A-Z][A-Za-z]*(?:_[A-Za-z]+)*_(?=\s)|\bID_(?:TYPE|VALUE)\b/g

async function documentsOf(version: string): Promise<DocumentNode[]> {
  const python = path.join(await wandbEnvironment(version), 'bin/python')
  const { stdout } = await promisify(execFile)(python, [script], { maxBuffer: 64 * 1024 * 1024 })
  return (JSON.parse(stdout) as { text: string }[]).flatMap(({ text }) => {
    try {
      return [parse(text.replace(placeholders, ''))]
    } catch {
      // A template that is not a document before it is filled in.
      return []
    }
  })
}

const nameOf = (document: DocumentNode): string =>
  document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)?.name?.value ?? 'unnamed'

/** Each document that the unmodified client holds is one that we answer, or one of a part of its world that is named as not done. */
export function documentTests(version: string): void {
  test.skipIf(!hasPython)(
    `wandb ${version}: each document that it holds is answered, or of a part that is not done`,
    async () => {
      const schema = buildSchema(schemaText)
      const documents = await documentsOf(version)
      expect(documents.length).toBeGreaterThan(80)
      const wrong = documents.flatMap((document) => {
        const messages = validate(schema, document).map(({ message }) => message)
        // The fragments of some are put behind them when they are sent.
        if (messages.length === 0 || messages.some((message) => message.startsWith('Unknown fragment'))) return []
        const isOfArea = messages.some((message) => areaOf(message) !== null)
        return isOfArea ? [] : [`${nameOf(document)}: ${messages.join(' ')}`]
      })
      expect(wrong).toEqual([])

      if (version !== wandbVersions.newest) return
      const listed = new Set(clientOperations.filter(({ legacy }) => !legacy).map(({ name }) => name))
      expect(documents.map(nameOf).filter((name) => !listed.has(name))).toEqual([])
    },
  )
}
