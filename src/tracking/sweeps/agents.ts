import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { newShortId } from '../../base/ids.ts'
import { insertWithId } from '../../storage/sql/portable.ts'
import { createHeartbeat } from './heartbeat.ts'
import type { SweepParts } from './parts.ts'
import { findAgent, findAgentByName, listAgents } from './sql/agents.ts'
import { rowsOf } from './sql/sweep-runs.ts'
import { findSweepById } from './sql/sweeps.ts'
import { createStopping } from './stopping.ts'
import type { Turns } from './turns.ts'
import type { Command, Sweep, SweepAgent, SweepPath } from './types.ts'

export interface Agents {
  registerAgent(principal: Principal, path: SweepPath, host: string): Promise<SweepAgent>
  /**
   * Takes an agent's sign of life, with the names of the runs that its processes are at, and says what it is to do.
   * Throws `agent-not-found`, also where its sweep is gone.
   */
  heartbeat(principal: Principal, agentId: number, alive: string[]): Promise<{ agent: SweepAgent; commands: Command[] }>
  /** By its name or its number. */
  findAgent(sweep: Sweep, nameOrId: string | number): Promise<SweepAgent | null>
  listAgents(sweep: Sweep): Promise<SweepAgent[]>
  /** Names of the runs that an agent was given, in order. */
  runsOfAgent(agent: SweepAgent): Promise<string[]>
}

type AgentRow = NonNullable<Awaited<ReturnType<typeof findAgent>>>

export function createAgents(
  parts: SweepParts,
  turns: Turns,
  getSweep: (principal: Principal, path: SweepPath) => Promise<Sweep>,
): Agents {
  const { clock, crashedAfter, db, projects } = parts
  const answer = createHeartbeat(parts, createStopping(parts))

  const asAgent = (sweep: Sweep, row: AgentRow): SweepAgent => ({
    id: row.id,
    name: row.name,
    host: row.host,
    sweep,
    state: row.ended_at !== null ? 'FINISHED' : clock.now() - row.heartbeat_at > crashedAfter ? 'LOST' : 'RUNNING',
    createdAt: row.created_at,
    heartbeatAt: row.heartbeat_at,
  })

  return {
    async registerAgent(principal, path, host) {
      const sweep = await getSweep(principal, path)
      const now = clock.now()
      const id = await insertWithId(db, 'sweep_agent', {
        sweep_id: sweep.id,
        name: newShortId(),
        host: host.slice(0, 500),
        user_id: principal.userId,
        created_at: now,
        heartbeat_at: now,
        ended_at: null,
      })
      return asAgent(sweep, (await findAgent(db, id)) as AgentRow)
    },

    async heartbeat(principal, agentId, alive) {
      const known = await findAgent(db, agentId)
      const place = known && (await findSweepById(db, known.sweep_id))
      if (!known || !place) throw agentNotFound()
      await projects.get(principal, place.entity.name, place.project.name, 'write')
      await db.updateTable('sweep_agent').set({ heartbeat_at: clock.now() }).where('id', '=', agentId).execute()
      return turns.inTurn(place.id, async () => {
        // Another agent's turn may have changed it meanwhile.
        const sweep = await findSweepById(db, place.id)
        if (!sweep) throw agentNotFound()
        const commands = await answer({ principal, agent: known, sweep, alive: new Set(alive) })
        const ended_at = commands.some(({ type }) => type === 'exit') ? clock.now() : null
        if (ended_at !== known.ended_at)
          await db.updateTable('sweep_agent').set({ ended_at }).where('id', '=', agentId).execute()
        return { agent: asAgent(sweep, { ...known, ended_at, heartbeat_at: clock.now() }), commands }
      })
    },

    async findAgent(sweep, nameOrId) {
      const row =
        typeof nameOrId === 'number' ? await findAgent(db, nameOrId) : await findAgentByName(db, sweep.id, nameOrId)
      return row && row.sweep_id === sweep.id ? asAgent(sweep, row) : null
    },

    listAgents: async (sweep) => (await listAgents(db, sweep.id)).map((row) => asAgent(sweep, row)),

    async runsOfAgent(agent) {
      const rows = await rowsOf(db, agent.sweep)
      return rows.filter(({ agent_id }) => agent_id === agent.id).map(({ run_name }) => run_name)
    },
  }
}

const agentNotFound = () =>
  new AppError('not-found', 'agent-not-found', 'There is no such agent: its sweep may have been deleted.')
