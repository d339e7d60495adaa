import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Accounts, User } from '../../accounts/index.ts'
import { endpoint } from './endpoint.ts'

const user = z.object({
  username: z.string(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  admin: z.boolean(),
  disabled: z.boolean(),
  createdAt: z.number(),
  hasPassword: z.boolean(),
})
const answer = z.object({ user })
const details = {
  email: z.string().max(191).nullish(),
  emailVerified: z.boolean().optional(),
  name: z.string().max(200).nullish(),
  admin: z.boolean().optional(),
  password: z.string().max(1000).optional(),
  apiKeys: z.array(z.string().max(200)).max(100).optional(),
}

const identity = z.object({
  provider: z.string(),
  subject: z.string(),
  issuer: z.string(),
  beyondSub: z.string().nullable(),
  createdAt: z.number(),
  lastSignInAt: z.number(),
})
const key = { provider: z.string().min(1).max(63), subject: z.string().min(1).max(2000) }

/** What makes an administrator, or lets somebody act as another person. */
const handsOver = ({ admin, password, apiKeys }: { admin?: boolean; password?: string; apiKeys?: string[] }): boolean =>
  admin === true || password !== undefined || apiKeys !== undefined

const shown = ({ id: _, ...rest }: User) => rest
const path = '/api/admin/users'

/** Everybody who has an account. `apiKeys` imports keys of other servers; in a PATCH they are all that the person has afterwards. */
export function mountAdminUsers(app: FastifyInstance, accounts: Accounts): void {
  const { users, keys } = accounts
  mountIdentities(app, accounts)
  endpoint(app, {
    method: 'GET',
    path,
    who: 'admin',
    summary: 'Everybody, by name',
    answer: z.object({ users: z.array(user) }),
    run: async () => ({ users: (await users.list()).map(shown) }),
  })
  endpoint(app, {
    method: 'POST',
    path,
    who: 'admin',
    summary: 'Make an account',
    decisive: handsOver,
    body: z.object({ username: z.string().max(200), ...details }),
    answer,
    status: 201,
    run: async ({ principal, body: { apiKeys = [], ...rest } }) => {
      await keys.requireImportable(null, apiKeys)
      const made = await users.create(rest, principal.username)
      for (const key of apiKeys) await keys.import(made.id, key, principal.username)
      return { user: shown(made) }
    },
  })
  endpoint(app, {
    method: 'GET',
    path: `${path}/:username`,
    who: 'admin',
    summary: 'A person',
    answer,
    run: async ({ params }) => ({ user: shown(await users.get(params['username'] ?? '')) }),
  })
  endpoint(app, {
    method: 'PATCH',
    path: `${path}/:username`,
    who: 'admin',
    summary: 'Change a person; disabling ends sessions, keys and streams at once',
    decisive: handsOver,
    body: z.object({ ...details, disabled: z.boolean().optional() }),
    answer,
    run: async ({ principal, params, body: { apiKeys, ...changes } }) => {
      const before = await users.get(params['username'] ?? '')
      if (apiKeys) await keys.requireImportable(before.id, apiKeys)
      const changed = await users.change(before.username, changes, principal.username)
      if (apiKeys) await keys.replace(before.id, apiKeys, principal.username)
      return { user: shown(changed) }
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${path}/:username`,
    who: 'admin',
    summary: 'Delete a person; the runs stay',
    decisive: true,
    status: 204,
    run: ({ principal, params }) => users.remove(params['username'] ?? '', principal.username),
  })
}

/** As whom a person is known at the providers. */
function mountIdentities(app: FastifyInstance, { identities, links }: Accounts): void {
  const answer = z.object({ identities: z.array(identity) })
  const listOf = async (username: string) => ({ identities: await identities.list(username) })
  endpoint(app, {
    method: 'GET',
    path: `${path}/:username/identities`,
    who: 'admin',
    summary: 'The identities by which a person signs in at providers',
    answer,
    run: ({ params }) => listOf(params['username'] ?? ''),
  })
  endpoint(app, {
    method: 'POST',
    path: `${path}/:username/identities`,
    who: 'admin',
    summary:
      'Link an identity: that of a sign-in which ended by account-exists-unlinked, or any by its provider and subject',
    decisive: true,
    body: z.union([
      z.strictObject({ attempt: z.string().min(1).max(100) }),
      z.strictObject({ ...key, issuer: z.string().max(2000).default('') }),
    ]),
    answer,
    status: 201,
    async run({ principal, params, body }) {
      const username = params['username'] ?? ''
      if ('attempt' in body) await links.approve(username, body.attempt, principal.username)
      else await identities.link(username, body, principal.username, 'administrator')
      return listOf(username)
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: `${path}/:username/identities`,
    who: 'admin',
    summary: 'Unlink an identity, and end its sessions',
    query: z.object(key),
    status: 204,
    run: ({ principal, params, query }) => identities.unlink(params['username'] ?? '', query, principal.username),
  })
}
