import { Agent, request } from 'node:http'
import type { InstantProvider } from './provider.ts'

/** A server at which people sign in. */
export interface Target {
  /** Where a sign-in starts. */
  start: string
  /** CPU seconds of all its processes so far. */
  cpu(): number
}

export interface Measured {
  signIns: number
  seconds: number
  /** CPU milliseconds of the server for each. */
  cpuEach: number
  /** Milliseconds. */
  latencies: number[]
}

const together = 32

interface Answer {
  status: number
  location: string | undefined
  cookies: string[]
}

/** As a browser asks that follows a link: `fetch` would say otherwise in its headers. */
export function get(url: string, cookie?: string, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: { accept: 'text/html', ...(cookie && { cookie }) } }, (answer) => {
      const cookies = (answer.headers['set-cookie'] ?? []).map((each) => each.split(';', 1)[0]!)
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode!, location: answer.headers.location, cookies }))
    })
    asked.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed an idle connection in the moment it was used: browsers ask again, and so does this one.
      if (asked.reusedSocket && error.code === 'ECONNRESET') resolve(get(url, cookie, agent))
      else reject(new Error(`${url.split('?')[0]}: ${error.message}`))
    })
    asked.end()
  })
}

/** As many as are asked for, so many at a time. */
async function each(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(together, count) }, worker))
}

/**
 * So many browsers start a sign-in, one after the other for each of these people, and get their code; then the clock starts, and all come
 * back. What is measured is the callback: from the code in the address to the redirect with the session's cookie.
 */
export async function measureCallbacks(
  target: Target,
  provider: InstantProvider,
  people: string[],
  count: number,
): Promise<Measured> {
  // Connections of their own: one that was idle for long may be closed in the moment it is used again.
  const agent = new Agent({ keepAlive: true, maxSockets: together })
  const waiting: { url: string; cookie: string }[] = []
  await each(count, async (index) => {
    const { status, location, cookies } = await get(target.start, undefined, agent)
    if (!location) throw new Error(`${target.start} answers ${status} and does not lead to the provider`)
    const authorization = new URL(location)
    const back = new URL(authorization.searchParams.get('redirect_uri')!)
    back.searchParams.set('code', await provider.grant(authorization, people[index % people.length]!))
    back.searchParams.set('state', authorization.searchParams.get('state')!)
    waiting.push({ url: back.href, cookie: cookies.join('; ') })
  })
  const latencies: number[] = []
  const cpu = target.cpu()
  const began = performance.now()
  await each(count, async (index) => {
    const { url, cookie } = waiting[index]!
    const sent = performance.now()
    const { status, location, cookies } = await get(url, cookie, agent)
    if (status !== 302 || location?.includes('error') || cookies.length === 0)
      throw new Error(`a sign-in ended with ${status} ${location ?? ''}`)
    latencies.push(performance.now() - sent)
  })
  const seconds = (performance.now() - began) / 1000
  agent.destroy()
  return { signIns: count, seconds, cpuEach: ((target.cpu() - cpu) * 1000) / count, latencies }
}
