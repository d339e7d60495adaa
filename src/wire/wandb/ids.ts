import { AppError } from '../../base/errors.ts'
import type { Project, Run, RunPath, Sweep, SweepPath } from '../../tracking/index.ts'

/** Ids on the wire are base64 of a type and what tells the thing apart; the client takes some of them to pieces. */
const encode = (...parts: (string | number)[]) => Buffer.from(parts.join(':')).toString('base64')

export const runId = (run: Run): string => encode('Run', 'v1', run.name, run.project.name, run.entity.name)
export const projectId = (project: Pick<Project, 'name' | 'entity'>): string =>
  encode('Project', 'v1', project.name, project.entity.name)
export const projectInternalId = (id: number): string => encode('ProjectInternalId', id)
export const userId = (id: number): string => encode('User', id)
export const inviteId = (id: number): string => encode('Invite', id)
export const apiKeyId = (id: number): string => encode('ApiKey', id)
export const organizationId = (id: number): string => encode('Organization', id)
export const entityId = (id: number): string => encode('Entity', id)
/** The file's name is last, since it may hold a colon and the names before it may not. */
export const fileId = (run: Run, name: string): string =>
  encode('File', 'v1', run.name, run.project.name, run.entity.name, name)

export const viewId = (id: number): string => encode('View', id)

/** The number of a view. In an address of a report the id stands without its `=`. Throws AppError `id-malformed`. */
export function parseViewId(id: string): number {
  const [type, number] = decode(id)
  if (type !== 'View' || !number || !/^\d{1,15}$/.test(number)) throw malformed(id)
  return Number(number)
}

export const sweepId = (sweep: Sweep): string =>
  encode('Sweep', 'v1', sweep.name, sweep.project.name, sweep.entity.name)
export const agentId = (id: number): string => encode('Agent', id)

/** Throws AppError `id-malformed`. */
export function parseSweepId(id: string): SweepPath {
  const [type, version, sweep, project, entity] = decode(id)
  if (type !== 'Sweep' || version !== 'v1' || !sweep || !project || !entity) throw malformed(id)
  return { sweep, project, entity }
}

/** The number of an agent, or null where the id is none's. */
export function parseAgentId(id: string): number | null {
  const [type, number] = decode(id)
  return type === 'Agent' && number && Number.isSafeInteger(Number(number)) ? Number(number) : null
}

type ArtifactThing =
  | 'Artifact'
  | 'ArtifactCollection'
  | 'ArtifactManifest'
  | 'ArtifactType'
  | 'ArtifactAlias'
  | 'ArtifactUpload'
  | 'Tag'

/** Of things that have a number of their own. */
export const artifactThingId = (type: ArtifactThing, ...numbers: (string | number)[]): string =>
  encode(type, ...numbers)
export const artifactId = (id: number): string => artifactThingId('Artifact', id)

/** What an id says that it is of. */
export const typeOfId = (id: string): string => decode(id)[0] ?? ''

/** The number of a thing of this type. Throws AppError `id-malformed`. */
export function parseThingId(type: ArtifactThing | 'User' | 'Invite' | 'ApiKey', id: string): number {
  const [given, number] = decode(id)
  if (given !== type || !number || !Number.isSafeInteger(Number(number))) throw malformed(id)
  return Number(number)
}

/** Throws AppError `id-malformed`. */
export function parseRunId(id: string): RunPath {
  const [type, version, run, project, entity] = decode(id)
  if (type !== 'Run' || version !== 'v1' || !run || !project || !entity) throw malformed(id)
  return { run, project, entity }
}

/** Throws AppError `id-malformed`. */
export function parseProjectId(id: string): { entity: string; project: string } {
  const [type, version, project, entity] = decode(id)
  if (type !== 'Project' || version !== 'v1' || !project || !entity) throw malformed(id)
  return { project, entity }
}

/** Throws AppError `id-malformed`. */
export function parseFileId(id: string): { path: RunPath; name: string } {
  const [type, version, run, project, entity, ...name] = decode(id)
  if (type !== 'File' || version !== 'v1' || !run || !project || !entity || name.length === 0) throw malformed(id)
  return { path: { run, project, entity }, name: name.join(':') }
}

const decode = (id: string) => Buffer.from(id, 'base64').toString('utf8').split(':')

const malformed = (id: string) =>
  new AppError('invalid', 'id-malformed', `"${id.slice(0, 100)}" is not the id of a thing on this server.`)
