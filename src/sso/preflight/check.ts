import type { Check as AnyCheck } from '../../base/check.ts'
import type { Attempt } from '../attempt.ts'
import { catalogue, type FaultCode } from '../faults/catalogue.ts'
import type { Stage } from '../faults/entry.ts'
import { explain } from '../faults/explain.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import { profileFor, wordsOf } from '../profiles/profiles.ts'
import type { ProviderSettings } from '../provider.ts'

/** One thing that was looked at before anybody signs in. */
export interface Check extends AnyCheck {
  stage: Stage
  code?: FaultCode
}

/** Whose check it is, and what its sentences may speak of. */
export interface CheckContext {
  settings: ProviderSettings
  publicUrl: string
  /** What was asked of the provider, once it is known: redirect URI, scope, ... */
  asked: Record<string, unknown>
}

export const checkId = ({ settings }: CheckContext, name: string): string => `provider.${settings.id}.${name}`

export const ok = (context: CheckContext, name: string, stage: Stage, title: string, evidence = {}): Check => ({
  id: checkId(context, name),
  stage,
  status: 'ok',
  title,
  evidence,
})

/** What could not be found out without a person, or only after something else is mended. */
export const skipped = (context: CheckContext, name: string, stage: Stage, title: string, evidence = {}): Check => ({
  ...ok(context, name, stage, title, evidence),
  status: 'skipped',
})

/** A code of the catalogue as a check: in the provider's own words, as on the page of an attempt. */
export function found(
  context: CheckContext,
  name: string,
  { code, facts }: SsoFault,
  status: 'warning' | 'error',
): Check {
  const { settings, publicUrl, asked } = context
  const { issuer, clientId, profile, id } = settings
  const addresses = { authorization_endpoint: asked['authorizationEndpoint'] as string | undefined }
  const known = { provider: id, publicUrl, issuer, clientId, ...asked, ...facts }
  const words = wordsOf(profileFor(profile, issuer, addresses))
  const { title, happened, mend } = explain(code, known, words, 'ahead')
  const { stage } = catalogue[code]
  return { id: checkId(context, name), stage, status, title, code, evidence: { ...facts, happened }, mend }
}

/** Mends of ours and things to know, each a check of its own that is there only when it is found. */
export const warnings = (context: CheckContext, codes: readonly FaultCode[], facts: Record<string, unknown>): Check[] =>
  codes.map((code) => found(context, code, new SsoFault(code, facts), 'warning'))

export const mendedIn = ({ record }: Attempt): FaultCode[] =>
  (record.evidence['mended'] as FaultCode[] | undefined) ?? []

/** What asking an endpoint brought. Where it proves nothing, that is said. */
export interface Probe {
  kind: 'ok' | 'cannot-tell'
  title: string
  evidence: Record<string, unknown>
}

export const told = (context: CheckContext, name: string, stage: Stage, { kind, title, evidence }: Probe): Check =>
  (kind === 'ok' ? ok : skipped)(context, name, stage, title, evidence)

export const withheld =
  'The secret that is kept here is sent to another address only soon after a sign-in: sign in anew, or type it again'
