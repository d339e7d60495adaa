import type { EntityAccess, Principal } from '../../accounts/principal.ts'
import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import { insertIfAbsent } from '../../storage/sql/portable.ts'
import type { AppDb } from '../../storage/sql/schema.ts'
import { checkName } from '../names.ts'
import { checkSpec } from './checking.ts'

export interface CustomChart {
  entity: string
  name: string
  displayName: string
  /** JSON object: a Vega-Lite specification with `${field:...}` and `${string:...}` in it. */
  spec: string
}

export interface NewCustomChart extends CustomChart {
  type: string
  access: string
}

export interface CustomCharts {
  /** Its id: `ENTITY/NAME`. The same again changes nothing; another of the same name is refused, since runs show it. */
  create(principal: Principal, chart: NewCustomChart): Promise<string>
  /** Throws `chart-not-found` where there is none that the principal may see. */
  get(principal: Principal, entity: string, name: string): Promise<CustomChart>
}

/** Chart presets: of an entity, shown where a run's chart names them. */
export function createCustomCharts(parts: { db: AppDb; access: EntityAccess; clock: Clock }): CustomCharts {
  const { db, access, clock } = parts
  const find = (entityName: string, name: string) =>
    db
      .selectFrom('custom_chart as chart')
      .innerJoin('entity', 'entity.id', 'chart.entity_id')
      .select(['chart.name', 'display_name', 'access', 'spec'])
      .where('entity.name', '=', entityName)
      .where('entity.deleted_at', 'is', null)
      .where('chart.name', '=', name)
      .executeTakeFirst()

  return {
    async create(principal, { entity, name, displayName, type, access: shared, spec }) {
      checkName('chart', name)
      if ([...displayName].length > 200)
        throw new AppError('invalid', 'chart-title-too-long', 'The display name of a chart may have 200 characters.')
      if (type !== 'vega2')
        throw new AppError(
          'invalid',
          'chart-type-unsupported',
          `Charts of type "${type.slice(0, 50)}" cannot be drawn; give vega2.`,
        )
      if (shared !== 'PRIVATE' && shared !== 'PUBLIC')
        throw new AppError(
          'invalid',
          'chart-access-invalid',
          `"${shared.slice(0, 50)}" says not who may see a chart; give private or public.`,
        )
      checkSpec(spec, 'chart')
      const owner = await access.require(principal, entity, 'write')
      const row = { display_name: displayName, type, access: shared, spec } as const
      const key = { entity_id: owner.id, name, user_id: principal.userId, created_at: clock.now() }
      if (await insertIfAbsent(db, 'custom_chart', { ...key, ...row })) return `${owner.name}/${name}`
      const known = await find(owner.name, name)
      if (known?.spec === spec && known.access === shared) return `${owner.name}/${name}`
      throw new AppError(
        'conflict',
        'chart-exists',
        `"${owner.name}" has another chart "${name}" already, and runs may show it. Give this one another name, such as "${name}-2".`,
      )
    },

    async get(principal, entity, name) {
      const known = await find(entity, name)
      const found = { entity, name, displayName: known?.display_name ?? '', spec: known?.spec ?? '' }
      if (known?.access === 'PUBLIC') return found
      const isReader = await access.require(principal, entity, 'read').then(
        () => true,
        () => false,
      )
      if (known && isReader) return found
      throw new AppError('not-found', 'chart-not-found', `There is no chart "${entity}/${name}" that you may see.`)
    },
  }
}
