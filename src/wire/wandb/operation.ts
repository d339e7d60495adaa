import type { GraphQLFieldResolver, GraphQLScalarType } from 'graphql'
import type { EntityRef, Principal } from '../../accounts/principal.ts'
import type { Tracking } from '../../tracking/index.ts'
import type { FileAddresses } from './storage/addresses.ts'

/** What each resolver is handed. */
export interface WireContext {
  principal: Principal
  tracking: Tracking
  addresses: FileAddresses
  /** The teams that a person belongs to. */
  teamsOf(principal: Principal): Promise<EntityRef[]>
  /** The principal's own entity. */
  ownEntity(principal: Principal): Promise<string>
  /** Throws AppError `entity-not-found`. */
  entityOf(principal: Principal, name: string): Promise<EntityRef>
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
