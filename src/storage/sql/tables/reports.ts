import type { Generated } from 'kysely'

/** A saved view of a project: a report, a draft of one, or a workspace. */
export interface ViewTable {
  id: Generated<number>
  project_id: number
  /** Unique within the project; the client makes it. */
  name: string
  /** `runs` (a report), `runs/draft`, `project-view` (a workspace), or another that a client sends. */
  type: string
  display_name: string
  description: string
  /** JSON object as it was sent. */
  spec: string
  /** The report that this draft is of. */
  parent_id: number | null
  /** Counts up with each change, so that a stale save is known. */
  revision: number
  user_id: number
  created_at: number
  updated_at: number
}

/** What a report was before each of its latest changes. */
export interface ViewRevisionTable {
  view_id: number
  revision: number
  display_name: string
  description: string
  spec: string
  user_id: number
  at: number
}

/** A chart as a Vega-Lite specification, by a name that charts of runs refer to. */
export interface CustomChartTable {
  id: Generated<number>
  entity_id: number
  name: string
  display_name: string
  type: string
  access: 'PRIVATE' | 'PUBLIC'
  spec: string
  user_id: number
  created_at: number
}

export interface ReportTables {
  view: ViewTable
  view_revision: ViewRevisionTable
  custom_chart: CustomChartTable
}
