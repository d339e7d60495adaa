import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import type { SignInOptions } from '../../../src/wire/app/contract.ts'
import styles from '../components/doorway.module.css'
import { Doorway } from '../components/doorway.tsx'
import { RestoreBanner } from '../components/restore-banner.tsx'
import { Await, Failure } from '../components/states.tsx'
import { useTitle } from '../components/title.ts'
import { useSignIn, useSignInOptions } from '../queries/session.ts'
import { safeReturnTo } from '../text/return-to.ts'
import { startUrl } from '../text/start-url.ts'
import { LinkAccount } from './link-account.tsx'
import { EmailForm } from './login-email.tsx'
import { LoginFailure } from './login-failure.tsx'
import { LoginUnfinished } from './login-unfinished.tsx'
import { destination, lastProvider } from './sign-in-memory.ts'

type Provider = SignInOptions['providers'][number]

export function LoginPage() {
  useTitle('Sign in')
  const search = useSearch({ from: '/login' })
  const failed = search.code ?? search.error
  const returnTo = safeReturnTo(search.return_to ?? (failed && destination.get()), location.origin)
  const options = useSignInOptions()
  useEffect(() => {
    if (!failed) destination.set(returnTo)
  }, [failed, returnTo])
  const waysIn = (
    <Await query={options} what="the ways to sign in" lines={3}>
      {(known) => <WaysIn options={known} returnTo={returnTo} />}
    </Await>
  )
  const foot = 'Experiments, tracked on your own server.'
  if (!failed) {
    return (
      <Doorway title="Sign in" foot={foot} notice={<RestoreBanner />}>
        {waysIn}
        <LoginUnfinished returnTo={returnTo} />
      </Doorway>
    )
  }
  const isOnlyWay = !options.data?.providers.some((each) => each.complete)
  return (
    <Doorway title="You were not signed in" foot={foot} notice={<RestoreBanner />}>
      <LoginFailure code={search.code} attempt={search.attempt} options={options.data} returnTo={returnTo}>
        {search.code === 'account-exists-unlinked' && search.attempt && (
          <LinkAccount attempt={search.attempt} returnTo={returnTo} />
        )}
        {isOnlyWay ? (
          waysIn
        ) : (
          <details className={styles.otherwise}>
            <summary>Sign in another way</summary>
            <div className="stack">{waysIn}</div>
          </details>
        )}
      </LoginFailure>
    </Doorway>
  )
}

function WaysIn({ options, returnTo }: { options: SignInOptions; returnTo: string }) {
  const isOnly = options.providers.length === 1 && !options.emailRouting
  return (
    <>
      {options.setupNeeded && (
        <p className={styles.note}>
          This server has no administrator yet. Open the set-up link that it printed when it started.
        </p>
      )}
      {options.emailRouting && <EmailForm returnTo={returnTo} />}
      {options.emailRouting && <div className={styles.or}>or choose</div>}
      {options.providers.length > 0 && (
        <div className="stack" style={{ gap: 8 }}>
          {options.providers.map((each) => (
            <ProviderButton
              key={each.id}
              provider={each}
              returnTo={returnTo}
              isOnly={isOnly}
              hasPictures={options.providers.some(({ logo }) => logo)}
            />
          ))}
        </div>
      )}
      {options.providers.length > 0 && options.password && <div className={styles.or}>or with a password</div>}
      {options.password ? (
        <PasswordForm returnTo={returnTo} quiet={options.providers.some((each) => each.complete)} />
      ) : (
        <BreakGlass returnTo={returnTo} />
      )}
    </>
  )
}

/** Where only break-glass accounts have passwords that count: out of the way of everybody else, and found when it is needed. */
function BreakGlass({ returnTo }: { returnTo: string }) {
  const [isOpen, setOpen] = useState(false)
  if (!isOpen)
    return (
      <Button variant="subtle" color="gray" c="dimmed" fw={400} size="compact-sm" onClick={() => setOpen(true)}>
        Break-glass account
      </Button>
    )
  return (
    <>
      <p className="dim small">
        For administrators who keep a password in case single sign-on is broken, and for restore passwords.
      </p>
      <PasswordForm returnTo={returnTo} quiet />
    </>
  )
}

interface ProviderButtonProps {
  provider: Provider
  returnTo: string
  /** The one way that is meant; of several none stands out. */
  isOnly: boolean
  /** Then the names stand in one column, also of those without. */
  hasPictures: boolean
}

function ProviderButton({ provider, returnTo, isOnly, hasPictures }: ProviderButtonProps) {
  const picture = provider.logo ? <img src={provider.logo} alt="" /> : null
  const look = {
    fullWidth: true,
    size: 'md',
    classNames: {
      root: styles.provider,
      inner: hasPictures ? styles.picturedInner : styles.providerInner,
      label: styles.providerName,
    },
    ...(hasPictures && { justify: 'flex-start', leftSection: <span className={styles.logo}>{picture}</span> }),
  }
  if (provider.complete) {
    return (
      <Button
        component="a"
        href={startUrl(provider.start, returnTo, location.origin)}
        onClick={() => lastProvider.set(provider.id)}
        {...look}
        variant={isOnly ? 'filled' : 'default'}
        data-testid={`sso-${provider.id}`}
      >
        Continue with {provider.name}
      </Button>
    )
  }
  return (
    <div>
      <Button {...look} variant="default" disabled data-testid={`sso-${provider.id}`}>
        Continue with {provider.name}
      </Button>
      <p className="dim" style={{ fontSize: 12.5, marginTop: 6 }}>
        Not fully set up yet. Administrators: set this provider’s issuer and client ID; <code>signpost doctor</code>{' '}
        names what is missing.
      </p>
    </div>
  )
}

function PasswordForm({ returnTo, quiet }: { returnTo: string; quiet: boolean }) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useSignIn()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate({ username, password }, { onSuccess: () => location.assign(returnTo) })
  }
  return (
    <form onSubmit={submit} className="stack" style={{ gap: 14 }}>
      {signIn.error && <Failure error={signIn.error} />}
      <TextInput
        label="Username or e-mail"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        value={username}
        onChange={(event) => setUsername(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant={quiet ? 'default' : 'filled'}
        size="md"
        loading={signIn.isPending || signIn.isSuccess}
      >
        Sign in
      </Button>
    </form>
  )
}
