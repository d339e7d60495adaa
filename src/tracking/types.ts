import type { EntityRef, Principal } from '../accounts/principal.ts'
import type { ProjectAccess } from '../storage/sql/tables/people.ts'
import type { RunState } from '../storage/sql/tables/tracking.ts'

export type { ProjectAccess } from '../storage/sql/tables/people.ts'
export type { RunState } from '../storage/sql/tables/tracking.ts'

/** The word of the wandb client for "no project was named". */
export const defaultProject = 'uncategorized'

export const projectAccesses: ProjectAccess[] = [
  'PRIVATE',
  'ENTITY_READ',
  'ENTITY_WRITE',
  'USER_READ',
  'USER_WRITE',
  'RESTRICTED',
]

export interface Project {
  id: number
  name: string
  entity: EntityRef
  description: string | null
  access: ProjectAccess
  createdBy: Person
  createdAt: number
  updatedAt: number
}

export interface ProjectSummary extends Project {
  runCount: number
  runningCount: number
}

export interface Person {
  id: number
  username: string
  name: string | null
  email: string | null
}

export interface Run {
  id: number
  /** The id in URLs. */
  name: string
  displayName: string
  project: { id: number; name: string }
  entity: EntityRef
  user: Person
  state: RunState
  exitCode: number | null
  stopRequested: boolean
  /** JSON text as the client sends it: `{"lr":{"value":0.1},"_wandb":{"value":{...}}}`. It may hold integers past 2^53 and bare NaN. */
  config: string
  group: string | null
  jobType: string | null
  sweep: string | null
  notes: string | null
  tags: string[]
  host: string | null
  program: string | null
  commit: string | null
  repository: string | null
  createdAt: number
  updatedAt: number
  heartbeatAt: number
  finishedAt: number | null
}

/** What of a run its owner may set. A key that is absent or null changes nothing, except where null is allowed. */
export interface RunFields {
  displayName?: string | null
  notes?: string | null
  config?: string | null
  group?: string | null
  jobType?: string | null
  sweep?: string | null
  tags?: string[] | null
  host?: string | null
  program?: string | null
  commit?: string | null
  repository?: string | null
  state?: string | null
  /** JSON text; replaces the summary. */
  summary?: string | null
}

/** Names of one run. Without an entity it is the principal's own; without a project `uncategorized`. */
export interface RunPath {
  entity: string | null
  project: string | null
  run: string
}

export type { EntityRef, Principal }
