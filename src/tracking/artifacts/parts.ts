import type { EntityAccess } from '../../accounts/principal.ts'
import type { Clock } from '../../base/clock.ts'
import type { Events } from '../../base/events.ts'
import type { ObjectStore } from '../../storage/objects/object-store.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import type { Projects } from '../projects.ts'
import type { Runs } from '../runs.ts'

/** What artifacts are made of. */
export interface ArtifactParts {
  db: AppDb
  objects: ObjectStore
  access: EntityAccess
  clock: Clock
  events: Events
  projects: Projects
  runs: Runs
  maxFileBytes: number
}
