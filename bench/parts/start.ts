import { folderBytes, type ServerProcess, startServerProcess } from '../../tests/kit/process.ts'
import { makeRun, post, quantile } from '../load.ts'
import type { Row } from '../row.ts'

const wantedBytes = 1e9
const keys = 50
const lines = 2000
const starts = 7

/** How long the server takes to be ready on a data folder of 1 GB, of noise, which does not compress. */
export async function start(): Promise<Row[]> {
  const server = await startServerProcess()
  try {
    await Promise.all(Array.from({ length: 8 }, (_, i) => fill(server, `noise${i}`)))
    const cpu: number[] = []
    const wall: number[] = []
    for (let i = 0; i < starts; i++) {
      await server.restart()
      cpu.push(server.ready.cpu)
      wall.push(server.ready.wall)
    }
    const [middle, span] = [quantile(cpu, 0.5), `${Math.min(...cpu)} to ${Math.max(...cpu)}, ${starts} starts`]
    const bytes = folderBytes(server.folder)
    return [
      {
        part: 'start',
        what: '/ready, CPU ms of the process',
        seen: middle,
        target: '< 500',
        met: middle < 500,
        note: span,
      },
      { part: 'start', what: '  wall ms', seen: quantile(wall, 0.5), note: `${Math.round(bytes / 1e6)} MB of data` },
    ]
  } finally {
    await server.stop()
  }
}

async function fill(server: ServerProcess, run: string): Promise<void> {
  await makeRun(server, run)
  for (let offset = 0; folderBytes(server.folder, /^history/) < wantedBytes; offset += lines) {
    const content = Array.from({ length: lines }, (_, i) => {
      const noise = Array.from({ length: keys }, (_, key) => [`noise/${key}`, Math.random()])
      return JSON.stringify({ _step: offset + i, ...Object.fromEntries(noise) })
    })
    const body = JSON.stringify({ files: { 'wandb-history.jsonl': { offset, content } } })
    const { status, text } = await post(server, `/files/tester/bench/${run}/file_stream`, Buffer.from(body))
    if (status !== 200) throw new Error(`file_stream: ${status} ${text}`)
  }
}
