import type { Generated } from 'kysely'

/** `PENDING` until the first run is given out. */
export type SweepState = 'PENDING' | 'RUNNING' | 'PAUSED' | 'FINISHED' | 'CANCELED'

export interface SweepTable {
  id: Generated<number>
  project_id: number
  /** The sweep's id in URLs, eight letters and digits. */
  name: string
  /** What a person called it later; its first name is in the configuration. */
  display_name: string | null
  description: string | null
  state: SweepState
  method: string
  /** YAML, as the client sent it. */
  config: string
  /** JSON that a controller beside the client writes, and what was done of it. */
  controller: string | null
  scheduler: string | null
  created_by: number
  created_at: number
  updated_at: number
}

/** A process that runs what a sweep suggests, one run after another. */
export interface SweepAgentTable {
  id: Generated<number>
  sweep_id: number
  name: string
  host: string
  user_id: number
  created_at: number
  heartbeat_at: number
  /** When it was told to end; it may be told again. */
  ended_at: number | null
}

/** What was suggested. Its run is made right after it; a suggestion without a run is one whose run was deleted. */
export interface SweepRunTable {
  sweep_id: number
  /** Counts up within the sweep: two processes that suggest at the same moment want the same number, and one of them loses. */
  number: number
  run_name: string
  /** The agent that has it; null while it waits for one, and for a run that was there before the sweep. */
  agent_id: number | null
  /** What the search knows it by; null where the search did not make it. */
  point: string | null
  /** `waiting` for an agent, `given` to one that has not said so yet, `taken` by one, `adopted` from before the sweep. */
  stage: 'waiting' | 'given' | 'taken' | 'adopted'
  /** How often it was given out. */
  given: number
  given_at: number
  /** Value of the sweep's metric once the run has ended; null where it logged none. */
  objective: number | null
  /** When `objective` was read, after the run's end. */
  settled_at: number | null
}

export interface SweepTables {
  sweep: SweepTable
  sweep_agent: SweepAgentTable
  sweep_run: SweepRunTable
}
