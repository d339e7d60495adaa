import { expect } from 'vitest'
import { idTokenModules, userinfoModules } from './code-modules.ts'
import { type Module, timesAsked, without } from './modules.ts'
import { robin } from './provider.ts'

/** The ID token that comes by the browser is bound to what came beside it. */
const hashModules = (claim: 'at_hash' | 'c_hash'): Module[] => {
  const name = claim === 'at_hash' ? 'athash' : 'chash'
  const refused = claim === 'at_hash' ? 'at-hash-mismatch' : 'c-hash-mismatch'
  return [
    {
      name: `invalid-${name}`,
      means: `an ID token with the ${claim} of something else is refused`,
      bends: () => ({ claims: (claims) => ({ ...claims, [claim]: 'AAAAAAAAAAAAAAAAAAAAAA' }) }),
      refused,
    },
    {
      name: `missing-${name}`,
      means: `an ID token without ${claim} is refused`,
      bends: () => ({ claims: (claims) => without(claims, claim) }),
      refused,
    },
  ]
}

/** All that a sign-in of this response type must pass when its answer comes by the browser. */
export function frontChannelModules(responseType: string): Module[] {
  const types = responseType.split(' ')
  const bringsIdToken = types.includes('id_token')
  return [
    {
      name: 'client-test',
      means: 'a plain sign-in is accepted',
      also: (_outcome, station) => {
        expect(timesAsked(station, '/token')).toBe(types.includes('code') ? 1 : 0)
      },
    },
    {
      name: 'nonce-unless-code-flow',
      means: 'a nonce is always sent',
      also: (_outcome, { provider }) => {
        const asked = provider.asked.find(({ path }) => path === '/authorize')!.query
        expect(asked.get('response_type')).toBe(responseType)
        expect(asked.get('nonce')?.length).toBeGreaterThanOrEqual(43)
      },
    },
    ...idTokenModules.map((module) => (bringsIdToken && module.refused ? beforeTheCode(module) : module)),
    ...(bringsIdToken && types.includes('token') ? hashModules('at_hash') : []),
    ...(bringsIdToken && types.includes('code') ? hashModules('c_hash') : []),
    ...(types.join() === 'id_token' ? [claimsInIdToken] : userinfoModules),
  ]
}

/** What the browser brought is refused before its code is redeemed. */
const beforeTheCode = (module: Module): Module => ({
  ...module,
  also: async (outcome, station) => {
    expect(timesAsked(station, '/token')).toBe(0)
    await module.also?.(outcome, station)
  },
})

const claimsInIdToken: Module = {
  name: 'scope-userinfo-claims',
  means: 'the claims of the person are those of the ID token, where there is no access token',
  bends: () => ({ claims: (claims) => ({ ...claims, ...robin }) }),
  also: async ({ jar }, { url }) => {
    expect(JSON.parse((await jar.send(`${url}/api/me`)).text).user).toMatchObject({
      email: robin.email,
      name: robin.name,
    })
  },
}
