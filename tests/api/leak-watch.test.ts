import { expect, test } from 'vitest'
import { startServer } from '../kit/server.ts'

const key = 'a-key-that-nobody-should-read-anywhere'

test.each([
  [
    'an API key in the log',
    async (url: string) => void (await fetch(url, { headers: { authorization: `Bearer ${key}` } })),
    key,
  ],
  [
    'a code of a callback in the log',
    async (url: string) => void (await fetch(`${url}/oidc/callback?state=x&code=${key}`)),
    key,
  ],
])('every test server finds %s', async (_what, bring, secret) => {
  const server = await startServer()
  await bring(server.url)
  server.context.log.info({ seen: { deep: [`before ${secret} behind`] } }, 'a leak')
  await expect(server.stop()).rejects.toThrow(/stands in the log/)
})

test('and is quiet where nothing is put out', async () => {
  const server = await startServer()
  await fetch(`${server.url}/oidc/callback?state=x&code=${key}`, { headers: { authorization: `Bearer ${key}` } })
  await server.stop()
})
