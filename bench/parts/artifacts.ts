import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startServerProcess } from '../../tests/kit/process.ts'
import { clientMachine, hasPython, wandbEnvironment, wandbVersions } from '../../tests/kit/wandb.ts'
import type { Row } from '../row.ts'

const files = 10_000

/** Small files, each with other bytes, logged as one version and downloaded by another run. */
const script = `
import json, pathlib, sys, time
import wandb
data = pathlib.Path(sys.argv[1])
for number in range(${files}):
    place = data / str(number // 100)
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{number}.txt").write_text(f"{number} " * 20)
with wandb.init(project="bench", id="many") as run:
    artifact = wandb.Artifact("many", type="dataset")
    began = time.perf_counter()
    artifact.add_dir(str(data))
    added = time.perf_counter()
    run.log_artifact(artifact).wait()
    logged = time.perf_counter()
    artifact.download(str(data.parent / "down"))
    down = time.perf_counter()
print("RESULT " + json.dumps({"add": added - began, "log": logged - added, "download": down - logged}))
`

/** How long the real client takes to log and to download a version of many small files, end to end. */
export async function artifacts(): Promise<Row[]> {
  if (!hasPython) return []
  const server = await startServerProcess()
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-artifacts-'))
  const environment = await wandbEnvironment(wandbVersions.newest)
  const machine = await clientMachine({ environment, baseUrl: server.url, apiKey: server.key })
  try {
    const place = path.join(folder, 'many.py')
    await writeFile(place, script)
    const cpu = server.cpu()
    const { result, stderr } = await machine.python(place, path.join(folder, 'data'))
    const { add, log, download } = result as { add: number; log: number; download: number }
    if (log === undefined) throw new Error(stderr)
    const note = `${(server.cpu() - cpu).toFixed(1)} s CPU of the server for all`
    const part = 'artifacts'
    return [
      { part, what: `${files} small files logged, s`, seen: add + log, target: '< 30', met: add + log < 30, note },
      { part, what: '  of that, the client adding them up', seen: add },
      { part, what: '  downloaded, s', seen: download },
    ]
  } finally {
    await machine.remove()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
