import type { Generated } from 'kysely'
import type { ProjectAccess } from './people.ts'

export interface ProjectTable {
  id: Generated<number>
  entity_id: number
  name: string
  description: string | null
  access: Generated<ProjectAccess>
  created_by: number
  created_at: number
  updated_at: number
}

export type RunState = 'running' | 'finished' | 'failed' | 'crashed' | 'killed' | 'preempting' | 'pending'

export interface RunTable {
  id: Generated<number>
  project_id: number
  /** The run's id in URLs, eight letters and digits as the client makes it. */
  name: string
  display_name: string
  user_id: number
  state: RunState
  exit_code: number | null
  stop_requested: 0 | 1
  /** JSON as the client sends it: `{"lr":{"value":0.1},"_wandb":{"value":{...}}}`. */
  config: string
  group_name: string | null
  job_type: string | null
  sweep_name: string | null
  notes: string | null
  /** JSON list of strings. */
  tags: string
  host: string | null
  program: string | null
  commit_hash: string | null
  repository: string | null
  created_at: number
  updated_at: number
  heartbeat_at: number
  finished_at: number | null
}

/** A file that belongs to a run. Its bytes are in the object store under `object_key`. */
export interface RunFileTable {
  run_id: number
  name: string
  object_key: string
  size_bytes: number
  /** Base64, as the client compares it. */
  md5: string
  mime_type: string
  updated_at: number
}

export interface AlertTable {
  id: Generated<number>
  run_id: number
  title: string
  text: string
  severity: 'INFO' | 'WARN' | 'ERROR'
  at: number
}

export interface TrackingTables {
  project: ProjectTable
  run: RunTable
  run_file: RunFileTable
  alert: AlertTable
}
