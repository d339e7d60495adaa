import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { EntityAccess, Principal } from '../../accounts/principal.ts'
import type { Events } from '../../base/events.ts'
import type { Tracking } from '../../tracking/index.ts'
import type { LiveChange } from './contract.ts'
import { type Call, endpoint } from './endpoint.ts'

export interface LiveParts {
  tracking: Tracking
  access: Pick<EntityAccess, 'require' | 'project'>
  events: Events
}

const liveQuery = z.object({ entity: z.string().min(1).max(200), project: z.string().min(1).max(200).optional() })

/** Milliseconds between two messages of the same kind about the same run. */
const pause = 500
const keepAlive = 15_000

/** Bytes that may wait for a page that does not read. It is then cut off, and asks anew by itself when it can read again. */
const mostWaiting = 256 * 1024

/** `GET /api/live?entity=E[&project=P]`: tells an open page what changed, as server-sent events (HTML Standard 9.2). */
export function mountLive(app: FastifyInstance, { tracking, access, events }: LiveParts): void {
  const listen = async ({
    principal,
    query: wanted,
    request,
    reply,
  }: Call<'person', unknown, z.infer<typeof liveQuery>>) => {
    if (wanted.project === undefined) await access.require(principal, wanted.entity, 'read')
    else await tracking.projects.get(principal, wanted.entity, wanted.project)

    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would hold the messages back.
      'x-accel-buffering': 'no',
    })
    raw.write(': listening\n\n')

    /** The page may stay open for days: whoever was disabled, signed out or put out of the team meanwhile hears nothing more. */
    const send = async (text: string, project = wanted.project) => {
      const now = await app.principalOf(request).catch(() => null)
      const may = now !== null && (await mayHear(access, now, wanted))
      // Of the others of an entity some are for few.
      if (may && project !== wanted.project && !(await mayHear(access, now, { ...wanted, project }))) return
      if (raw.writableEnded) return
      if (!may) raw.end()
      else if (raw.writableLength > mostWaiting) raw.destroy()
      else raw.write(text)
    }
    const tell = (change: LiveChange) => {
      if (change.entity !== wanted.entity) return
      if (wanted.project !== undefined && change.project !== wanted.project) return
      void send(`event: change\ndata: ${JSON.stringify(change)}\n\n`, change.project)
    }
    const stop = watchRuns(tracking, events, tell)
    const beat = setInterval(() => void send(': keep-alive\n\n'), keepAlive)
    raw.on('close', () => {
      clearInterval(beat)
      stop()
    })
  }
  endpoint(app, {
    method: 'GET',
    path: '/api/live',
    who: 'person',
    summary: 'Server-sent events: which runs of an entity, or of one project, changed',
    query: liveQuery,
    run: listen,
  })
}

async function mayHear(
  access: LiveParts['access'],
  principal: Principal,
  { entity, project }: z.infer<typeof liveQuery>,
): Promise<boolean> {
  const asked =
    project === undefined
      ? access.require(principal, entity, 'read')
      : access.project(principal, entity, project, 'read')
  return (await asked.catch(() => null)) !== null
}

type Change = { runId: number; what: LiveChange['what'] }

/** Tells of each changed run at once, and of what follows within the pause once more at its end. Returns what ends it. */
function watchRuns({ runs }: Tracking, events: Events, tell: (change: LiveChange) => void): () => void {
  const places = new Map<number, Awaited<ReturnType<typeof runs.placeOf>>>()
  const resting = new Map<string, { timer: ReturnType<typeof setTimeout>; again: boolean }>()

  const say = async ({ runId, what }: Change) => {
    const place = places.get(runId) ?? (await runs.placeOf(runId))
    places.set(runId, place)
    if (place) tell({ ...place, what })
  }
  const changed = (change: Change) => {
    const name = `${change.runId} ${change.what}`
    const rest = resting.get(name)
    if (rest) {
      rest.again = true
      return
    }
    const timer = setTimeout(() => {
      const again = resting.get(name)?.again
      resting.delete(name)
      if (again) changed(change)
    }, pause)
    resting.set(name, { timer, again: false })
    void say(change)
  }
  const stop = events.on('run.changed', changed)
  return () => {
    stop()
    for (const { timer } of resting.values()) clearTimeout(timer)
  }
}
