import type { ProviderMetadata } from '../discovery/document.ts'
import type { FaultCode } from '../faults/catalogue.ts'
import { SsoFault } from '../faults/sso-fault.ts'
import type { ProviderSettings, ResponseMode, ResponseType } from '../provider.ts'
import type { Choice } from './choice.ts'

const sorted = (type: string): string => type.split(' ').sort().join(' ')

/** Which flow: what is set; else W&B Server's `implicit` where the provider has it; else the code. */
export function chooseResponseType(
  { responseType, authMethod }: ProviderSettings,
  metadata: ProviderMetadata,
): { responseType: Choice<ResponseType>; findings: FaultCode[] } {
  if (responseType !== 'auto') return { responseType: { value: responseType, reason: 'configured' }, findings: [] }
  if (authMethod !== 'implicit') return { responseType: { value: 'code', reason: 'default of RFC 9700' }, findings: [] }
  const published = metadata.response_types_supported
  if (!published || published.some((type) => sorted(type) === 'id_token'))
    return { responseType: { value: 'id_token', reason: 'configured: OIDC_AUTH_METHOD=implicit' }, findings: [] }
  return {
    responseType: { value: 'code', reason: 'OIDC_AUTH_METHOD=implicit, and the provider publishes no "id_token"' },
    findings: ['response-type-disabled'],
  }
}

/** How the answer comes back. Tokens never come in the query (OAuth 2.0 Multiple Response Type Encoding Practices 3.0). */
export function chooseResponseMode(
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  responseType: ResponseType,
): Choice<ResponseMode> {
  const { responseMode } = settings
  const isCode = responseType === 'code'
  if (responseMode !== 'auto') {
    const isPossible = isCode || responseMode === 'form_post' || responseMode === 'fragment'
    if (!isPossible) throw new SsoFault('response-mode-impossible', { responseMode, responseType })
    return { value: responseMode, reason: 'configured' }
  }
  const published = metadata.response_modes_supported
  const hasFormPost = published?.includes('form_post') ?? !isCode
  if (!isCode)
    return hasFormPost
      ? { value: 'form_post', reason: 'keeps tokens out of addresses' }
      : { value: 'fragment', reason: 'published: without form_post' }
  const isOnlyForm = published !== undefined && !published.includes('query') && hasFormPost
  return isOnlyForm
    ? { value: 'form_post', reason: 'published: without query' }
    : { value: 'query', reason: 'default of the specification' }
}
