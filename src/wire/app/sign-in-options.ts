import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Accounts } from '../../accounts/index.ts'
import type { RequireSso } from '../../admin/index.ts'
import { AppError } from '../../base/errors.ts'
import {
  isComplete,
  type ProviderDirectory,
  type ProviderSettings,
  providerOfEmail,
  startPath,
} from '../../sso/index.ts'
import { logoAddress } from '../logo.ts'
import { createSignedOutMark } from '../signed-out.ts'
import { endpoint } from './endpoint.ts'

export interface SignInOptionsParts {
  accounts: Accounts
  providers: ProviderDirectory
  publicUrl: string
  demo: boolean
  autoSignIn: boolean
  requireSso: Pick<RequireSso, 'isInForce'>
  /** LOCAL_RESTORE. */
  localRestore: boolean
}

const button = z.object({ id: z.string(), name: z.string(), start: z.string() })
const options = z.object({
  providers: z.array(button.extend({ complete: z.boolean(), logo: z.string().optional() })),
  password: z.boolean(),
  setupNeeded: z.boolean(),
  demo: z.boolean(),
  emailRouting: z.boolean(),
  autoSignIn: z.string().nullable(),
  restore: z.boolean(),
})

/** What the sign-in page shows, and which provider an e-mail address leads to. */
export function mountSignInOptions(app: FastifyInstance, parts: SignInOptionsParts): void {
  const { accounts, providers, publicUrl } = parts
  const mark = createSignedOutMark(publicUrl)

  endpoint(app, {
    method: 'GET',
    path: '/api/sign-in-options',
    who: 'anyone',
    summary: 'The ways to sign in',
    answer: options,
    async run({ request }) {
      const list = await providers.list()
      const setupNeeded = await accounts.setup.isNeeded()
      const isAutomatic = parts.autoSignIn && !setupNeeded && mark.read(request) === null
      return {
        providers: list.map((each) => ({ ...buttonOf(each), complete: isComplete(each), ...logoField(each) })),
        password: !(await parts.requireSso.isInForce()),
        setupNeeded,
        demo: parts.demo,
        emailRouting: list.some((each) => isComplete(each) && each.emailDomains.length > 0),
        autoSignIn: isAutomatic ? onlyStart(list) : null,
        restore: parts.localRestore || (await accounts.restore.isOut()),
      }
    },
  })

  endpoint(app, {
    method: 'POST',
    path: '/api/sign-in-provider',
    who: 'anyone',
    summary: 'The provider for the domain of an e-mail address',
    body: z.object({ email: z.string().max(320) }),
    answer: z.object({ provider: button }),
    async run({ body: { email } }) {
      const provider = providerOfEmail(await providers.list(), email.trim())
      if (!provider)
        throw new AppError('not-found', 'no-provider-for-email', 'No identity provider is set up for this address.')
      return { provider: buttonOf(provider) }
    },
  })
}

const buttonOf = ({ id, name }: ProviderSettings): z.input<typeof button> => ({ id, name, start: startPath(id) })

/** Only where there is one. */
const logoField = (provider: ProviderSettings): { logo?: string } => {
  const logo = logoAddress(provider)
  return logo ? { logo } : {}
}

/** Where there is nothing to choose. */
function onlyStart(list: ProviderSettings[]): string | null {
  const [only, ...others] = list
  return only && others.length === 0 && isComplete(only) ? startPath(only.id) : null
}
