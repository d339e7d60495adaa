import type { GraphQLFieldResolver, GraphQLScalarType } from 'graphql'
import type { Accounts } from '../../accounts/index.ts'
import type { EntityRef, Principal } from '../../accounts/principal.ts'
import type { Tracking } from '../../tracking/index.ts'
import type { FileAddresses } from './storage/addresses.ts'

/** What the wire asks of people and teams. */
export type WireAccounts = Pick<
  Accounts,
  'access' | 'addByEmail' | 'invites' | 'keys' | 'organizations' | 'search' | 'serviceAccounts' | 'teams' | 'users'
>

/** What each resolver is handed. */
export interface WireContext {
  principal: Principal
  accounts: WireAccounts
  tracking: Tracking
  addresses: FileAddresses
  /** The principal's own entity. */
  ownEntity(principal: Principal): Promise<string>
  /** Throws AppError `entity-not-found`. */
  entityOf(principal: Principal, name: string): Promise<EntityRef>
  /** Throws AppError `reauthentication-needed`, where whoever asks gave proof of who it is too long ago. */
  requireRecentProof(): void
  /** Summaries that one request asks for, read together. */
  summaryOf(runId: number): Promise<string>
}

// biome-ignore lint/suspicious/noExplicitAny: the schema says what arguments there are; each resolver names those it reads
export type Resolver<Parent = any> = GraphQLFieldResolver<Parent, WireContext, any, unknown>

/** A piece of the schema with what answers it. */
export interface SchemaPart {
  schema: string
  resolvers: Record<string, Record<string, Resolver> | GraphQLScalarType>
}

/** The input of a mutation. Null and absent mean the same: "do not change". */
export interface Input<Fields> {
  input: Fields & { clientMutationId?: string | null }
}
