import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Accounts, NewSession, Principal, User } from '../../accounts/index.ts'
import type { SignInAttempts } from '../../admin/index.ts'
import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import { sessionCookie } from '../../http/cookies.ts'
import { isComplete, type ProviderDirectory, startPath } from '../../sso/index.ts'
import { requirePrincipal } from '../authenticate.ts'
import type { Me, SignInOptions } from './contract.ts'

export interface AccountParts {
  accounts: Accounts
  attempts: SignInAttempts
  clock: Clock
  providers: ProviderDirectory
  publicUrl: string
  demo: boolean
}

const signInBody = z.object({ username: z.string().max(200), password: z.string().max(2000) })
const setupBody = z.object({
  token: z.string().max(200),
  username: z.string().max(200),
  password: z.string().max(2000),
  email: z.string().max(200).optional(),
})
const keyBody = z.object({ name: z.string().max(100).default('') })

/** Signing in by password, set-up, and a person's own API keys. */
export function mountAccountPages(app: FastifyInstance, parts: AccountParts): void {
  const { accounts, clock, providers, publicUrl } = parts
  const begin = (reply: FastifyReply, session: NewSession, provider: string): Me => {
    reply.header('set-cookie', sessionCookie(publicUrl, session, clock.now()))
    return { user: meOf(session.user, provider) }
  }

  app.get(
    '/api/sign-in-options',
    async (): Promise<SignInOptions> => ({
      providers: (await providers.list()).map((each) => ({
        id: each.id,
        name: each.name,
        start: startPath(each.id),
        complete: isComplete(each),
      })),
      password: true,
      setupNeeded: await accounts.setup.isNeeded(),
      demo: parts.demo,
    }),
  )

  app.post('/api/sign-in', async (request, reply) => {
    const { username, password } = parse(signInBody, request.body)
    const session = await accounts.signIn.withPassword(username, password)
    if (!session) {
      throw new AppError('unauthenticated', 'sign-in-refused', 'User name and password do not belong together.')
    }
    return begin(reply, session, 'password')
  })

  app.post('/api/setup', async (request, reply) => {
    const { token, ...user } = parse(setupBody, request.body)
    return begin(reply, await accounts.setup.use(token, user), 'setup')
  })

  app.get('/api/me', async (request): Promise<Me> => {
    const principal = requirePrincipal(request)
    return { user: meOf(principal, principal.provider) }
  })

  app.get('/api/keys', async (request) => ({ keys: await accounts.keys.list(requirePrincipal(request).userId) }))
  app.post('/api/keys', async (request, reply) => {
    const { userId, username } = requirePrincipal(request)
    const { name } = parse(keyBody, request.body)
    return reply.status(201).send(await accounts.keys.create(userId, name, username))
  })
  app.delete<{ Params: { id: string } }>('/api/keys/:id', async (request, reply) => {
    const { userId, username } = requirePrincipal(request)
    await accounts.keys.remove(userId, Number(request.params.id), username)
    return reply.status(204).send()
  })
}

const meOf = ({ username, email, name, admin }: User | Principal, provider: string | null): Me['user'] => ({
  username,
  email,
  name,
  admin,
  provider,
})

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(body)
  if (success) return data
  const [issue] = error.issues
  const where = issue?.path.join('.') || 'the body'
  throw new AppError('invalid', 'body-invalid', `${where}: ${issue?.message ?? 'is not as expected'}.`)
}
