import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Accounts } from '../../accounts/index.ts'
import type { RequireSso } from '../../admin/index.ts'
import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import { createAttemptLimits } from '../../http/attempt-limits.ts'
import { clientAddress } from '../../http/client-address.ts'
import { endpoint } from './endpoint.ts'

export interface RequireSsoParts {
  requireSso: RequireSso
  accounts: Pick<Accounts, 'breakGlass'>
  clock: Clock
}

const test = z.object({ at: z.number(), by: z.string(), attempt: z.string(), isCurrent: z.boolean() })
const state = z.object({
  isOn: z.boolean(),
  changed: z.object({ at: z.number(), by: z.string() }).nullable(),
  isSuspended: z.boolean(),
  providers: z.array(z.object({ id: z.string(), name: z.string(), isComplete: z.boolean(), test: test.nullable() })),
  breakGlass: z.array(z.object({ username: z.string(), provenAt: z.number(), obstacle: z.string().nullable() })),
  obstacles: z.array(z.object({ code: z.enum(['sso-only-lockout', 'break-glass-unusable']), detail: z.string() })),
})
const body = z.strictObject({ on: z.boolean() })

/** Single sign-on as the only way in, and the accounts that keep a way back. */
export function mountRequireSso(app: FastifyInstance, { requireSso, accounts, clock }: RequireSsoParts): void {
  const path = '/api/admin/require-sso'
  const limits = createAttemptLimits(clock)

  endpoint(app, {
    method: 'GET',
    path,
    who: 'admin',
    summary: 'Whether only single sign-on lets people in, and what stands in the way of it',
    answer: state,
    run: () => requireSso.state(),
  })

  endpoint(app, {
    method: 'PUT',
    path,
    who: 'admin',
    summary: 'Switch passwords off for everybody but break-glass accounts, or on again; 409 says what is missing',
    // Off is always possible: where single sign-on is broken, nobody could give proof anew there.
    decisive: ({ on }) => on,
    body,
    answer: state,
    async run({ principal, body: { on } }) {
      if (on) await requireSso.switchOn(principal.username)
      else await requireSso.switchOff(principal.username)
      return requireSso.state()
    },
  })

  endpoint(app, {
    method: 'PUT',
    path: '/api/admin/break-glass/:username',
    who: 'admin',
    summary: 'Make an administrator a break-glass account, by its password',
    decisive: true,
    body: z.strictObject({ password: z.string().max(2000) }),
    answer: state,
    async run({ principal, params: { username = '' }, body: { password }, request }) {
      const address = clientAddress(request)
      limits.begin(username, address)
      if (!(await accounts.breakGlass.prove(username, password, principal.username)))
        throw new AppError('forbidden', 'password-wrong', `This is not the password of "${username}".`)
      limits.succeeded(username, address)
      return requireSso.state()
    },
  })

  endpoint(app, {
    method: 'DELETE',
    path: '/api/admin/break-glass/:username',
    who: 'admin',
    summary: 'Make it an account like any other',
    decisive: true,
    answer: state,
    async run({ principal, params: { username = '' } }) {
      await accounts.breakGlass.remove(username, principal.username)
      return requireSso.state()
    },
  })
}
