import { SsoFault } from '../faults/sso-fault.ts'
import type { UserinfoIdentity } from '../profiles/profile.ts'
import type { Claims } from './claim-path.ts'

/** The API's members as claims. Of the person's addresses the primary one, with the API's word on whether it is verified. */
export async function claimsOfApi(
  names: UserinfoIdentity['claims'],
  said: Claims,
  listAddresses: () => Promise<Claims[]>,
): Promise<Claims> {
  const found = Object.fromEntries(Object.entries(names).map(([claim, member]) => [claim, said[member]]))
  const sub = Number.isSafeInteger(found['sub']) ? String(found['sub']) : found['sub']
  if (typeof sub !== 'string' || sub === '')
    throw new SsoFault('userinfo-identity', { reason: `there is no "${names.sub}" in its answer` })
  const primary = (await listAddresses()).find((each) => each['primary'] === true)
  return { ...found, sub, ...(primary && { email: primary['email'], email_verified: primary['verified'] === true }) }
}
