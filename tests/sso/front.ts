import { createServer, type IncomingHttpHeaders, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A second name of a provider: another port that hands everything on, notes what came, and can add headers or answer by itself. */
export interface Front {
  url: string
  /** The origin to which it hands on. */
  to: string
  seen: { path: string; headers: IncomingHttpHeaders }[]
  headers: Record<string, string>
  /** A status to answer with in place of the provider. */
  status: number | null
  stop(): void
}

export async function startFront(): Promise<Front> {
  const server = createServer((request, reply) => {
    const path = (request.url ?? '').split('?')[0]!
    front.seen.push({ path, headers: request.headers })
    if (front.status !== null) return void reply.writeHead(front.status, front.headers).end()
    const target = new URL(request.url ?? '/', front.to)
    const inner = send(target, { method: request.method, headers: request.headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...front.headers })
      answer.pipe(reply)
    })
    request.pipe(inner)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const front: Front = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    to: '',
    seen: [],
    headers: {},
    status: null,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
  return front
}
