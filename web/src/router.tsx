import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { Loading } from './components/states.tsx'
import { NotFound, PageError } from './pages/error.tsx'
import { ApiError } from './queries/api.ts'
import { client } from './queries/client.ts'
import { meQuery, signInOptionsQuery } from './queries/session.ts'
import { attemptSearch } from './text/attempt-search.ts'
import { auditSearch } from './text/audit-search.ts'
import { automaticStart } from './text/automatic-sign-in.ts'
import { holdInvite } from './text/invite-in-hand.ts'

const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: PageError })

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined

// --- open to anyone

interface LoginSearch {
  error?: string
  code?: string
  attempt?: string
  return_to?: string
}

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): LoginSearch => ({
    error: text(search['error']),
    code: text(search['code']),
    attempt: text(search['attempt']),
    return_to: text(search['return_to']),
  }),
  component: lazyRouteComponent(() => import('./pages/login.tsx'), 'LoginPage'),
})
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search) => ({ token: text(search['token']) }),
  component: lazyRouteComponent(() => import('./pages/setup.tsx'), 'SetupPage'),
})
const signedOut = createRoute({
  getParentRoute: () => root,
  path: '/signed-out',
  component: lazyRouteComponent(() => import('./pages/signed-out.tsx'), 'SignedOutPage'),
})

// --- behind sign-in, in the shell

/** Leaves for the one provider where the server says so; whether it does. Where the server does not answer, the sign-in page says so. */
async function goToProvider(href: string): Promise<boolean> {
  const options = await client.fetchQuery({ ...signInOptionsQuery, staleTime: 0 }).catch(() => null)
  const start = automaticStart(options?.autoSignIn ?? null, href, {
    storage: sessionStorage,
    now: Date.now(),
    origin: location.origin,
  })
  if (start) location.replace(start)
  return start !== null
}

const home = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location, preload }) => {
    try {
      await client.ensureQueryData(meQuery)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      // A page that is only looked at beforehand, since the pointer is over its link, sends nobody away.
      if (!preload && (await goToProvider(location.href))) return await new Promise(() => {})
      throw redirect({ to: '/login', search: { return_to: location.href === '/' ? undefined : location.href } })
    }
  },
  pendingComponent: () => (
    <div className="page">
      <Loading />
    </div>
  ),
  component: lazyRouteComponent(() => import('./components/shell.tsx'), 'Shell'),
})

const page = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => home, path, component })

/** Filters of a list stand in the address, so that a list can be sent on and the way back leads to it. */
const attempts = createRoute({
  getParentRoute: () => home,
  path: '/settings/sign-in-attempts',
  validateSearch: attemptSearch,
  component: lazyRouteComponent(() => import('./pages/admin/attempts.tsx'), 'AttemptsPage'),
})

const audit = createRoute({
  getParentRoute: () => home,
  path: '/settings/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./pages/admin/audit.tsx'), 'AuditPage'),
})

const project = lazyRouteComponent(() => import('./pages/project/project.tsx'), 'ProjectPage')
const run = lazyRouteComponent(() => import('./pages/run/run.tsx'), 'RunPage')
/** `nw` is a saved view, in the words of the client's library. */
const projectAt = <Path extends string>(path: Path) =>
  createRoute({
    getParentRoute: () => home,
    path,
    validateSearch: (search): { nw?: string } => {
      const nw = text(search['nw'])
      return nw === undefined ? {} : { nw }
    },
    component: project,
  })
const reports = lazyRouteComponent(() => import('./pages/reports/reports.tsx'), 'ReportsPage')
/** All that follows is the title with the id; a title may have slashes in it. */
const report = createRoute({
  getParentRoute: () => home,
  path: '/$entity/$project/reports/$',
  validateSearch: (search): { edit?: boolean } => (search['edit'] === true ? { edit: true } : {}),
  component: lazyRouteComponent(() => import('./pages/reports/report.tsx'), 'ReportPage'),
})
const artifacts = lazyRouteComponent(() => import('./pages/artifacts/collections.tsx'), 'CollectionsPage')
/** What an invite's link proves stands behind its #: it must be out of the address before a sign-in. */
const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  beforeLoad: ({ location }) => {
    holdInvite(location.hash)
    throw redirect({ to: '/join/team', replace: true })
  },
})
const keys = lazyRouteComponent(() => import('./pages/keys.tsx'), 'KeysPage')

/** The window of a test: it is small, and says one thing. */
const signInTest = createRoute({
  getParentRoute: () => root,
  path: '/settings/sign-in-tests/$provider/$test',
  component: lazyRouteComponent(() => import('./pages/admin/sign-in-test-window.tsx'), 'SignInTestWindow'),
})

const tree = root.addChildren([
  signInTest,
  login,
  setup,
  signedOut,
  join,
  home.addChildren([
    page(
      '/',
      lazyRouteComponent(() => import('./pages/home.tsx'), 'HomePage'),
    ),
    page(
      '/authorize',
      lazyRouteComponent(() => import('./pages/authorize.tsx'), 'AuthorizePage'),
    ),
    page('/settings/keys', keys),
    attempts,
    page(
      '/settings/sign-in-attempts/$id',
      lazyRouteComponent(() => import('./pages/admin/attempt.tsx'), 'AttemptPage'),
    ),
    audit,
    page(
      '/settings/health',
      lazyRouteComponent(() => import('./pages/admin/health.tsx'), 'HealthPage'),
    ),
    page(
      '/settings/bundle',
      lazyRouteComponent(() => import('./pages/admin/bundle.tsx'), 'BundlePage'),
    ),
    page(
      '/settings/providers',
      lazyRouteComponent(() => import('./pages/admin/providers.tsx'), 'ProvidersPage'),
    ),
    page(
      '/settings/providers/$id',
      lazyRouteComponent(() => import('./pages/admin/provider/provider.tsx'), 'ProviderPage'),
    ),
    page(
      '/settings/users',
      lazyRouteComponent(() => import('./pages/admin/users.tsx'), 'UsersPage'),
    ),
    page(
      '/join/team',
      lazyRouteComponent(() => import('./pages/join.tsx'), 'JoinPage'),
    ),
    page(
      '/teams',
      lazyRouteComponent(() => import('./pages/team/teams.tsx'), 'TeamsPage'),
    ),
    page(
      '/teams/$team',
      lazyRouteComponent(() => import('./pages/team/team.tsx'), 'TeamPage'),
    ),
    page(
      '/$entity',
      lazyRouteComponent(() => import('./pages/entity.tsx'), 'EntityPage'),
    ),
    projectAt('/$entity/$project'),
    projectAt('/$entity/$project/workspace'),
    page(
      '/$entity/$project/settings',
      lazyRouteComponent(() => import('./pages/project/settings.tsx'), 'ProjectSettingsPage'),
    ),
    page('/$entity/$project/reports', reports),
    report,
    page('/$entity/$project/artifacts', artifacts),
    page('/$entity/$project/artifacts/$type', artifacts),
    page(
      '/$entity/$project/artifacts/$type/$collection',
      lazyRouteComponent(() => import('./pages/artifacts/versions.tsx'), 'VersionsPage'),
    ),
    page(
      '/$entity/$project/artifacts/$type/$collection/$version',
      lazyRouteComponent(() => import('./pages/artifacts/version.tsx'), 'VersionPage'),
    ),
    page(
      '/$entity/$project/sweeps',
      lazyRouteComponent(() => import('./pages/sweeps/sweeps.tsx'), 'SweepsPage'),
    ),
    page(
      '/$entity/$project/sweeps/$sweep',
      lazyRouteComponent(() => import('./pages/sweeps/sweep.tsx'), 'SweepPage'),
    ),
    page('/$entity/$project/runs/$run', run),
    page('/$entity/$project/runs/$run/$tab', run),
  ]),
])

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: PageError,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
