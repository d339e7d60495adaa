import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import { insertOrUpdate } from '../../storage/sql/portable.ts'
import type { ArtifactParts } from './parts.ts'
import type { Artifact } from './types.ts'

/** A century of seconds. */
const longest = 100 * 366 * 86_400

/** How long versions are kept that say nothing of their own: what their project has set, else what its team or person has. */
export interface ArtifactLifetimes {
  /** Seconds from its creation for which a version is kept; null for ever. */
  lifetimeOf(artifact: Artifact): Promise<number | null>
  /** What each has set; null for nothing. 0 is for ever. */
  lifetimes(place: { projectId: number; entityId: number }): Promise<{ project: number | null; entity: number | null }>
  /** Sets it, or with null takes it back, for those who manage the team. Throws `ttl-invalid`, `project-not-found`, `forbidden`. */
  setLifetime(
    principal: Principal,
    place: { entity: string; project: string | null },
    seconds: number | null,
  ): Promise<void>
}

export function createLifetimes({ db, projects, access, events }: ArtifactParts): ArtifactLifetimes {
  const lifetimes: ArtifactLifetimes = {
    async lifetimeOf({ ttlSeconds, collection }) {
      if (ttlSeconds !== null) return ttlSeconds || null
      const set = await lifetimes.lifetimes({ projectId: collection.project.id, entityId: collection.entity.id })
      return (set.project ?? set.entity) || null
    },

    async lifetimes({ projectId, entityId }) {
      const rows = await db
        .selectFrom('artifact_lifetime')
        .select(['scope', 'ttl_seconds'])
        .where((eb) =>
          eb.or([
            eb.and([eb('scope', '=', 'project'), eb('scope_id', '=', projectId)]),
            eb.and([eb('scope', '=', 'entity'), eb('scope_id', '=', entityId)]),
          ]),
        )
        .execute()
      const of = (scope: 'project' | 'entity') => rows.find((row) => row.scope === scope)?.ttl_seconds ?? null
      return { project: of('project'), entity: of('entity') }
    },

    async setLifetime(principal, { entity, project }, seconds) {
      if (seconds !== null) checkTtl(seconds)
      const { id } =
        project === null
          ? await access.require(principal, entity, 'admin')
          : await projects.get(principal, entity, project, 'admin')
      const key = { scope: project === null ? ('entity' as const) : ('project' as const), scope_id: id }
      if (seconds === null) {
        const own = db.deleteFrom('artifact_lifetime').where('scope', '=', key.scope)
        await own.where('scope_id', '=', id).execute()
      } else {
        const row = { ...key, ttl_seconds: seconds }
        await insertOrUpdate(db, 'artifact_lifetime', row, ['scope', 'scope_id'], { ttl_seconds: seconds })
      }
      const subject = project === null ? entity : `${entity}/${project}`
      const action = 'artifact-lifetime-changed'
      events.emit('audited', { action, actor: principal.username, subject, facts: { seconds } })
    },
  }
  return lifetimes
}

/** Throws AppError `ttl-invalid`. */
export function checkTtl(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= longest) return seconds
  const message = `${seconds} is no time to live: it is a whole number of seconds, at most a hundred years.`
  throw new AppError('invalid', 'ttl-invalid', message)
}
