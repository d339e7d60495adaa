import { faultWithin } from '../faults/sso-fault.ts'
import { isSymmetric } from '../negotiate/algorithms.ts'
import { profileFor } from '../profiles/profiles.ts'
import { signatureRules } from '../signature-rules.ts'
import { ok, skipped } from './check.ts'
import type { Step } from './step.ts'

/** The published keys: whether one of them can prove an ID token. */
export const foundKeys: Step = {
  checks: [['keys', 'jwks']],
  needs: ['plan'],
  async look({ keys }, { context, metadata, plan }) {
    const { settings } = context
    if (profileFor(settings.profile, metadata!.issuer, metadata).identityFrom)
      return [skipped(context, 'keys', 'jwks', 'This provider gives no ID tokens; no keys are needed')]
    const { value: planned } = plan!.signing
    const asymmetric = planned.filter((alg) => !isSymmetric(alg))
    if (planned.length > 0 && asymmetric.length === 0)
      return [skipped(context, 'keys', 'jwks', 'ID tokens are signed by the client secret; no keys are needed')]
    const [source] = signatureRules(keys, settings, metadata!, plan).sources
    let failure: unknown
    const usable = new Map<string, string[]>()
    for (const alg of asymmetric) {
      try {
        for (const { kid, kty, use } of await keys.fitting(source!, { alg })) {
          const name = `${kid ?? 'without id'} (${[kty, use].filter(Boolean).join(', ')})`
          usable.set(name, [...(usable.get(name) ?? []), alg])
        }
      } catch (error) {
        failure = error
        if (faultWithin(error)?.code !== 'unknown-kid-rotation') break
      }
    }
    if (usable.size > 0) {
      const evidence = { url: source!.url, keys: [...usable].map(([name, algs]) => `${name}: ${algs.join(', ')}`) }
      return [ok(context, 'keys', 'jwks', 'There are keys for what ID tokens are signed by', evidence)]
    }
    // With a secret there is one more way to sign, for which no key is published.
    if (planned.some(isSymmetric))
      return [
        skipped(context, 'keys', 'jwks', 'No key is published; ID tokens can be signed by the client secret alone'),
      ]
    if (failure) throw failure
    return []
  },
}
