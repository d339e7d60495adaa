import type { ProjectSummary as Project, Run } from '../../tracking/index.ts'
import type { Logged, ProjectSummary, RunSummary } from './contract.ts'

export const projectSummary = (project: Project): ProjectSummary => ({
  entity: project.entity.name,
  name: project.name,
  description: project.description,
  runCount: project.runCount,
  runningCount: project.runningCount,
  createdAt: project.createdAt,
  updatedAt: project.updatedAt,
})

export const runSummary = (run: Run, lines: number): RunSummary => ({
  entity: run.entity.name,
  project: run.project.name,
  name: run.name,
  displayName: run.displayName,
  state: run.state,
  user: run.user.username,
  createdAt: run.createdAt,
  heartbeatAt: run.heartbeatAt,
  finishedAt: run.finishedAt,
  group: run.group,
  jobType: run.jobType,
  tags: run.tags,
  notes: run.notes,
  lines,
})

/** A number as JSON carries it: what is not finite is a word. */
export const logged = (value: number): Logged =>
  Number.isFinite(value) ? value : (String(value) as 'NaN' | 'Infinity' | '-Infinity')
