import type { ProviderMetadata } from '../discovery/document.ts'
import type { ClientAuthWay } from '../negotiate/client-auth.ts'
import type { SignInPlan } from '../negotiate/plan.ts'
import type { ClientAuthMethod } from '../provider.ts'

/** Of the ways of the plan those that the provider's document does not rule out. What it says nothing of, it does not rule out. */
export const listedWays = ({ clientAuth }: SignInPlan, metadata: ProviderMetadata): ClientAuthWay[] => {
  const published = metadata.token_endpoint_auth_methods_supported
  return clientAuth.value.filter(({ method }) => givesNothingAway(method) || !published || published.includes(method))
}

/** Many providers do not list `none`. */
const givesNothingAway = (method: ClientAuthMethod): boolean => !method.startsWith('client_secret_')
