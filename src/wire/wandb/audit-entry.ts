import type { AuditEntry } from '../../admin/index.ts'

/** An entry in the words of W&B Server. What does not apply is left out. */
export interface WireAuditEntry {
  timestamp: string
  action: string
  actor_user_id?: number
  actor_email?: string
  actor_ip?: string
  cli_version?: string
  response_code?: number
  user_asset?: number
  entity_name?: string
  project_name?: string
  /** Ours: who and what, by name, and what there is to say beside. */
  actor?: string
  subject?: string
  facts?: Record<string, unknown>
}

/** Actions that W&B Server has a name for. Every other keeps its own: `provider-changed` is `provider:changed`. */
const wireActions: Record<string, string> = {
  'user-created': 'user:create',
  'set-up': 'user:create',
  'user-changed': 'user:update',
  'user-promoted': 'user:update',
  'user-demoted': 'user:update',
  'password-changed': 'user:update',
  'identity-linked': 'user:update',
  'identity-unlinked': 'user:update',
  'user-disabled': 'user:deactivate',
  'user-enabled': 'user:reactivate',
  'user-deleted': 'user:permanently_delete',
  'api-key-created': 'user:create_api_key',
  'api-key-imported': 'user:create_api_key',
  'api-key-deleted': 'user:delete_api_key',
  'signed-in': 'user:login',
  'signed-out': 'user:logout',
  'session-ended': 'user:logout',
  'team-created': 'team:create',
  'team-deleted': 'team:delete',
  'team-members-added': 'team:invite_user',
  'team-member-set': 'team:invite_user',
  'team-member-removed': 'team:uninvite',
  'invite-created': 'team:invite_user',
  'invite-withdrawn': 'team:uninvite',
  'service-account-created': 'team:create_service_account',
  'organization-members-added': 'organization:update_member',
  'organization-member-set': 'organization:update_member',
  'organization-member-removed': 'organization:update_member',
  'run-deleted': 'run:delete',
}

/** `isAnonymous` leaves out what tells a person, or how something is called. */
export function wireAuditEntry(entry: AuditEntry, isAnonymous: boolean): WireAuditEntry {
  const { action, actorId, actor, actorEmail, address, subject, facts } = entry
  const [, cli] = /^wandb[\w-]*\/(\S+)/i.exec(entry.userAgent ?? '') ?? []
  const [, owner] = /^key \d+ of user (\d+)$/.exec(subject) ?? []
  return {
    timestamp: new Date(entry.at).toISOString(),
    action: wireActions[action] ?? action.replace('-', ':'),
    ...(actorId !== null && { actor_user_id: actorId }),
    ...(cli && { cli_version: cli }),
    ...(address !== null && { response_code: action.endsWith('-refused') ? 401 : 200 }),
    ...(owner && { user_asset: Number(owner) }),
    ...(!isAnonymous && {
      ...(actorEmail !== null && { actor_email: actorEmail }),
      ...(address !== null && { actor_ip: address }),
      ...namesOf(entry),
      ...(actor !== null && { actor }),
      subject,
      ...(Object.keys(facts).length > 0 && { facts }),
    }),
  }
}

function namesOf({ action, subject }: AuditEntry): Pick<WireAuditEntry, 'entity_name' | 'project_name'> {
  const [, team] = /^team (.+)$/.exec(subject) ?? []
  if (team) return { entity_name: team }
  const [entity, project] = action.startsWith('run-') ? subject.split('/') : []
  return entity && project ? { entity_name: entity, project_name: project } : {}
}
