import type { FaultCode } from '../../../src/sso/index.ts'
import type { Bends, Json } from '../conformance/provider.ts'
import type { Outcome } from '../conformance/station.ts'
import type { Bench } from './bench.ts'

/**
 * One way to meet a code of the catalogue: how the provider, the settings, the host or the browser is bent, and who must name it. Run by
 * the test files beside this one, on one server and one bent provider each; `docs/sso/coverage.md` is made of the same list.
 */
export interface FaultCase {
  code: FaultCode
  /** What is bent. With the code it is the name of the test. */
  name: string
  /** How the provider answers otherwise than it should. */
  bends?: (at: Bench) => Bends
  /** What is set otherwise, by the names of the configuration file; null takes a field away. */
  settings?: (at: Bench) => Json | Promise<Json>
  /** Variables of a server that is started for this case alone. */
  env?: Record<string, string>
  /** What the person and the browser do, in place of pressing the button and being sent back. */
  walk?: (at: Bench) => Promise<Outcome>
  /** The provider's own words: they must stand in the evidence, of the attempt and of the check alike. */
  words?: string
  /** What must be among the evidence of the attempt. */
  evidence?: Json
  /** A piece of what the administrator is told to change. */
  mend?: string
  /** Of a finding that is noted on an attempt that fails all the same: by which code. */
  ends?: FaultCode
  /** What preflight rightly says beside it. */
  beside?: FaultCode[]
  /** Whether the attempt names it. A reason: that it cannot. */
  attempt?: 'named' | Cannot
  /**
   * Whether preflight finds it, and as what. `wanted`: it could be found and is not yet, so nothing is asked of it but that it names
   * nothing else. A reason: it cannot be found before somebody signs in.
   */
  preflight: 'error' | 'warning' | 'wanted' | Cannot
}

/** A code that is proven by another test, or cannot be met here at all. */
export interface ElsewhereCase {
  code: FaultCode
  name: string
  /** The test that meets it, by its path; it must hold the code. Null: nothing here can. */
  elsewhere: string | null
  attempt: 'named' | Cannot
  preflight: 'error' | 'warning' | 'wanted' | Cannot
}

export interface Cannot {
  /** Why, for the page: a sentence without a full stop. */
  cannot: string
  /** Whether a provider can be made to show it: to all who come, to one of them only (or once), or not at all. */
  shownByProvider: 'to all' | 'to one' | 'no'
}

export type AnyCase = FaultCase | ElsewhereCase

export const isElsewhere = (each: AnyCase): each is ElsewhereCase => 'elsewhere' in each

/** Reasons that many cases share. */
export const needsPerson: Cannot = { cannot: 'it shows only when a person signs in', shownByProvider: 'to all' }
/** Of the one who signs in, not of the provider as it is set up: others may come in. */
export const needsThisPerson: Cannot = {
  cannot: 'it is a matter of the one person who signs in',
  shownByProvider: 'to one',
}
/** Of when one answer came, not of the provider as it is set up. */
export const needsThisSignIn: Cannot = {
  cannot: 'it is a matter of one sign-in and its time',
  shownByProvider: 'to one',
}
export const needsBrowser: Cannot = { cannot: 'it is in what one browser does', shownByProvider: 'no' }
export const needsAccounts: Cannot = {
  cannot: 'it is in the accounts of this server and who comes',
  shownByProvider: 'no',
}
export const notASignIn: Cannot = { cannot: 'no sign-in is under way', shownByProvider: 'no' }
