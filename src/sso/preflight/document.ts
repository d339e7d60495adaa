import type { FaultCode } from '../faults/catalogue.ts'
import { faultWithin, type SsoFault } from '../faults/sso-fault.ts'
import { type Check, found, mendedIn, ok, warnings } from './check.ts'
import { sizeOf } from './path.ts'
import type { State, Step } from './step.ts'

/** The document could be read; whose it is, is what is wrong. */
const aboutTheIssuer: FaultCode[] = [
  'issuer-mismatch',
  'entra-common-issuer',
  'entra-v1-v2-mix',
  'issuer-behind-wrong-forwarded-headers' as FaultCode,
]

/** The discovery document, and whether it names the issuer that was written. */
export const readDocument: Step = {
  checks: [
    ['discovery', 'discovery'],
    ['issuer', 'discovery'],
  ],
  needs: ['answer'],
  async look({ discovery }, state) {
    const { context, attempt } = state
    const before = mendedIn(attempt)
    try {
      const metadata = await discovery.fresh(context.settings, attempt)
      state.metadata = metadata
      const mended = mendedIn(attempt).filter((code) => !before.includes(code))
      const evidence = { written: context.settings.issuer, issuer: metadata.issuer }
      return [
        isThere(state),
        ok(context, 'issuer', 'discovery', 'The document names the issuer that was meant', evidence),
        ...warnings(context, mended, attempt.record.evidence),
      ]
    } catch (error) {
      const fault = faultWithin(error)
      if (!fault || !aboutTheIssuer.includes(fault.code)) throw error
      return [isThere(state), otherIssuer(state, fault)]
    }
  },
}

function isThere({ context, attempt, answer }: State): Check {
  const seen = attempt.record.stages.findLast(({ stage }) => stage === 'discovery')?.evidence
  const isRead = seen?.['givenByHand'] === undefined && seen?.['knownWithoutDocument'] === undefined
  const title = isRead ? 'The discovery document can be read' : 'No discovery document is needed'
  return ok(context, 'discovery', 'discovery', title, { ...seen, ...(isRead && sizeOf(answer!)) })
}

const otherIssuer = ({ context }: State, fault: SsoFault): Check => found(context, 'issuer', fault, 'error')
