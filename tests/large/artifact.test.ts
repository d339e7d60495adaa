import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { person } from '../kit/people.ts'
import { startServer } from '../kit/server.ts'
import { clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'

const script = path.join(import.meta.dirname, '../clients/scripts/artifact_large.py')

/** The client has no lower threshold: this writes 2 GiB, and once more when they are put together. */
test.skipIf(!hasPython)('a file of more than 2 GiB comes in parts and is whole', { timeout: 900_000 }, async () => {
  const out = await mkdtemp(path.join(os.tmpdir(), 'signpost-large-'))
  const server = await startServer()
  const { apiKey } = await person(server, 'ada')
  const environment = await wandbEnvironment(wandbVersions.newest)
  const machine = await clientMachine({ environment, baseUrl: server.url, apiKey })
  try {
    const { code, stderr } = await machine.python(script, out)
    expect(code, stderr).toBe(0)
    const answer = JSON.parse(await readFile(path.join(out, 'answer.json'), 'utf8'))
    expect(answer).toEqual({ size: 2 * 1024 ** 3 + 12_345, status: 206, end: 'the end' })
    const uploads = await server.context.appDb.selectFrom('artifact_upload').select('id').execute()
    expect(uploads).toHaveLength(1)
    const folders = await readdir(path.join(server.dataFolder, 'objects', 'artifacts'))
    expect(folders).not.toContain(`upload-${uploads[0]!.id}`)
  } finally {
    await machine.remove()
    await server.stop()
    await rm(out, { recursive: true, force: true })
  }
})
