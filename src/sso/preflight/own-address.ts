import { OutboundError } from '../../base/outbound.ts'
import { isHtml, pageTitleOf } from '../discovery/document.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import type { FlowParts } from '../flow.ts'
import { parseObject } from '../json.ts'
import { type Check, type CheckContext, found, ok, skipped } from './check.ts'
import type { Step } from './step.ts'

export const askedOwnAddress: Step = {
  checks: [['own-address', 'callback']],
  needs: ['plan'],
  look: async (parts, { context }) => [await checkOwnAddress(parts, context)],
}

const title = 'What is below /oidc of the public URL comes to this server'

/**
 * Whether whoever opens a path below /oidc at the public URL, as a provider's answer does, comes to this server: asked for our keys, which
 * stand there, since an empty callback would leave an attempt behind.
 */
export async function checkOwnAddress(parts: FlowParts, context: CheckContext): Promise<Check> {
  const url = `${parts.publicUrl}/oidc/jwks.json`
  try {
    const answer = await parts.outbound.fetch(url, { headers: { accept: 'application/json' } })
    const { status, text, headers } = answer
    if (status === 200 && Array.isArray(parseObject(text)?.['keys']))
      return ok(context, 'own-address', 'callback', title, { url, status })
    // Whoever fails just now may be the right one.
    if (status >= 500) return skipped(context, 'own-address', 'callback', `${title}: cannot be told`, { url, status })
    const answered = isHtml(answer) ? `a web page${pageTitleOf(text) ?? ''}` : (headers['content-type'] ?? 'nothing')
    const facts = { url, status, answered, location: headers['location'] }
    return found(context, 'own-address', new SsoFault('callback-not-routed', facts), 'warning')
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    // Browsers may well reach what this server itself does not.
    return skipped(context, 'own-address', 'callback', `${title}: cannot be told from here`, {
      url,
      reason: error.facts.errorCode ?? error.reason,
    })
  }
}
