import { Link, useLocation } from '@tanstack/react-router'
import styles from './crumbs.module.css'
import { ChevronIcon } from './icons.tsx'

interface Crumb {
  label: string
  to: string
}

const settings: Record<string, string> = {
  keys: 'API keys',
  users: 'People',
  providers: 'Identity providers',
  'sign-in-attempts': 'Sign-in attempts',
  health: 'Health',
  audit: 'Audit trail',
  bundle: 'Debug bundle',
}

/** From an address to the way there: `/ada/mnist/runs/r1/logs` is ada, mnist, r1. */
function crumbsOf(pathname: string): Crumb[] {
  const parts = pathname.split('/').filter(Boolean)
  const name = (index: number) => decodeURIComponent(parts[index] ?? '')
  const upTo = (count: number) => `/${parts.slice(0, count).join('/')}`
  if (parts.length === 0) return []
  if (parts[0] === 'authorize') return [{ label: 'API keys', to: '/settings/keys' }]
  if (parts[0] === 'settings') {
    const crumbs = [{ label: settings[parts[1] ?? ''] ?? 'Settings', to: upTo(2) }]
    if (parts[2]) crumbs.push({ label: name(2), to: upTo(3) })
    return crumbs
  }
  const crumbs = [{ label: name(0), to: upTo(1) }]
  if (parts[1]) crumbs.push({ label: name(1), to: upTo(2) })
  if (parts[2] === 'artifacts' && parts[4]) crumbs.push({ label: name(4), to: upTo(5) })
  if (parts[2] === 'artifacts' && parts[5]) crumbs.push({ label: name(5), to: upTo(6) })
  if (parts[2] === 'runs' && parts[3]) crumbs.push({ label: name(3), to: upTo(4) })
  if (parts[2] === 'reports') crumbs.push({ label: 'Reports', to: upTo(3) })
  if (parts[2] === 'sweeps' && parts[3]) crumbs.push({ label: name(3), to: upTo(4) })
  return crumbs
}

const exact = { exact: true }

export function Crumbs() {
  const { pathname } = useLocation()
  const crumbs = crumbsOf(pathname)
  if (crumbs.length === 0) return null
  return (
    <nav aria-label="Where you are" className={styles.crumbs}>
      <ol>
        {crumbs.map((each, index) => (
          <li key={each.to}>
            {index > 0 && <ChevronIcon size={12} />}
            <Link to={each.to} activeOptions={exact} data-last={index === crumbs.length - 1}>
              {each.label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
