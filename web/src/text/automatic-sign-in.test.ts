import { expect, test } from 'vitest'
import { automaticStart } from './automatic-sign-in.ts'

const surroundings = (now = 1_000_000) => {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  }
  return { storage, now, origin: 'https://signpost.example' }
}

test('a stranger is sent to the one provider, and back to the page that was meant', () => {
  expect(automaticStart('/oidc/login', '/acme/project?x=1', surroundings())).toBe(
    '/oidc/login?return_to=%2Facme%2Fproject%3Fx%3D1&origin=https%3A%2F%2Fsignpost.example',
  )
})

test('nobody is sent where the server says so, or the address', () => {
  expect(automaticStart(null, '/', surroundings())).toBeNull()
  expect(automaticStart('/oidc/login', '/?auto=0', surroundings())).toBeNull()
})

test('nobody is sent twice within a minute: the sign-in did not last', () => {
  const first = surroundings()
  expect(automaticStart('/oidc/login', '/', first)).not.toBeNull()
  expect(automaticStart('/oidc/login', '/', { ...first, now: first.now + 59_000 })).toBeNull()
  expect(automaticStart('/oidc/login', '/', { ...first, now: first.now + 61_000 })).not.toBeNull()
})
