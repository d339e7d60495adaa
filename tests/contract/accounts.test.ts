import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Accounts, createAccounts, type SignInIdentity } from '../../src/accounts/index.ts'
import { createEvents } from '../../src/base/events.ts'
import { createServerKey } from '../../src/base/server-key.ts'
import { migrate, openAppDb, openHistoryDb } from '../../src/storage/sql/open.ts'
import type { AppDb } from '../../src/storage/sql/schema.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'

const hour = 3_600_000

describe.each(databases)('accounts on $name', (kind) => {
  describe.skipIf(!kind.available)('', () => {
    let now = 1_800_000_000_000
    let place: TestDatabases
    let db: AppDb
    let accounts: Accounts
    beforeAll(async () => {
      place = await kind.start()
      const { settings } = await place.fresh()
      db = await openAppDb(settings)
      const history = await openHistoryDb(settings)
      await migrate(db, history)
      await history.destroy()
      accounts = createAccounts(parts())
    })
    const parts = () => ({
      db,
      clock: { now: () => now },
      events: createEvents((error) => {
        throw error
      }),
      key: createServerKey(Buffer.alloc(32, 7)),
      sessionLength: 720 * hour,
    })
    afterAll(async () => {
      await db.destroy()
      await place.stop()
    })

    const identity = (subject: string, more: Partial<SignInIdentity> = {}): SignInIdentity => ({
      provider: 'acme',
      issuer: 'https://idp.example',
      subject,
      beyondSub: null,
      providerSession: null,
      username: 'ada',
      name: 'Ada',
      email: 'ada@corp.example',
      emailVerified: true,
      emailCounts: true,
      groups: null,
      admin: null,
      teams: null,
      ifInNoGroup: null,
      authenticatedAt: now,
      tokens: null,
      ...more,
    })
    const someTokens = {
      issuer: 'https://idp.example',
      clientId: 'signpost',
      idToken: 'header.claims.signature',
      nonce: 'planted-nonce',
      claims: { sub: 'sealed' },
      accessToken: 'planted-access-token',
      accessUntil: null,
      refreshToken: 'planted-refresh-token',
      groupsSaid: false,
    }
    const open = { provisioning: true, linkingProviders: async () => ['trusted', 'trusted-2'] }
    const signIn = (subject: string, more?: Partial<SignInIdentity>) =>
      accounts.signIn.withIdentity(identity(subject, more), open)
    const idOf = async (subject: string, more?: Partial<SignInIdentity>) => (await signIn(subject, more)).user.id

    test('the account is found by provider and sub, never by e-mail or name', async () => {
      const first = await signIn('one')
      expect(await idOf('one', { username: 'changed', email: 'changed@corp.example' })).toBe(first.user.id)
      const second = await signIn('two')
      expect(second.user.id).not.toBe(first.user.id)
      expect(second.user.username).toMatch(/^ada-\d+$/)
      expect(await idOf('one', { provider: 'other' })).not.toBe(first.user.id)
    })

    test.each([
      ['a space at the end', 'spaced', 'spaced '],
      ['case', 'Cased', 'cased'],
      ['an accent', 'cafe', 'café'],
      ['what follows 250 characters', `${'x'.repeat(250)}1`, `${'x'.repeat(250)}2`],
    ])('two subs that differ by %s are two people', async (_, one, other) => {
      expect(await idOf(one)).not.toBe(await idOf(other))
      expect(await idOf(one)).toBe(await idOf(one))
    })

    test('the same new person in four windows at once gets one account', async () => {
      const made = await Promise.all(Array.from({ length: 4 }, () => idOf('in-a-hurry', { username: 'hurry' })))
      expect(new Set(made).size).toBe(1)
    })

    test('an unusable e-mail address or name of a claim does not keep a person out', async () => {
      const claims = { email: 'no address', username: '李雷', name: null }
      const { user } = await signIn('odd', claims)
      expect(user).toMatchObject({ email: null, username: 'no-address' })
      expect((await signIn('nameless', { ...claims, email: null })).user.username).toBe('person')
    })

    test('without provisioning only those who have an account come in', async () => {
      const closed = { ...open, provisioning: false }
      await expect(accounts.signIn.withIdentity(identity('stranger'), closed)).rejects.toMatchObject({
        code: 'signup-disabled',
      })
      await signIn('regular')
      expect((await accounts.signIn.withIdentity(identity('regular'), closed)).user.id).toBe(await idOf('regular'))
    })

    test('administration follows the provider where a rule says so, except for the last administrator', async () => {
      const promoted = await signIn('boss', { admin: true })
      expect(promoted.user.admin).toBe(true)
      expect((await signIn('boss', { admin: false })).user.admin).toBe(true)
      await accounts.users.create({ username: 'second-admin', admin: true }, 'test')
      expect((await signIn('boss', { admin: false })).user.admin).toBe(false)
      expect((await signIn('boss', { admin: null })).user.admin).toBe(false)
    })

    test('of the last two administrators who lose it at the same moment one stays', async () => {
      const names = ['last-one', 'last-two', 'last-three']
      for (const username of names) await accounts.users.create({ username, admin: true }, null)
      for (const { username, admin } of await accounts.users.list())
        if (admin && !names.includes(username)) await accounts.users.change(username, { admin: false }, null)
      const ends = await Promise.allSettled([
        accounts.users.change('last-one', { admin: false }, null),
        accounts.users.change('last-two', { disabled: true }, null),
        accounts.users.remove('last-three', null),
      ])
      const refused = ends.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
      expect(refused).toEqual(['last-admin'])
      const left = (await accounts.users.list()).filter(({ admin, disabled }) => admin && !disabled)
      expect(left).toHaveLength(1)
    })

    test('an e-mail address that is set to what it is stays verified', async () => {
      await accounts.users.create({ username: 'vera', email: 'vera@corp.example', emailVerified: true }, null)
      await accounts.users.change('vera', { email: 'vera@corp.example', name: 'Vera' }, null)
      const verified = () =>
        db.selectFrom('user').select('email_verified').where('username', '=', 'vera').executeTakeFirst()
      expect((await verified())?.email_verified).toBe(1)
      await accounts.users.change('vera', { email: 'new@corp.example' }, null)
      expect((await verified())?.email_verified).toBe(0)
    })

    test('a disabled person is refused, and out at once', async () => {
      const { token, user } = await signIn('leaver', { username: 'leaver' })
      expect((await accounts.sessions.find(token))?.principal.userId).toBe(user.id)
      await accounts.users.change('leaver', { disabled: true }, 'test')
      expect(await accounts.sessions.find(token)).toBeNull()
      await expect(signIn('leaver')).rejects.toMatchObject({ code: 'user-suspended' })
    })

    test('a session ends when it is not used for as long as is allowed, and lasts while it is', async () => {
      const { sessions } = createAccounts({ ...parts(), sessionIdle: 8 * hour })
      const { token } = await signIn('idle')
      const isThereAfter = async (pause: number) => {
        now += pause
        return (await sessions.find(token)) !== null
      }
      expect([await isThereAfter(7 * hour), await isThereAfter(7 * hour), await isThereAfter(8 * hour)]).toEqual([
        true,
        true,
        false,
      ])
      expect(await accounts.sessions.find(token)).not.toBeNull()
    })

    test('back-channel logout ends the sessions of the sub or the sid that it names, and no others', async () => {
      const [a, b, c] = await Promise.all([
        signIn('backed', { providerSession: 'sid-a' }),
        signIn('backed', { providerSession: 'sid-b' }),
        signIn('bystander', { providerSession: 'sid-c' }),
      ])
      const alive = async () =>
        Promise.all([a, b, c].map(async ({ token }) => (await accounts.sessions.find(token)) !== null))
      await accounts.sessions.endOf({ provider: 'other', subject: 'backed', providerSession: null })
      expect(await alive()).toEqual([true, true, true])
      await accounts.sessions.endOf({ provider: 'acme', subject: 'backed', providerSession: 'sid-a' })
      expect(await alive()).toEqual([false, true, true])
      await accounts.sessions.endOf({ provider: 'acme', subject: 'backed', providerSession: null })
      expect(await alive()).toEqual([false, false, true])
    })

    test('the tokens of the provider are kept sealed, and the ID token comes back when the session ends', async () => {
      const { token } = await signIn('sealed', { tokens: someTokens })
      const rows = await db.selectFrom('session').selectAll().execute()
      expect(JSON.stringify(rows)).not.toMatch(/claims|planted/)
      expect(await accounts.sessions.end(token)).toMatchObject({ idToken: 'header.claims.signature' })
      expect(await accounts.sessions.end(token)).toBeNull()
    })

    test('of all who would ask the provider at the same moment one gets the turn, and what it learned is kept', async () => {
      const before = { ...someTokens, refreshToken: 'first' }
      const { token } = await signIn('revalidated', { tokens: before })
      const { askedAt } = (await accounts.sessions.find(token))!.provider!
      now += hour
      const turns = await Promise.all(Array.from({ length: 5 }, () => accounts.sessions.takeTurn(token, askedAt)))
      expect(turns.filter((each) => each !== null)).toEqual([before])
      expect((await accounts.sessions.find(token))!.provider).toMatchObject({ askedAt: now, validatedAt: askedAt })
      await accounts.sessions.renew(token, { ...before, refreshToken: 'second' }, now)
      expect((await accounts.sessions.find(token))!.provider).toMatchObject({ validatedAt: now })
      expect(await accounts.sessions.takeTurn(token, now)).toMatchObject({ refreshToken: 'second' })
    })

    test('a session ends with those of the same session at its provider, or of the same person there', async () => {
      const begin = (sid: string | null, more = {}) => signIn('together', { providerSession: sid, ...more })
      const all = [await begin('x'), await begin('x'), await begin('y'), await begin(null), await begin(null)]
      const away = await begin('x', { provider: 'other' })
      const alive = () => Promise.all(all.map(async ({ token }) => (await accounts.sessions.find(token)) !== null))
      expect(await accounts.sessions.endWith(all[0]!.token, 'provider-session')).toBe(2)
      expect(await alive()).toEqual([false, false, true, true, true])
      expect(await accounts.sessions.endWith(all[3]!.token, 'provider-session')).toBe(1)
      expect(await alive()).toEqual([false, false, true, false, true])
      expect(await accounts.sessions.endWith(all[4]!.token, 'person')).toBe(2)
      expect(await accounts.sessions.find(away.token)).not.toBeNull()
    })

    test('a session ends when its time is over', async () => {
      const { token } = await signIn('timed')
      now += 720 * hour
      expect(await accounts.sessions.find(token)).toBeNull()
    })

    test('an access token lasts its time, in the name of the entry or of the one verified address, and ends with its person', async () => {
      const { users, accessTokens } = accounts
      for (const [username, email] of [
        ['wim', 'Wim@corp.example'],
        ['two', 'both@corp.example'],
        ['three', 'BOTH@corp.example'],
      ] as const)
        await users.create({ username, email, emailVerified: true }, 'test')
      const issue = (account: { username: string } | { email: string }, lasts = hour) =>
        accessTokens.issue({ issuer: 'https://ci.example', subject: 'job', account, expiresAt: now + lasts })
      const byMail = await issue({ email: 'wim@CORP.example' })
      expect(byMail).toMatchObject({ username: 'wim', expiresIn: 3600 })
      const short = await issue({ username: 'wim' }, 1)
      expect(short.expiresIn).toBe(600)
      expect(await accessTokens.principalOf(byMail.token)).toMatchObject({ username: 'wim', via: 'access-token' })
      now += 601_000
      expect(await accessTokens.principalOf(short.token)).toBeNull()
      expect(await accessTokens.principalOf(byMail.token)).not.toBeNull()
      await users.change('wim', { disabled: true }, 'test')
      expect(await accessTokens.principalOf(byMail.token)).toBeNull()
      await expect(issue({ username: 'wim' })).rejects.toMatchObject({ code: 'user-suspended' })
      await expect(issue({ username: 'nobody' })).rejects.toMatchObject({ code: 'workload-user-unknown' })
      await expect(issue({ email: 'both@corp.example' })).rejects.toMatchObject({ code: 'workload-email-no-account' })
      await users.change('wim', { disabled: false }, 'test')
      expect(await accessTokens.principalOf(byMail.token)).toBeNull()
      const last = await issue({ username: 'wim' })
      await users.remove('wim', 'test')
      expect(await accessTokens.principalOf(last.token)).toBeNull()
    })

    test('keys: made, imported, found by exact case, deleted', async () => {
      const { id } = await accounts.users.create({ username: 'keyed' }, 'test')
      const made = await accounts.keys.create(id, 'laptop', 'keyed')
      expect((await accounts.principalOfApiKey(made.key))?.username).toBe('keyed')
      expect(await accounts.principalOfApiKey(made.key.toUpperCase())).toBeNull()
      const imported = `Imported-${'k'.repeat(40)}`
      await accounts.keys.import(id, imported, 'test')
      await accounts.keys.import(id, imported, 'test')
      expect(await accounts.keys.list(id)).toHaveLength(2)
      await accounts.keys.remove(id, made.id, 'keyed')
      expect(await accounts.principalOfApiKey(made.key)).toBeNull()
      const rows = await db.selectFrom('api_key').selectAll().execute()
      expect(JSON.stringify(rows)).not.toContain(imported)
    })

    test('names that differ in case only are one name', async () => {
      await accounts.users.create({ username: 'Casey' }, 'test')
      await expect(accounts.users.create({ username: 'casey' }, 'test')).rejects.toMatchObject({ code: 'name-taken' })
    })

    test('of several who make the same name at once one succeeds', async () => {
      const tries = Array.from({ length: 4 }, () => accounts.users.create({ username: 'same' }, 'test'))
      const done = await Promise.allSettled(tries)
      expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    test('passwords and one-time passwords', async () => {
      await accounts.users.create({ username: 'pass', password: 'word' }, 'test')
      expect((await accounts.signIn.withPassword('pass', 'word'))?.user.username).toBe('pass')
      expect(await accounts.signIn.withPassword('pass', 'word ')).toBeNull()
      const { password } = await accounts.restore.forUser('pass', 'test')
      const both = await Promise.all([1, 2].map(() => accounts.signIn.withPassword('pass', password)))
      expect(both.filter(Boolean)).toHaveLength(1)
    })

    test('a team and its roles', async () => {
      const root = await accounts.users.create({ username: 'team-root', admin: true }, 'test')
      const member = await accounts.users.create({ username: 'team-member' }, 'test')
      const [by, viewer] = await Promise.all(
        [root.id, member.id].map(async (id) => {
          const { key } = await accounts.keys.create(id, 'test', 'test')
          return (await accounts.principalOfApiKey(key))!
        }),
      )
      await accounts.organizations.save(by!, 'org', [])
      const members = [{ username: 'team-member', role: 'viewer' as const }]
      await accounts.teams.save(by!, { name: 'vision', organization: 'org', members })
      expect((await accounts.access.readable(viewer!))?.map(({ name }) => name).sort()).toEqual([
        'team-member',
        'vision',
      ])
      await expect(accounts.access.require(viewer!, 'vision', 'write')).rejects.toMatchObject({ code: 'forbidden' })
      await accounts.organizations.putMember(by!, 'org', { username: 'team-member', role: 'admin' })
      expect((await accounts.access.require(viewer!, 'vision', 'admin')).kind).toBe('team')
    })
  })
})
