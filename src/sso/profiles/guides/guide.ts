import type { FaultCode } from '../../faults/catalogue.ts'

/**
 * How an application is set up at a provider, in the words of its console: `docs/sso/NAME.md` and the page of a provider are made of it.
 * Texts may hold `code`, **bold** and the placeholders of `addresses.ts`, e.g. `{redirectUri}`.
 */
export interface Guide {
  /** What is made there, as a sentence or two. */
  application: string
  steps: GuideStep[]
  /** Where the three values that go here are found there. */
  values: { issuer: string; clientId: string; clientSecret: string }
  /** What is set here beside those three, and when. */
  further: string[]
  goodToKnow: string[]
  /** What this provider cannot do, so that nobody looks for it. */
  cannot: string[]
  troubles: Trouble[]
}

export interface GuideStep {
  /** The way through the console's menus, the outermost first; a command or a file where there are none. */
  path: string[]
  fields?: { name: string; value: string }[]
  note?: string
}

/** How a failure looks at this provider, and what to change. */
export interface Trouble {
  seen: string
  code: FaultCode
  mend: string
}
