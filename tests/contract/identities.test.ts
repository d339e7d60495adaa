import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Accounts, createAccounts, type SignInIdentity } from '../../src/accounts/index.ts'
import { createEvents } from '../../src/base/events.ts'
import { createServerKey } from '../../src/base/server-key.ts'
import { migrate, openAppDb, openHistoryDb } from '../../src/storage/sql/open.ts'
import type { AppDb } from '../../src/storage/sql/schema.ts'
import { databases, type TestDatabases } from '../kit/databases.ts'

const minute = 60_000
const linkingProviders = ['trusted', 'trusted-2']

describe.each(databases)('identities on $name', (kind) => {
  describe.skipIf(!kind.available)('', () => {
    let now = 1_800_000_000_000
    let place: TestDatabases
    let db: AppDb
    let accounts: Accounts
    const audited: string[] = []
    beforeAll(async () => {
      place = await kind.start()
      const { settings } = await place.fresh()
      db = await openAppDb(settings)
      const history = await openHistoryDb(settings)
      await migrate(db, history)
      await history.destroy()
      const events = createEvents((error) => {
        throw error
      })
      events.on('audited', ({ action, actor, subject }) => void audited.push(`${action} ${subject} by ${actor}`))
      const key = createServerKey(Buffer.alloc(32, 7))
      accounts = createAccounts({ db, clock: { now: () => now }, events, key, sessionLength: 720 * 60 * minute })
      await accounts.users.create({ username: 'root', admin: true, password: 'root' }, 'test')
    })
    afterAll(async () => {
      await db.destroy()
      await place.stop()
    })

    const pass = (time: number) => {
      now += time
    }
    let count = 0
    const fresh = (name: string) => `${name}-${++count}`
    const identityOf = (name: string, more: Partial<SignInIdentity> = {}): SignInIdentity => ({
      provider: 'acme',
      issuer: 'https://idp.example',
      subject: name,
      beyondSub: null,
      providerSession: null,
      username: name,
      name: null,
      email: `${name}@corp.example`,
      emailVerified: true,
      emailCounts: true,
      groups: null,
      admin: null,
      teams: null,
      ifInNoGroup: null,
      authenticatedAt: null,
      tokens: null,
      ...more,
    })
    const signIn = (identity: SignInIdentity, provisioning = true) =>
      accounts.signIn.withIdentity(identity, { provisioning, linkingProviders: async () => linkingProviders })
    const local = (username: string, more = {}) =>
      accounts.users.create({ username, email: `${username}@corp.example`, emailVerified: true, ...more }, 'test')
    const isAdmin = async (username: string) => (await accounts.users.get(username)).admin
    const rolesOf = async (username: string) => {
      const rows = await db
        .selectFrom('team_member')
        .innerJoin('entity', 'entity.id', 'team_member.entity_id')
        .innerJoin('user', 'user.id', 'team_member.user_id')
        .select(['entity.name', 'role'])
        .where('user.username', '=', username)
        .execute()
      return Object.fromEntries(rows.map(({ name, role }) => [name, role]))
    }
    const rootPrincipal = async () => {
      const session = (await accounts.signIn.withPassword('root', 'root'))!
      return (await accounts.sessions.find(session.token))!.principal
    }

    describe('a first sign-in whose address an account has', () => {
      type Case = [outcome: string, what: string, identity: Partial<SignInIdentity>, account: object]
      const trusted = { provider: 'trusted' }
      test.each<Case>([
        ['linked', 'every condition holds', trusted, {}],
        ['linked', 'case does not count', { ...trusted, email: 'CASE' }, {}],
        ['account-exists-unlinked', 'the provider is not trusted with it', {}, {}],
        ['account-exists-unlinked', 'the account administers the server', trusted, { admin: true }],
        ['account-exists-unlinked', 'also with a password', trusted, { admin: true, password: 'word' }],
        ['account-exists-unlinked', 'the address of the account is not verified', trusted, { emailVerified: false }],
        ['account-exists-unlinked', 'taken for good, but not proven', { ...trusted, emailVerified: null }, {}],
        ['account-exists-unlinked', 'taken for good, though not verified', { ...trusted, emailVerified: false }, {}],
        ['an account of its own', 'not verified', { ...trusted, emailVerified: false, emailCounts: false }, {}],
        ['an account of its own', 'nothing said', { ...trusted, emailVerified: null, emailCounts: false }, {}],
        ['user-suspended', 'the account is disabled', trusted, { disabled: true }],
        ['user-suspended', 'the account is disabled, and linking is off', {}, { disabled: true }],
      ])('%s: %s', async (outcome, _what, more, { disabled, ...account }: { disabled?: boolean }) => {
        const name = fresh('linked')
        const { id } = await local(name, account)
        if (disabled) await accounts.users.change(name, { disabled }, 'test')
        const identity = identityOf(name, more)
        if (more.email === 'CASE') identity.email = `${name.toUpperCase()}@CORP.example`
        const got = await signIn(identity).catch((error) => error.code as string)
        if (typeof got === 'string') expect(got).toBe(outcome)
        else expect(got.user.id === id ? 'linked' : 'an account of its own').toBe(outcome)
        expect(audited.includes(`identity-linked ${name} by provider trusted`)).toBe(outcome === 'linked')
        if (outcome !== 'linked') expect(await accounts.identities.list(name)).toEqual([])
      })

      test('a letter that looks alike in lower case is another letter', async () => {
        const name = fresh('kate')
        const { id } = await local(name)
        const email = `\u212a${name.slice(1)}@corp.example`
        expect((await signIn(identityOf(name, { ...trusted, email }))).user.id).not.toBe(id)
        expect(await accounts.identities.list(name)).toEqual([])
      })

      test('several accounts have it: nobody is linked', async () => {
        const name = fresh('several')
        await local(name)
        await local(`${name}b`, { email: `${name}@corp.example` })
        await expect(signIn(identityOf(name, trusted))).rejects.toMatchObject({
          code: 'account-exists-unlinked',
          facts: { notLinked: 'several accounts have the address' },
        })
      })

      test('two providers that are trusted lead to one account, without one there are two', async () => {
        const name = fresh('two')
        const first = await signIn(identityOf(name, trusted))
        expect((await signIn(identityOf(name, { provider: 'trusted-2' }))).user.id).toBe(first.user.id)
        expect((await signIn(identityOf(name, { provider: 'other' }))).user.id).not.toBe(first.user.id)
      })

      test('an account that waited at a provider that is not trusted gets nobody', async () => {
        const name = fresh('waiting')
        const waiting = await signIn(identityOf(name, { provider: 'sloppy', subject: 'attacker' }))
        await expect(signIn(identityOf(name, trusted))).rejects.toMatchObject({ code: 'account-exists-unlinked' })
        expect(await accounts.identities.list(waiting.user.username)).toHaveLength(1)
      })

      test('a new sub of the same provider is another person, and that is noted', async () => {
        const name = fresh('recycled')
        const before = await signIn(identityOf(name))
        const after = await signIn(identityOf(name, { subject: `${name}-new` }))
        expect(after.user.id).not.toBe(before.user.id)
        expect(after.findings).toEqual([
          { code: 'username-collision', facts: { wish: name, username: `${name}-2` } },
          { code: 'sub-changed', facts: { username: name } },
        ])
        const linking = fresh('recycled')
        await signIn(identityOf(linking, trusted))
        await expect(signIn(identityOf(linking, { ...trusted, subject: 'new' }))).rejects.toMatchObject({
          facts: { notLinked: 'the account belongs to another person of this provider' },
        })
      })

      test('the same person by a new sub is another account, and an administrator is told whose', async () => {
        const [name, later] = [fresh('entra'), fresh('entra')]
        const person = { email: null, emailVerified: null, emailCounts: false, beyondSub: `tenant/${name}` }
        await signIn(identityOf(name, { ...person, beyondSub: null }))
        await signIn(identityOf(name, person))
        const { user, findings } = await signIn(identityOf(later, person))
        expect(user.username).toBe(later)
        expect(findings).toEqual([{ code: 'sub-changed', facts: { username: name } }])
        expect(await accounts.identities.list(later)).toMatchObject([{ subject: later, beyondSub: `tenant/${name}` }])
        expect((await signIn(identityOf(fresh('entra'), { ...person, provider: 'other' }))).findings).toEqual([])
      })

      test('who was disabled does not come back by another provider', async () => {
        const name = fresh('leaver')
        await signIn(identityOf(name))
        await accounts.users.change(name, { disabled: true }, 'test')
        await expect(signIn(identityOf(name, { provider: 'other' }))).rejects.toMatchObject({ code: 'user-suspended' })
      })

      test('without provisioning the account that waits for its person is found all the same', async () => {
        const name = fresh('prepared')
        const { id } = await local(name)
        expect((await signIn(identityOf(name, trusted), false)).user.id).toBe(id)
        await expect(signIn(identityOf(fresh('stranger'), trusted), false)).rejects.toMatchObject({
          code: 'signup-disabled',
        })
      })
    })

    describe('linking by password', () => {
      const refused = async (account: object = { password: 'word' }) => {
        const name = fresh('owner')
        await local(name, account)
        const identity = identityOf(name, { tokens: null, groups: ['planted-group'] })
        await expect(signIn(identity)).rejects.toMatchObject({ code: 'account-exists-unlinked' })
        await accounts.links.keep(`attempt-${name}`, 'browser', identity)
        return { name, identity, attempt: `attempt-${name}` }
      }

      test('links, signs in, and is audited; the next sign-in needs nothing more', async () => {
        const { name, identity, attempt } = await refused()
        expect(await accounts.links.pending(attempt, 'browser')).toEqual({ username: name })
        const session = await accounts.links.withPassword(attempt, 'browser', 'word')
        expect(session?.user.username).toBe(name)
        expect((await accounts.sessions.find(session!.token))?.principal.provider).toBe('acme')
        expect(audited).toContain(`identity-linked ${name} by ${name}`)
        expect((await signIn(identity)).user.username).toBe(name)
        await expect(accounts.links.withPassword(attempt, 'browser', 'word')).rejects.toMatchObject({
          code: 'link-expired',
        })
      })

      test('an administrator may link so: the password is the proof', async () => {
        const { name, attempt } = await refused({ password: 'word', admin: true })
        expect((await accounts.links.withPassword(attempt, 'browser', 'word'))?.user.username).toBe(name)
        await accounts.users.change(name, { admin: false }, 'test')
      })

      test('a wrong password links nothing, and a right one still does', async () => {
        const { name, attempt } = await refused()
        expect(await accounts.links.withPassword(attempt, 'browser', 'wrong')).toBeNull()
        expect(await accounts.identities.list(name)).toEqual([])
        expect(await accounts.links.withPassword(attempt, 'browser', 'word')).not.toBeNull()
      })

      test('of two at the same time one links', async () => {
        const { attempt } = await refused()
        const both = await Promise.allSettled([1, 2].map(() => accounts.links.withPassword(attempt, 'browser', 'word')))
        expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      })

      test.each<[string, (at: { name: string; attempt: string }) => unknown, string?]>([
        ['from another browser', () => {}, 'other'],
        ['for an attempt that is not known', (at) => Object.assign(at, { attempt: 'unknown' })],
        ['after ten minutes', () => pass(10 * minute + 1)],
        [
          'to an account that was disabled since',
          ({ name }) => accounts.users.change(name, { disabled: true }, 'test'),
        ],
        [
          'to an account whose address was changed since',
          ({ name }) => accounts.users.change(name, { email: null }, 'test'),
        ],
        [
          'where two accounts have a password',
          ({ name }) => local(fresh('twin'), { email: `${name}@corp.example`, password: 'word' }),
        ],
      ])('never %s', async (_what, happens, browser = 'browser') => {
        const at = await refused()
        await happens(at)
        expect(await accounts.links.pending(at.attempt, browser)).toBeNull()
        await expect(accounts.links.withPassword(at.attempt, browser, 'word')).rejects.toMatchObject({
          code: 'link-expired',
        })
      })

      test('what is kept can be read from the database by nobody, and is gone when its time is over', async () => {
        await refused()
        const rows = await db.selectFrom('pending_link').selectAll().execute()
        expect(JSON.stringify(rows)).not.toMatch(/planted-group|"browser"/)
        now += 11 * minute
        const { attempt } = await refused()
        const sealed = await db.selectFrom('pending_link').select(['attempt_id', 'sealed']).execute()
        expect(sealed.filter((row) => row.sealed !== '').map((row) => row.attempt_id)).toEqual([attempt])
      })
    })

    describe('an administrator', () => {
      test('approves a refused sign-in, within a week', async () => {
        const name = fresh('approved')
        const { id } = await local(name, { admin: false })
        const identity = identityOf(name)
        await expect(signIn(identity)).rejects.toMatchObject({ code: 'account-exists-unlinked' })
        await accounts.links.keep(name, 'browser', identity)
        now += 6 * 24 * 60 * minute
        await accounts.links.approve(name, name, 'root')
        expect(audited).toContain(`identity-linked ${name} by root`)
        expect((await signIn(identity)).user.id).toBe(id)
        await expect(accounts.links.approve(name, name, 'root')).rejects.toMatchObject({ code: 'link-expired' })
      })

      test('links and unlinks; unlinking ends the sessions of that provider and no others', async () => {
        const name = fresh('moved')
        const user = await local(name, { password: 'word' })
        const key = { provider: 'acme', subject: `odd subject ${'x'.repeat(200)}`, issuer: 'https://idp.example' }
        await accounts.identities.link(name, key, 'root', 'administrator')
        await accounts.identities.link(name, key, 'root', 'administrator')
        const { token, user: who } = await signIn(identityOf(name, { subject: key.subject }))
        expect(who.id).toBe(user.id)
        const byPassword = (await accounts.signIn.withPassword(name, 'word'))!
        await accounts.identities.unlink(name, key, 'root')
        expect(await accounts.sessions.find(token)).toBeNull()
        expect(await accounts.sessions.find(byPassword.token)).not.toBeNull()
        expect(await accounts.identities.list(name)).toEqual([])
        expect(audited).toContain(`identity-unlinked ${name} by root`)
        await expect(accounts.identities.unlink(name, key, 'root')).rejects.toMatchObject({
          code: 'identity-not-found',
        })
      })

      test('cannot take an identity from somebody who has it', async () => {
        const [owner, other] = [fresh('has'), fresh('wants')]
        await signIn(identityOf(owner))
        await local(other)
        const key = { provider: 'acme', subject: owner, issuer: '' }
        await expect(accounts.identities.link(other, key, 'root', 'administrator')).rejects.toMatchObject({
          code: 'identity-taken',
        })
        await expect(accounts.identities.link('nobody', key, 'root', 'administrator')).rejects.toMatchObject({
          code: 'user-not-found',
        })
      })
    })

    describe('what the provider says at a later sign-in', () => {
      test('an address that somebody else has is not taken over; one that is free is', async () => {
        const [name, other] = [fresh('moving'), fresh('holder')]
        await signIn(identityOf(name))
        await signIn(identityOf(other, { provider: 'other' }))
        const { user, findings } = await signIn(identityOf(name, { email: `${other}@corp.example` }))
        expect(user.email).toBe(`${name}@corp.example`)
        expect(findings).toEqual([{ code: 'email-changed', facts: { username: other } }])
        expect((await signIn(identityOf(name, { email: `${name}@new.example` }))).user.email).toBe(
          `${name}@new.example`,
        )
      })

      test('a proof that is not repeated stays, for the same address; a new address needs its own', async () => {
        const name = fresh('proof')
        const verified = async () => {
          const row = db.selectFrom('user').select('email_verified').where('username', '=', name)
          return (await row.executeTakeFirstOrThrow()).email_verified === 1
        }
        await signIn(identityOf(name))
        await signIn(identityOf(name, { emailVerified: null }))
        expect(await verified()).toBe(true)
        await signIn(identityOf(name, { emailVerified: null, email: `${name}@new.example` }))
        expect(await verified()).toBe(false)
        await signIn(identityOf(name, { emailVerified: true, email: `${name}@new.example` }))
        await signIn(identityOf(name, { emailVerified: false, email: `${name}@new.example` }))
        expect(await verified()).toBe(false)
      })

      test('the administrator role comes and goes, and stays where nothing is said', async () => {
        const name = fresh('boss')
        await signIn(identityOf(name, { admin: true }))
        expect(await isAdmin(name)).toBe(true)
        await signIn(identityOf(name, { admin: null }))
        expect(await isAdmin(name)).toBe(true)
        await signIn(identityOf(name, { admin: false }))
        expect(await isAdmin(name)).toBe(false)
        expect(audited).toContain(`user-demoted ${name} by provider acme`)
      })

      test('of administrators who are all demoted at the same time one stays', async () => {
        const names = [fresh('last'), fresh('last'), fresh('last')]
        for (const name of names) await signIn(identityOf(name, { admin: true }))
        for (const { username, admin } of await accounts.users.list())
          if (admin && !names.includes(username)) await accounts.users.change(username, { admin: false }, 'test')
        const done = await Promise.all(names.map((name) => signIn(identityOf(name, { admin: false }))))
        const left = (await accounts.users.list()).filter(({ admin }) => admin).map(({ username }) => username)
        expect(left).toHaveLength(1)
        expect(done.flatMap(({ findings }) => findings)).toEqual([
          { code: 'admin-demoted-by-sync', facts: { username: left[0], groups: null } },
        ])
        await accounts.users.change('root', { admin: true }, 'test')
        await accounts.users.change(left[0]!, { admin: false }, 'test')
      })
    })

    describe('teams by groups', () => {
      test('puts in, changes the role, takes out; what was made by hand or is of another provider stays', async () => {
        const by = await rootPrincipal()
        const [vision, speech, hand, foreign] = [fresh('t'), fresh('t'), fresh('t'), fresh('t')]
        for (const name of [vision, speech, hand, foreign]) await accounts.teams.save(by, { name, members: [] })
        const name = fresh('member')
        const says = (teams: SignInIdentity['teams'], provider = 'acme') =>
          signIn(identityOf(name, { provider, teams }))
        await says([{ team: vision!, role: 'member' }])
        expect(await rolesOf(name)).toEqual({ [vision!]: 'member' })
        await accounts.teams.putMember(by, hand!, { username: name, role: 'viewer' })
        await accounts.identities.link(name, { provider: 'other', subject: name, issuer: '' }, 'root', 'administrator')
        await says([{ team: foreign!, role: 'member' }], 'other')
        await says([
          { team: vision!, role: 'admin' },
          { team: speech!, role: 'viewer' },
          { team: hand!, role: 'admin' },
          { team: foreign!, role: 'admin' },
        ])
        const all = { [vision!]: 'admin', [speech!]: 'viewer', [hand!]: 'viewer', [foreign!]: 'member' }
        expect(await rolesOf(name)).toEqual(all)
        await says(null)
        expect(await rolesOf(name)).toEqual(all)
        await says([{ team: speech!, role: 'viewer' }])
        expect(await rolesOf(name)).toEqual({ [speech!]: 'viewer', [hand!]: 'viewer', [foreign!]: 'member' })
        expect(audited).toContain(`team-member-set team ${vision} by provider acme`)
        expect(audited).toContain(`team-member-removed team ${vision} by provider acme`)
        expect(audited).not.toContain(`team-member-removed team ${hand} by provider acme`)
      })

      test('groups that are left out mean none where they were said before, and nothing where they never were', async () => {
        const by = await rootPrincipal()
        const [team, member, stranger] = [fresh('t'), fresh('in'), fresh('never-in')]
        await accounts.teams.save(by, { name: team, members: [] })
        const leftOut = { groups: null, admin: null, teams: null, ifInNoGroup: { admin: false, teams: [] } }
        await signIn(identityOf(member, { groups: ['g'], admin: true, teams: [{ team, role: 'member' }] }))
        await signIn(identityOf(stranger))
        await accounts.users.change(stranger, { admin: true }, 'test')
        for (const name of [member, stranger]) await signIn(identityOf(name, leftOut))
        expect([await rolesOf(member), await isAdmin(member)]).toEqual([{}, false])
        expect(await isAdmin(stranger)).toBe(true)
        await accounts.users.change(stranger, { admin: false }, 'test')
      })

      test('a membership that somebody confirmed by hand is no longer the provider’s to take', async () => {
        const by = await rootPrincipal()
        const [team, name] = [fresh('t'), fresh('kept')]
        await accounts.teams.save(by, { name: team, members: [] })
        await signIn(identityOf(name, { teams: [{ team, role: 'member' }] }))
        await accounts.teams.putMember(by, team, { username: name, role: 'admin' })
        await signIn(identityOf(name, { teams: [] }))
        expect(await rolesOf(name)).toEqual({ [team]: 'admin' })
      })

      test('a team that does not exist, or is a person, is not made, and is named', async () => {
        const name = fresh('nowhere')
        const teams = ['no-such-team', 'root'].map((team) => ({ team, role: 'member' as const }))
        const { findings } = await signIn(identityOf(name, { teams }))
        expect(findings).toEqual([{ code: 'team-missing', facts: { teams: ['no-such-team', 'root'] } }])
        expect(await rolesOf(name)).toEqual({})
      })

      test('the same door serves who asks the provider again later, and never makes an account', async () => {
        const by = await rootPrincipal()
        const [team, name] = [fresh('t'), fresh('later')]
        await accounts.teams.save(by, { name: team, members: [] })
        await expect(accounts.signIn.renew(identityOf(name))).rejects.toMatchObject({ code: 'signup-disabled' })
        expect(await accounts.users.find(name)).toBeNull()
        await signIn(identityOf(name))
        await accounts.signIn.renew(identityOf(name, { teams: [{ team, role: 'member' }] }))
        expect(await rolesOf(name)).toEqual({ [team]: 'member' })
      })
    })
  })
})
