import { html } from './bends.ts'
import type { FaultCase } from './case.ts'

const withoutAPerson =
  (error: string, description = '') =>
  (answer: URLSearchParams, asked: URLSearchParams): void => {
    if (asked.get('prompt') !== 'none') return
    answer.set('error', error)
    if (description) answer.set('error_description', description)
  }

/**
 * Habits of providers at which people sign in all the same: no error may be told of them before, and nothing of the attempt. Without a
 * person most providers answer in a way of their own.
 */
export const healthy: Pick<FaultCase, 'name' | 'bends' | 'settings'>[] = [
  { name: 'a provider that is not bent' },
  {
    name: 'a sign-in page in place of an answer without a person',
    bends: () => ({
      answer: ({ path, query }) =>
        isProbe(path, query) ? page(200, html('Sign in', 'Your name and password')) : undefined,
    }),
  },
  {
    name: 'a sign-in page behind a redirect',
    bends: () => ({
      answer({ path, query }) {
        if (path === '/login') return page(200, html('Sign in'))
        return isProbe(path, query) ? { status: 302, headers: { location: '/login?continue=1' } } : undefined
      },
    }),
  },
  {
    name: 'interaction_required without a person',
    bends: () => ({ authorization: withoutAPerson('interaction_required') }),
  },
  {
    name: 'access_denied without a person: nobody was there to be denied',
    bends: () => ({ authorization: withoutAPerson('access_denied') }),
  },
  {
    name: 'a prompt that is not known',
    bends: () => ({
      authorization: withoutAPerson('invalid_request', 'Unsupported value for parameter: prompt'),
    }),
  },
  {
    name: 'a wall that lets browsers through, and no servers',
    bends: () => ({
      answer: ({ path, query }) =>
        isProbe(path, query)
          ? { ...page(403, html('Just a moment...')), headers: { 'content-type': 'text/html', server: 'cloudflare' } }
          : undefined,
    }),
  },
  {
    name: 'a failure whenever there is no person',
    bends: () => ({ answer: ({ path, query }) => (isProbe(path, query) ? page(500, html('Oops')) : undefined) }),
  },
  {
    name: 'a token endpoint that looks at the code before the secret',
    bends: () => ({
      answer: ({ path, form }) =>
        path === '/token' && !(form.get('code') ?? '').startsWith('code-')
          ? { status: 400, body: JSON.stringify({ error: 'invalid_grant', error_description: 'no such code' }) }
          : undefined,
    }),
  },
  {
    name: 'members of the document that nobody knows',
    bends: () => ({
      discovery: (each) => ({
        ...each,
        x_of_ours: { deep: [1, null] },
        claims_supported: 'all',
        service_documentation: null,
      }),
    }),
  },
  {
    name: 'keys of kinds that nobody knows beside the right ones',
    bends: () => ({ jwks: (keys) => [{ kty: 'XYZ', kid: 'odd' }, { kty: 'oct', k: 'AAAA' }, ...keys] }),
  },
]

const isProbe = (path: string, query: URLSearchParams): boolean =>
  path === '/authorize' && query.get('prompt') === 'none'

const page = (status: number, body: string) => ({ status, headers: { 'content-type': 'text/html' }, body })
