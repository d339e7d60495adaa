import type { Found } from './reading.ts'

/** Without `https://`, only what looks like a host name: a secret may have dots too. */
const bareHost = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,24}(:\d+)?(\/\S*)?$/

/** Whether this is one address and nothing else. */
export const isUrl = (text: string): boolean =>
  !/\s/.test(text) && (/^https?:\/\//i.test(text) || bareHost.test(text)) && parsed(text) !== null

const parsed = (text: string): URL | null => URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`)

interface Shape {
  kind: string
  fits(url: URL): boolean
  read(url: URL, text: string, found: Found, ours: string): void
}

const segment = (url: URL, index: number): string => url.pathname.split('/')[index] ?? ''
const after = (text: string, mark: string): string | undefined => text.split(mark)[1]?.split(/[/?#]/)[0]

/** The address of a page of a console says which provider it is, and mostly which application. */
const consoles: Shape[] = [
  {
    kind: 'a page of the console of Keycloak',
    fits: ({ pathname, hash }) => /\/admin\/[^/]+\/console/.test(pathname) && hash.length > 2,
    read(url, _, found) {
      const realm = url.hash.replace(/^#\/?(realms\/)?/, '').split('/')[0]
      const base = url.pathname.split('/admin/')[0]
      if (realm) found.take('issuer', `${url.origin}${base}/realms/${realm}`, 'the realm in the address')
      found.leave('the rest of the address', 'it leads to a page of the console')
    },
  },
  {
    kind: 'a page of the console of Okta',
    fits: ({ hostname }) => /-admin\.(okta|oktapreview|okta-emea)\.com$/.test(hostname),
    read(url, text, found) {
      found.take('issuer', url.origin.replace('-admin.', '.'), 'the address, without "-admin"')
      found.take('clientId', after(text, '/instance/'), 'the application in the address')
    },
  },
  {
    kind: 'a page of the console of Auth0',
    fits: ({ hostname, pathname }) => hostname === 'manage.auth0.com' && pathname.startsWith('/dashboard/'),
    read(url, text, found) {
      found.take(
        'issuer',
        `https://${segment(url, 3)}.${segment(url, 2)}.auth0.com/`,
        'tenant and region in the address',
      )
      found.take('clientId', after(text, '/applications/'), 'the application in the address')
    },
  },
  {
    kind: 'a page of the console of Entra',
    fits: ({ hostname }) => /^(portal\.azure\.com|entra\.microsoft\.com)$/.test(hostname),
    read(_, text, found) {
      found.take('clientId', after(text, '/appId/'), '"appId" in the address')
      found.leave(
        'the issuer',
        'the directory does not stand in this address; it is on the page, as Directory (tenant) ID',
      )
    },
  },
]

const authorization: Shape = {
  kind: 'the address of a sign-in page',
  fits: ({ pathname, searchParams }) =>
    searchParams.has('client_id') ||
    searchParams.has('response_type') ||
    /\/(authorize|auth|authorization|login\/oauth\/authorize)\/?$|\/protocol\/openid-connect\/\w+\/?$/.test(pathname),
  read(url, _, found, ours) {
    found.take('issuer', url.origin + url.pathname, 'the address; which issuer belongs to it is asked of the provider')
    found.take('clientId', url.searchParams.get('client_id'), 'client_id in the address')
    found.registered(url.searchParams.get('redirect_uri') ?? [], ours)
    const scopes = url.searchParams.get('scope')?.split(/\s+/).filter(Boolean) ?? []
    if (scopes.some((each) => !usual.includes(each))) found.take('scopes', scopes, 'scope in the address')
    for (const name of ['response_type', 'response_mode', 'state', 'nonce', 'code_challenge', 'prompt'])
      if (url.searchParams.has(name)) found.leave(name, 'it is made anew for each sign-in')
  },
}

const usual = ['openid', 'profile', 'email']

const discovery: Shape = {
  kind: 'the address of a discovery document',
  fits: ({ pathname }) => pathname.includes('/.well-known/'),
  read(url, text, found) {
    const [before = '', behind = ''] = text.split(/[?#]/)[0]!.split(/\/\.well-known\/[^/]+/)
    // RFC 8414 has the path behind the well-known part.
    found.take('issuer', before + behind, `the address, without its end${behind ? ', and the path behind it' : ''}`)
    if (url.search) found.leave('what stands behind "?"', 'an issuer has none')
  },
}

const plain: Shape = {
  kind: 'an issuer',
  fits: () => true,
  read: (_, text, found) => found.take('issuer', text, 'what was pasted'),
}

/** One address: of a console, a sign-in page, a discovery document, or the issuer itself. `ours` is the redirect URI here. */
export function readUrl(text: string, found: Found, ours: string): void {
  const url = parsed(text)
  if (!url) return
  if (url.username || url.password) {
    found.leave('the address', 'a user name and a password stand in it')
    return
  }
  const shape = [...consoles, discovery, authorization, plain].find((each) => each.fits(url))!
  found.kind = shape.kind
  shape.read(url, text, found, ours)
}
