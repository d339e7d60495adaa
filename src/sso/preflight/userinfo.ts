import type { OutboundAnswer } from '../../base/outbound.ts'
import { askProvider } from '../connection.ts'
import { evidenceOf } from '../discovery/document.ts'
import { networkFault } from '../faults/from-network.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import type { FlowParts } from '../flow.ts'
import type { ProviderSettings } from '../provider.ts'
import { found, ok, skipped } from './check.ts'
import type { Step } from './step.ts'

/** The userinfo endpoint, asked without an access token: one that is there refuses that. A sign-in goes on without it, so it only warns. */
export const askedUserinfo: Step = {
  checks: [['userinfo', 'userinfo']],
  needs: ['metadata'],
  async look(parts, { context, metadata }) {
    const url = metadata!.userinfo_endpoint
    if (!url) return [skipped(context, 'userinfo', 'userinfo', 'The provider has no userinfo endpoint, and needs none')]
    const answer = await ask(parts, context.settings, url, 'application/json')
    const reason = 'reason' in answer ? answer.reason : oddStatus(answer)
    const facts = { url, ...('status' in answer && evidenceOf(answer)) }
    if (reason) return [found(context, 'userinfo', new SsoFault('userinfo-thin', { ...facts, reason }), 'warning')]
    return [ok(context, 'userinfo', 'userinfo', 'The userinfo endpoint asks for an access token', facts)]
  },
}

/** Refusals of whoever brings no token are many (RFC 6750 3.1 has 401); a page, a redirect or nothing at all is none. */
function oddStatus({ status }: OutboundAnswer): string | null {
  if (status >= 500 || status === 404) return `answers HTTP ${status}`
  return status >= 300 && status < 400 ? `answers HTTP ${status}, a redirect` : null
}

/** One GET, or in words why there was no answer. */
async function ask(
  { outbound }: FlowParts,
  settings: ProviderSettings,
  url: string,
  accept: string,
): Promise<OutboundAnswer | { reason: string }> {
  try {
    return await askProvider(outbound, settings, url, { headers: { accept } })
  } catch (error) {
    const { code, facts } = await networkFault(error, settings)
    return { reason: `cannot be reached (${facts['errorCode'] ?? facts['message'] ?? code})` }
  }
}
