import type { ArtifactCollection } from '../../tracking/index.ts'
import type { WireContext } from './operation.ts'

const known = new WeakMap<WireContext, Map<number, Promise<boolean>>>()

/**
 * Whether who asks may read the project of a collection. Not everybody who sees a version may: it may be seen by a portfolio of another
 * project alone, or stand among what a run used. Asked once a request for each project.
 */
export function readsProjectOf({ entity, project }: ArtifactCollection, context: WireContext): Promise<boolean> {
  const asked = known.get(context) ?? new Map<number, Promise<boolean>>()
  known.set(context, asked)
  const { principal, tracking } = context
  const answer =
    asked.get(project.id) ??
    tracking.projects.find(principal, entity.name, project.name).then(
      (found) => found !== null,
      () => false,
    )
  asked.set(project.id, answer)
  return answer
}
