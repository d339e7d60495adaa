import { isSecondSpelling } from '../negotiate/client-auth.ts'
import { hasCode } from '../negotiate/plan.ts'
import { skipped, told, warnings, withheld } from './check.ts'
import { listedWays } from './listed-ways.ts'
import type { Step } from './step.ts'
import { probeToken } from './token-probe.ts'

/** The token endpoint, asked with a code that cannot be, once by each way of client authentication that the plan could use. */
export const askedToken: Step = {
  checks: [['token', 'token']],
  needs: ['plan', 'mayKnowClient'],
  async look(parts, state) {
    const { context, metadata, plan, learned } = state
    const tell = (title: string) => [skipped(context, 'token', 'token', title)]
    if (!hasCode(plan!.responseType.value))
      return tell('This flow redeems no code, so nothing proves the client before a sign-in')
    if (state.withholdSecret) return tell(withheld)
    const ways = listedWays(plan!, metadata!)
    const [likeliest] = plan!.clientAuth.value
    if (ways.length === 0 || (learned?.clientAuth && !ways.includes(likeliest!)))
      return tell(`The provider does not list ${likeliest!.method}, so no secret is sent that way for a check`)
    const probe = await probeToken(parts, { ...context, metadata: metadata!, plan: plan!, ways })
    const isRaw = ways.some((way) => isSecondSpelling(way) && way.name === probe.evidence['clientAuth'])
    return [
      told(context, 'token', 'token', probe),
      ...warnings(context, isRaw ? ['secret-not-form-encoded'] : [], probe.evidence),
    ]
  },
}
