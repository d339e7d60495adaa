import { startServerProcess } from '../../tests/kit/process.ts'
import { quantile } from '../load.ts'
import type { Row } from '../row.ts'
import { startApache } from '../sign-in/apache.ts'
import { type Measured, measureCallbacks, type Target } from '../sign-in/browsers.ts'
import { client, startInstantProvider } from '../sign-in/provider.ts'

const rounds = 3
const signIns = 1000
const people = Array.from({ length: 100 }, (_, i) => `person${i}`)

/** How many people come back from a provider that answers at once, each second, beside mod_auth_openidc in the same minute. */
export async function signIn(): Promise<Row[]> {
  const provider = await startInstantProvider()
  const server = await startServerProcess({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: client.id,
    OIDC_SECRET: client.secret,
    SIGNPOST_LOG_LEVEL: 'info',
  })
  const apache = await startApache(provider.issuer)
  try {
    const ours: Target = { start: `${server.url}/oidc/login`, cpu: server.cpu }
    const first = await measureCallbacks(ours, provider, people, people.length)
    if (apache) await measureCallbacks(apache, provider, people, people.length)
    const measured: { ours: Measured; theirs: Measured | null }[] = []
    for (let round = 0; round < rounds; round++)
      measured.push({
        ours: await measureCallbacks(ours, provider, people, signIns),
        theirs: apache && (await measureCallbacks(apache, provider, people, signIns)),
      })
    const mine = middleOf(measured.map((each) => each.ours))
    const theirs = apache && middleOf(measured.map((each) => each.theirs!))
    return [
      {
        part: 'sign-in',
        what: 'sign-ins a second, people who were here before',
        seen: mine.rate,
        target: '>= 300',
        met: mine.rate >= 300,
        note: mine.note,
      },
      { part: 'sign-in', what: '  CPU ms of each', seen: mine.cpuEach },
      {
        part: 'sign-in',
        what: '  first sign-ins a second, each making an account',
        seen: rateOf(first),
        note: `${people.length} people`,
      },
      ...(theirs
        ? [
            {
              part: 'sign-in',
              what: 'mod_auth_openidc, sign-ins a second',
              seen: theirs.rate,
              note: `${apache.version}, ${theirs.note}`,
            },
            { part: 'sign-in', what: '  CPU ms of each', seen: theirs.cpuEach },
            { part: 'sign-in', what: 'Signpost / mod_auth_openidc, sign-ins a second', seen: mine.rate / theirs.rate },
            { part: 'sign-in', what: '  the same, CPU of each', seen: mine.cpuEach / theirs.cpuEach },
          ]
        : [{ part: 'sign-in', what: 'mod_auth_openidc: Apache cannot be had here', seen: 0 }]),
    ]
  } finally {
    await apache?.stop()
    await server.stop()
    await provider.stop()
  }
}

const rateOf = ({ signIns, seconds }: Measured) => signIns / seconds

/** Of the rounds, the one in the middle; what else ran on the machine makes single ones slow. */
function middleOf(rounds: Measured[]): { rate: number; cpuEach: number; note: string } {
  const rates = rounds.map(rateOf)
  const latencies = rounds.flatMap((each) => each.latencies)
  return {
    rate: quantile(rates, 0.5),
    cpuEach: quantile(
      rounds.map((each) => each.cpuEach),
      0.5,
    ),
    note: `${rates.map(Math.round).join(', ')}; p50 ${quantile(latencies, 0.5).toFixed(0)} ms, p99 ${quantile(latencies, 0.99).toFixed(0)} ms`,
  }
}
