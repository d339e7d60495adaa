import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Registry } from 'prom-client'
import type { SignInAttempts } from '../../admin/index.ts'
import type { Examinations } from '../../doctor/index.ts'
import type { History } from '../../tracking/index.ts'
import { requireAdmin } from '../authenticate.ts'

interface Tally {
  labels: { method: string; route: string; status: string }
  requests: number
  seconds: number
}

export interface MetricsParts {
  attempts: Pick<SignInAttempts, 'tally'>
  examinations: Pick<Examinations, 'last'>
  history: Pick<History, 'waitingBytes'>
  /** How often the client asked for an operation that is not here, by its name. */
  unsupported: ReadonlyMap<string, number>
}

/**
 * `GET /metrics`, for Prometheus: the process, and what was asked of it. For an administrator's key, or a peer on this machine that no
 * proxy stands before. Counts from this call on; the library is loaded when somebody first asks. Returns how to read the same text.
 */
export function mountMetrics(app: FastifyInstance, parts: MetricsParts): () => Promise<string> {
  const tallies = new Map<string, Tally>()
  app.addHook('onResponse', async (request, reply) => {
    // The route, not the path: names of runs would make a series each.
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    }
    const name = `${labels.method} ${labels.route} ${labels.status}`
    const tally = tallies.get(name) ?? { labels, requests: 0, seconds: 0 }
    tally.requests += 1
    tally.seconds += reply.elapsedTime / 1000
    tallies.set(name, tally)
  })

  let opened: Promise<Registry> | undefined
  const registry = () => {
    opened ??= openRegistry(tallies, parts)
    return opened
  }
  app.get('/metrics', async (request, reply) => {
    if (!isOnThisMachine(request)) requireAdmin(request)
    const { contentType } = await registry()
    return reply.header('content-type', contentType).send(await text())
  })
  const text = async () => (await registry()).metrics()
  return text
}

async function openRegistry(tallies: Map<string, Tally>, parts: MetricsParts): Promise<Registry> {
  const { collectDefaultMetrics, Counter, Gauge, Registry } = await import('prom-client')
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const labelNames = ['method', 'route', 'status']
  const counter = (name: string, help: string, read: (tally: Tally) => number) =>
    new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset()
        for (const tally of tallies.values()) this.inc(tally.labels, read(tally))
      },
    })
  counter('signpost_http_requests_total', 'Requests answered', ({ requests }) => requests)
  counter('signpost_http_request_seconds_total', 'Time from request to answer, summed', ({ seconds }) => seconds)
  new Counter({
    name: 'signpost_unsupported_operations_total',
    help: 'Operations of the client that are not here yet',
    labelNames: ['operation'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [operation, count] of parts.unsupported) this.inc({ operation }, count)
    },
  })
  new Gauge({
    name: 'signpost_history_waiting_bytes',
    help: 'Bodies of streams that wait to be written; new ones are put off when there are too many',
    registers: [registry],
    collect() {
      this.set(parts.history.waitingBytes())
    },
  })
  new Gauge({
    name: 'signpost_findings',
    help: 'What the last examination of this server found, by its severity; nothing until one was done',
    labelNames: ['status'],
    registers: [registry],
    collect() {
      this.reset()
      const last = parts.examinations.last()
      for (const status of last ? ['error', 'warning'] : [])
        this.set({ status }, last!.checks.filter((check) => check.status === status).length)
    },
  })
  new Gauge({
    name: 'signpost_sign_in_attempts',
    help: 'Kept sign-in attempts by outcome and code',
    labelNames: ['outcome', 'code'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const { outcome, code, attempts } of await parts.attempts.tally())
        this.set({ outcome, code: code ?? '' }, attempts)
    },
  })
  return registry
}

function isOnThisMachine({ socket, headers }: FastifyRequest): boolean {
  const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const isLoopback = peer === '::1' || peer.startsWith('127.')
  const cameThroughProxy = Object.keys(headers).some((name) => /^(forwarded|via|x-forwarded-.*)$/.test(name))
  return isLoopback && !cameThroughProxy
}
