import type { Person, Project } from '../types.ts'

/** A saved view of a project, without what it shows. */
export interface ViewSummary {
  id: number
  project: Project
  /** Unique within the project. */
  name: string
  type: string
  displayName: string
  description: string
  /** The report that this draft is of. */
  parentId: number | null
  /** Counts up with each change, from 1. */
  revision: number
  user: Person
  createdAt: number
  updatedAt: number
}

/** A report (`runs`), a draft of one (`runs/draft`) or a workspace (`project-view`). */
export interface View extends ViewSummary {
  /** JSON object as it was sent. */
  spec: string
}

/** What of a view may be set. What is absent or null stays as it is. */
export interface ViewFields {
  displayName?: string | null
  description?: string | null
  spec?: string | null
  type?: string | null
}

export interface NewView extends ViewFields {
  entity: string | null
  project: string | null
  /** Made here where it is absent. A view of that name that is there already is changed. */
  name?: string | null
  parentId?: number | null
}

export interface ViewListQuery {
  entity: string
  project: string
  types: string[]
  name?: string | null
  username?: string | null
  /** The id of the last one seen. */
  after?: number
  limit: number
}

/** What a report was before one of its changes. */
export interface ViewRevision {
  revision: number
  displayName: string
  description: string
  spec: string
  username: string
  at: number
}
