import { Menu } from '@mantine/core'
import { Link, Outlet } from '@tanstack/react-router'
import { useAway } from '../queries/connection.ts'
import { refreshHealth, useErrorCount } from '../queries/health.ts'
import { useMe } from '../queries/session.ts'
import { Crumbs } from './crumbs.tsx'
import { RestoreBanner, RestoredNotice } from './restore-banner.tsx'
import styles from './shell.module.css'
import { Shortcuts } from './shortcuts.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { Wordmark } from './wordmark.tsx'

/** The frame of every page behind sign-in: the bar on top, the page below. */
export function Shell() {
  return (
    <>
      <a className={styles.skip} href="#content">
        Skip to the page
      </a>
      <header className={styles.bar}>
        <Link to="/" className={styles.home} aria-label="Signpost: your projects">
          <Wordmark size={20} />
        </Link>
        <Crumbs />
        <div className={styles.tools}>
          <ThemeSwitch />
          <AccountMenu />
        </div>
      </header>
      <AwayNotice />
      <RestoreBanner />
      <RestoredNotice />
      <main id="content">
        <Outlet />
      </main>
      <Shortcuts />
    </>
  )
}

function AwayNotice() {
  const away = useAway()
  return (
    <div role="status">
      {away && (
        <p className={styles.away}>
          The server does not answer just now. What you see may be old; this page reconnects by itself.
        </p>
      )}
    </div>
  )
}

/** Signing out is a form of the browser's own: the server may have to send it on to the identity provider. */
function signOut() {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = '/logout'
  document.body.append(form)
  form.submit()
}

function AccountMenu() {
  const me = useMe()
  const errors = useErrorCount(me?.admin === true)
  if (!me) return null
  const name = me.name ?? me.username
  const label = errors > 0 ? `Account of ${name}, something is wrong with the server` : `Account of ${name}`
  return (
    <Menu position="bottom-end" width={230} shadow="md" onOpen={me.admin ? refreshHealth : undefined}>
      <Menu.Target>
        <button type="button" className={styles.account} aria-label={label}>
          {name.slice(0, 1).toUpperCase()}
          {errors > 0 && <span className={styles.dot} aria-hidden="true" />}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <div className="clip" style={{ fontWeight: 600 }}>
            {name}
          </div>
          <div className="clip dim small">{me.email ?? me.username}</div>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/teams">
          Teams
        </Menu.Item>
        <Menu.Item component={Link} to="/settings/keys">
          API keys
        </Menu.Item>
        {me.admin && (
          <>
            <Menu.Divider />
            <Menu.Label>Administration</Menu.Label>
            <Menu.Item component={Link} to="/settings/users">
              People
            </Menu.Item>
            <Menu.Item component={Link} to="/settings/providers">
              Identity providers
            </Menu.Item>
            <Menu.Item component={Link} to="/settings/sign-in-attempts">
              Sign-in attempts
            </Menu.Item>
            <Menu.Item component={Link} to="/settings/health" rightSection={<ErrorCount count={errors} />}>
              Health
            </Menu.Item>
            <Menu.Item component={Link} to="/settings/audit">
              Audit trail
            </Menu.Item>
            <Menu.Item component={Link} to="/settings/bundle">
              Debug bundle
            </Menu.Item>
          </>
        )}
        <Menu.Divider />
        <Menu.Item onClick={() => window.dispatchEvent(new Event('signpost:shortcuts'))}>Keyboard shortcuts</Menu.Item>
        <Menu.Item onClick={signOut}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** How much the last examination of the server found wrong. */
const ErrorCount = ({ count }: { count: number }) =>
  count > 0 && (
    <span className={styles.count}>
      {count} <span className="unseen">{count === 1 ? 'error' : 'errors'}</span>
    </span>
  )
