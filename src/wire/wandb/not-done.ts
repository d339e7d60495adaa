import { AppError } from '../../base/errors.ts'

/** A part of the wandb client's world that is not here, by the fields and types of the schema that only it asks for. */
export interface Area {
  name: string
  /** What a person is told who asks for it. */
  says: string
  /** Matches `Type.field`, or the name of a type. */
  asks: RegExp
}

export const areas: Area[] = [
  {
    name: 'launch',
    says: 'Launch (queues, agents and jobs) is not done by this server. Start the program yourself, or by the scheduler that you have.',
    asks: /RunQueue|[rR]unQueue|[lL]aunchAgent|[dD]efaultResourceConfig/,
  },
  {
    name: 'automations',
    says: 'Automations, webhooks and Slack integrations are not done by this server. Poll the public API, or call run.alert() from the script.',
    asks: /[tT]rigger|[iI]ntegration|TriggeredAction|TriggeringCondition|\.projects$|featureFlags/,
  },
  {
    name: 'registry',
    says: 'Registries are not done by this server. Link versions to a collection of a project instead: run.link_artifact(artifact, "PROJECT/COLLECTION").',
    asks: /ProjectMember|ProjectTeamMember|Role$|[rR]enameProject|deleteModel|Registry|orgEntity|Query\.organization|Entity\.(project|user|artifactMemberships|artifactCollections)$|Project\.(members|teamMembers)|ArtifactCollectionType|ArtifactTypeInput|advancedRegistryFeatures/,
  },
  {
    name: 'anonymous accounts',
    says: 'There are no anonymous accounts on this server. Sign in, copy a key from the page /authorize, and run: wandb login',
    asks: /createAnonymousEntity/,
  },
]

/** What the library says of a document that asks for what the schema has not. */
const unknown =
  /^Cannot query field "(?<field>\w+)" on type "(?<of>\w+)"|^Unknown (?:type|argument) "(?<name>\w+)"|\bField "(?<input>\w+)" is not defined by type "(?<type>\w+)"/

/** Whether this is why a document could not be answered: it asks for what is not here. */
export const isUnsupported = (error: { message: string }): boolean => unknown.test(error.message)

/** The part of the client's world that an error of the library is about, if it is one that we know and have not. */
export function areaOf(message: string): Area | null {
  const { field, of, name, input, type } = unknown.exec(message)?.groups ?? {}
  const asked = field ? `${of}.${field}` : input ? `${type}.${input}` : (name ?? '')
  return asked === '' ? null : (areas.find(({ asks }) => asks.test(asked)) ?? null)
}

/**
 * One sentence for what a document asks in vain, in place of a list of fields. It ends with the library's first message: the client
 * matches some of them.
 */
export function unsupported(operation: string, messages: readonly string[]): AppError {
  const first = messages[0]!
  const area = messages.map(areaOf).find((each) => each !== null)
  const says =
    area?.says ??
    'This server does not answer it, and nothing was changed. docs/reference/compatibility.md lists what it answers; a client of another version may ask otherwise.'
  return new AppError('invalid', 'operation-unsupported', `"${operation}": ${says} (${first})`, {
    facts: { operation, area: area?.name ?? 'other' },
  })
}
