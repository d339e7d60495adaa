import type { EntityRef } from '../../accounts/principal.ts'
import type { SweepState } from '../../storage/sql/tables/sweeps.ts'
import type { RunState } from '../../storage/sql/tables/tracking.ts'
import type { Person } from '../types.ts'

export type { SweepState } from '../../storage/sql/tables/sweeps.ts'

export interface Sweep {
  id: number
  /** The id in URLs. */
  name: string
  /** What a person called it, else what its configuration does. */
  displayName: string | null
  description: string | null
  state: SweepState
  method: string
  /** YAML, as the client sent it. */
  config: string
  /** JSON text of a controller beside the client, null without one. */
  controller: string | null
  scheduler: string | null
  project: { id: number; name: string }
  entity: EntityRef
  createdBy: Person
  createdAt: number
  updatedAt: number
}

export interface SweepAgent {
  id: number
  name: string
  host: string
  sweep: Sweep
  state: 'RUNNING' | 'FINISHED' | 'LOST'
  createdAt: number
  heartbeatAt: number
}

/** Names of one sweep. Without an entity it is the principal's own; without a project `uncategorized`. */
export interface SweepPath {
  entity: string | null
  project: string | null
  sweep: string
}

/** What an agent is to do. `args` is JSON text of a run's configuration. */
export type Command =
  | { type: 'run' | 'resume'; run: string; program: string | null; args: string }
  | { type: 'stop'; run: string }
  | { type: 'exit' }

/** A suggestion with what became of its run. */
export interface SweepRunRow {
  number: number
  run_name: string
  agent_id: number | null
  point: string | null
  stage: 'waiting' | 'given' | 'taken' | 'adopted'
  given: number
  given_at: number
  objective: number | null
  settled_at: number | null
  run_id: number
  state: RunState
  stop_requested: 0 | 1
  finished_at: number | null
}
