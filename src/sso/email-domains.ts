import { domainToASCII } from 'node:url'
import { isComplete, type ProviderSettings } from './provider.ts'

/** A domain as it is compared: `@Bücher.example` is `xn--bcher-kva.example`. */
export const plainDomain = (written: string): string => domainToASCII(written.trim().replace(/^@/, '')) || written

/** The provider for the person with this e-mail address, by its domain; null where none has it. Domains below it are others. */
export function providerOfEmail(providers: ProviderSettings[], email: string): ProviderSettings | null {
  const at = email.lastIndexOf('@')
  if (at < 1) return null
  const domain = plainDomain(email.slice(at + 1))
  return providers.find((each) => isComplete(each) && each.emailDomains.includes(domain)) ?? null
}
