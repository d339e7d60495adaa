import { expect, test } from 'vitest'
import type { FaultCode } from '../../../src/sso/index.ts'
import type { Bends, BentProvider } from './provider.ts'
import type { Outcome, SignInOptions, Station } from './station.ts'

/** One module of a relying-party test plan of the OpenID Foundation, as it applies to us. */
export interface Module {
  /** Its name there, without `oidcc-client-test-`. */
  name: string
  /** What the provider does, and what must come of it. */
  means: string
  bends?: (provider: BentProvider) => Bends
  /** The code of the refusal; absent where the sign-in must be accepted. */
  refused?: FaultCode
  signIn?: SignInOptions
  /** What else must hold when it has ended. */
  also?: (outcome: Outcome, station: Station) => void | Promise<void>
}

/** A test for each module: a session for what must be accepted, none for what must be refused, and the refusal named. */
export function testModules(
  station: () => Station,
  modules: Module[],
  always: { bends?: Bends; signIn?: SignInOptions } = {},
): void {
  test.each(modules)('$name: $means', async (module) => {
    const { provider } = station()
    provider.straighten()
    provider.moveKeys()
    provider.bends = { ...always.bends, ...module.bends?.(provider) }
    const outcome = await station().signIn({ ...always.signIn, ...module.signIn })
    expect(outcome.code).toBe(module.refused ?? null)
    expect(outcome.signedIn).toBe(module.refused === undefined)
    await module.also?.(outcome, station())
  })
}

/** How often the provider was asked at this path. */
export const timesAsked = ({ provider }: Station, path: string): number =>
  provider.asked.filter((asked) => asked.path === path).length

export const without = (from: Record<string, unknown>, name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([each]) => each !== name))
