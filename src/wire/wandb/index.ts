import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '../../accounts/principal.ts'
import { AppError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Tracking } from '../../tracking/index.ts'
import { answerWireError } from './errors.ts'
import { mountFileStream } from './file-stream/route.ts'
import { mountGraphql } from './graphql.ts'
import type { WireAccounts, WireContext } from './operation.ts'
import type { FileAddresses } from './storage/addresses.ts'
import { mountArtifactLayout } from './storage/artifact-files.ts'
import { mountStorage } from './storage/index.ts'
import { createSummaryReader } from './summaries.ts'

export { mountAuditLogs } from './audit-logs.ts'
export { answerWireError } from './errors.ts'
export { artifactFilePlace, createFileAddresses, type FileAddresses, runFilePlace } from './storage/addresses.ts'

export interface WandbParts {
  tracking: Tracking
  accounts: WireAccounts
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
      contextFor: (principal, headers) => contextFor(principal, headers, app, parts),
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

/** For whom a service account logs, as `WANDB_USERNAME` or `WANDB_USER_EMAIL` of its process say. */
async function withPerson(
  principal: Principal,
  headers: IncomingHttpHeaders,
  accounts: WireAccounts,
): Promise<Principal> {
  if (principal.kind !== 'service') return principal
  const header = (name: string) => String(headers[name] ?? '').trim() || null
  const person = { username: header('x-wandb-username'), email: header('x-wandb-user-email') }
  const actingFor = await accounts.serviceAccounts.actingFor(principal, person)
  return actingFor === null ? principal : { ...principal, actingFor }
}

async function contextFor(
  asker: Principal,
  headers: IncomingHttpHeaders,
  app: FastifyInstance,
  { tracking, accounts, addresses }: WandbParts,
): Promise<WireContext> {
  const { access } = accounts
  const principal = await withPerson(asker, headers, accounts)
  return {
    principal,
    accounts,
    requireRecentProof: () => app.requireRecentProof(principal),
    tracking,
    addresses,
    ownEntity: async (asker) => (await access.own(asker)).name,
    entityOf: (asker, name) => access.require(asker, name, 'read'),
    summaryOf: createSummaryReader(tracking.history),
  }
}
