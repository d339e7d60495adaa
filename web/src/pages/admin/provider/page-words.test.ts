import { expect, test } from 'vitest'
import { pageWords } from './page-words.ts'

test.each([
  ['Set OIDC_ISSUER=https://a.example/.', {}, 'Set “Issuer” to https://a.example/.'],
  [
    'Set OIDC_ISSUER=https://a.example/.',
    { issuer: 'GORILLA_OIDC_ISSUER' },
    'Set GORILLA_OIDC_ISSUER=https://a.example/.',
  ],
  ['Compare OIDC_CLIENT_ID ("x").', {}, 'Compare “Client id” ("x").'],
  ['Set OIDC_SECRET (or the field "Client secret" on the settings page) to it.', {}, 'Set “Client secret” to it.'],
  ['Set OIDC_SECRET to it.', { issuer: 'OIDC_ISSUER' }, 'Set “Client secret” to it.'],
  ['The value of clientSecret had blanks.', {}, 'The value of “Client secret” had blanks.'],
  [
    'SIGNPOST_ALLOW_HTTP_ISSUER=true, OIDC_AUTH_METHOD=pkce',
    {},
    'SIGNPOST_ALLOW_HTTP_ISSUER=true, OIDC_AUTH_METHOD=pkce',
  ],
])('%s with %j: %s', (sentence, sources, words) => {
  expect(pageWords(sentence, sources)).toBe(words)
})
