import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ArtifactKit, artifactKit, manifestOf, put } from '../kit/artifacts.ts'
import type { Person } from '../kit/people.ts'
import { type ServerProcess, startServerProcess } from '../kit/process.ts'
import type { TestServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'
import { clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../kit/wandb.ts'
import { makeRun } from '../kit/wire.ts'

let server: ServerProcess
let kit: ArtifactKit
beforeAll(async () => {
  server = await startServerProcess()
  const at = server as unknown as TestServer
  await makeRun(at, server.key, { name: 'r', modelName: 'crash' })
  const owner = { apiKey: server.key } as Person
  kit = artifactKit(at, owner, { entity: 'tester', project: 'crash', run: 'r' })
})
afterAll(() => server?.stop())

test('killed after each step of a version, the server goes on where it was, and the version comes about once', async () => {
  const files = { a: 'bytes of a', b: 'bytes of b' }
  const { artifact } = await kit.create('steps', { clientID: 'one' })
  await server.kill()
  expect((await kit.create('steps', { clientID: 'one' })).artifact.id).toBe(artifact.id)
  for (const { name, uploadUrl } of (await kit.askUploads(artifact.id, files)).nodes)
    await put(uploadUrl!, files[name as keyof typeof files])
  await server.kill()
  // What was acknowledged need not be sent again, and the old addresses are good still.
  expect((await kit.askUploads(artifact.id, files)).nodes.map(({ uploadUrl }) => uploadUrl)).toEqual([null, null])
  const text = manifestOf(files)
  const url = await kit.manifestUrl(artifact.id, text)
  await server.kill()
  expect((await put(url, text)).status).toBe(200)
  await server.kill()
  expect((await kit.byName('steps')).found).toBeNull()
  const answers = [kit.commit(artifact.id).catch(() => null), server.kill()]
  await Promise.all(answers)
  expect((await kit.commit(artifact.id)).data.commitArtifact.artifact).toMatchObject({ versionIndex: 0, fileCount: 2 })
  expect((await kit.byName('steps:latest')).found.artifact.files.totalCount).toBe(2)
  expect((await kit.byName('steps:v1')).found).toBeNull()
})

const script = `
import json, pathlib, sys
import wandb
out = pathlib.Path(sys.argv[1])
with wandb.init(project="crash", id="sender") as run:
    artifact = wandb.Artifact("many", type="dataset")
    for number in range(600):
        with artifact.new_file(f"{number}.txt") as file:
            file.write(f"file {number}")
    run.log_artifact(artifact).wait()
artifact.verify(artifact.download(str(out / "down"), skip_cache=True))
(out / "answer.json").write_text(json.dumps([artifact.version, artifact.file_count]))
`

test.skipIf(!hasPython)('killed twice while the client sends, the client ends well', { timeout: 180_000 }, async () => {
  const out = await mkdtemp(path.join(os.tmpdir(), 'signpost-crash-'))
  await writeFile(path.join(out, 'send.py'), script)
  const environment = await wandbEnvironment(wandbVersions.newest)
  const machine = await clientMachine({ environment, baseUrl: server.url, apiKey: server.key })
  const client = machine.start(path.join(out, 'send.py'), out)
  // By what it has sent so far: of the first file, then of one in the middle.
  const hasSent = async (number: number) => {
    const { nodes } = await kit.askUploads(probe.id, { f: `file ${number}` })
    return nodes[0]?.uploadUrl === null
  }
  const { artifact: probe } = await kit.create('probe')
  await until(() => hasSent(0), 60_000)
  await server.kill()
  await until(() => hasSent(300), 60_000)
  await server.kill()
  const { code, stderr } = await client.ended
  expect(code, stderr).toBe(0)
  expect(JSON.parse(await readFile(path.join(out, 'answer.json'), 'utf8'))).toEqual(['v0', 600])
  expect((await kit.byName('many')).found.versionIndex).toBe(0)
  await machine.remove()
})
