/** `npm run bench [-- PART... --seconds N]`: the targets of the history, measured over real HTTP against a real server process. */
import os from 'node:os'
import { parseArgs } from 'node:util'
import { artifacts } from './parts/artifacts.ts'
import { busy } from './parts/busy.ts'
import { chart } from './parts/chart.ts'
import { ingest } from './parts/ingest.ts'
import { runs } from './parts/runs.ts'
import { scan } from './parts/scan.ts'
import { signIn } from './parts/sign-in.ts'
import { start } from './parts/start.ts'
import { store } from './parts/store.ts'
import { sweeps } from './parts/sweeps.ts'
import type { Row } from './row.ts'

const parts: Record<string, (seconds: number) => Promise<Row[]>> = {
  ingest,
  busy,
  chart,
  start,
  runs,
  scan,
  sweeps,
  'sign-in': signIn,
  artifacts,
  store,
}
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '8' } },
})
const unknown = positionals.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}

console.log(
  `${os.cpus().length} x ${os.cpus()[0]?.model}, load ${os.loadavg()[0]!.toFixed(2)}, Node ${process.version}`,
)
for (const name of positionals.length > 0 ? positionals : Object.keys(parts))
  for (const { what, seen, target, met, note } of await parts[name]!(Number(values.seconds))) {
    const number = seen >= 1000 ? Math.round(seen).toLocaleString('en') : seen.toPrecision(3)
    const verdict = met === undefined ? '' : met ? 'met' : 'MISSED'
    console.log(
      `${name.padEnd(7)} ${what.padEnd(56)} ${number.padStart(12)}  ${(target ?? '').padEnd(14)} ${verdict} ${note ?? ''}`,
    )
  }
process.exit(0)
