import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { EntityAccess, Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Tracking } from '../../tracking/index.ts'
import { answerWireError } from './errors.ts'
import { mountFileStream } from './file-stream/route.ts'
import { mountGraphql } from './graphql.ts'
import type { WireContext } from './operation.ts'
import type { FileAddresses } from './storage/addresses.ts'
import { mountArtifactLayout } from './storage/artifact-files.ts'
import { mountStorage } from './storage/index.ts'
import { createSummaryReader } from './summaries.ts'

export { mountAuditLogs } from './audit-logs.ts'
export { answerWireError } from './errors.ts'
export { createFileAddresses, type FileAddresses, runFilePlace } from './storage/addresses.ts'

export interface WandbParts {
  tracking: Tracking
  access: EntityAccess
  addresses: FileAddresses
  log: Log
  /** Told of each operation of the client that is not here yet, by name. */
  onUnsupported?(operation: string): void
}

/** Everything that the wandb client talks to. */
export async function mountWandb(app: FastifyInstance, parts: WandbParts): Promise<void> {
  const log = parts.log.child({ subject: 'wandb' })

  await app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => answerWireError(error, request, reply, log))
    mountGraphql(scope, {
      log,
      principalOf: requirePrincipal,
      contextFor: (principal) => contextFor(principal, parts),
      onUnsupported(operation) {
        log.info({ operation }, 'the client asked for an operation that is not here yet')
        parts.onUnsupported?.(operation)
      },
    })
  })

  await app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => answerWireError(error, request, reply, log))
    mountStorage(scope, { ...parts.tracking, addresses: parts.addresses })
  })

  await app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => answerWireError(error, request, reply, log))
    mountFileStream(scope, { tracking: parts.tracking, principalOf: requirePrincipal })
    mountArtifactLayout(scope, { ...parts.tracking, addresses: parts.addresses }, requirePrincipal)
  })
}

/** Throws AppError `key-unknown`, in words that the client shows as they are. */
export function requirePrincipal(request: FastifyRequest): Principal {
  if (request.principal) return request.principal
  throw new AppError(
    'unauthenticated',
    'key-unknown',
    'The API key is missing, not known here, or its owner is disabled. Copy one from the page /authorize and run: wandb login --relogin',
  )
}

function contextFor(principal: Principal, { tracking, access, addresses }: WandbParts): WireContext {
  return {
    principal,
    tracking,
    addresses,
    // As a member, not as an administrator who may read every team.
    teamsOf: async (asker) =>
      (await access.readable({ ...asker, admin: false }))?.filter(({ kind }) => kind === 'team') ?? [],
    ownEntity: async (asker) => (await access.own(asker)).name,
    entityOf: (asker, name) => access.require(asker, name, 'read'),
    summaryOf: createSummaryReader(tracking.history),
  }
}
