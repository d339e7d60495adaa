/**
 * The JSON API of our own web app: the shapes that `web/` and the server share. Only types; `web/` imports nothing else of `src/`.
 * Times are milliseconds since 1970 unless said otherwise. A refusal is an `ErrorBody` with a 4xx or 5xx status.
 */
export interface ErrorBody {
  /**
   * `attempt`: the sign-in that failed. `start`, of `reauthentication-needed`: the address at which the person signs in anew (`return_to`
   * may be added); null for whom it does so by POST /api/sign-in.
   */
  error: { code: string; title: string; message: string; attempt?: string; start?: string | null }
}

// --- signing in -----------------------------------------------------------------------------------------------------------------

/** GET /api/sign-in-options (anyone) */
export interface SignInOptions {
  /** In the order of their buttons. `logo` is the address of a picture. */
  providers: { id: string; name: string; start: string; complete: boolean; logo?: string }[]
  /** False where only break-glass accounts may sign in by password. */
  password: boolean
  /** True until an administrator exists: the page then says where the set-up link is. */
  setupNeeded: boolean
  demo: boolean
  /** Whether some provider is found by the e-mail address of a person. */
  emailRouting: boolean
  /** Where a page that is for people who are signed in sends a stranger at once, in place of the sign-in page; null for nowhere. */
  autoSignIn: string | null
  /** A way in for emergencies is open: LOCAL_RESTORE is set, or a restore password is out that nobody used yet. */
  restore: boolean
}

/** POST /api/sign-in-provider -> 200 ProviderOfEmail, or 404 */
export interface ProviderOfEmailBody {
  email: string
}

export interface ProviderOfEmail {
  provider: { id: string; name: string; start: string }
}

/** POST /api/sign-in -> 200 Me, or 401 */
export interface SignInBody {
  username: string
  password: string
}

/** POST /api/sign-in/link -> 200 Me; 401 for a wrong password, 403 where the sign-in cannot be linked any more */
export interface LinkBody {
  attempt: string
  password: string
}

/** GET /api/admin/users/NAME/identities; DELETE with ?provider=&subject= -> 204 */
export interface Identities {
  identities: { provider: string; subject: string; issuer: string; createdAt: number; lastSignInAt: number }[]
}

/** GET /api/me -> 200, or 401 */
export interface Me {
  user: { username: string; email: string | null; name: string | null; admin: boolean; provider: string | null }
}

/** GET /api/faults/CODE (anyone) -> the visitor's sentence of a code of the catalogue; POST nothing. */
export interface FaultText {
  code: string
  title: string
  message: string
}

/** POST /api/setup -> 200 Me and a session; the token comes from the link `/setup?token=...` in the log. */
export interface SetupBody {
  token: string
  username: string
  password: string
  email?: string
}

// --- teams ----------------------------------------------------------------------------------------------------------------------

export type Role = 'admin' | 'member' | 'viewer'

/** GET /api/admin/teams: those that one may see. POST {name, members} makes one. */
export interface Teams {
  teams: { name: string; organization: string | null; members: { username: string; role: Role }[] }[]
}

/** GET /api/teams/NAME -> {team}. Invites and service accounts are told to its administrators. */
export interface TeamPage {
  name: string
  organization: string | null
  /** What whoever asks may do here. */
  role: Role
  members: { username: string; name: string | null; email: string | null; role: Role }[]
  invites: TeamInvite[]
  serviceAccounts: ServiceAccountLine[]
}
export interface TeamInvite {
  id: number
  email: string
  role: Role
  invitedBy: string
  createdAt: number
  expiresAt: number
}
export interface ServiceAccountLine {
  username: string
  name: string
  role: Role
  createdAt: number
  keys: ApiKey[]
}

/** POST /api/teams/NAME/invites {email or username, role}: a member at once, or an invite with what is in its link, told this once. */
export interface Invited {
  joined: string | null
  invite?: TeamInvite
  token?: string
}

/** POST /api/invites/look, /api/invites/accept {token} */
export interface InviteOffer {
  team: string
  role: Role
  invitedBy: string
}

/** GET /api/projects/ENTITY/PROJECT/settings, PUT {access}, PUT|DELETE .../members/USERNAME */
export interface ProjectSettings {
  access: ProjectAccess
  mayChange: boolean
  members: { username: string; role: Role }[]
}
export type ProjectAccess = 'PRIVATE' | 'ENTITY_READ' | 'ENTITY_WRITE' | 'USER_READ' | 'USER_WRITE' | 'RESTRICTED'

/** GET /api/keys, POST /api/keys {name, scope?} -> 201 NewApiKey, DELETE /api/keys/ID -> 204 */
export interface ApiKeys {
  keys: ApiKey[]
}
export interface ApiKey {
  id: number
  name: string
  /** First characters of the key. */
  hint: string
  /** `read`: it may change nothing. */
  scope: 'read' | 'write'
  createdAt: number
  lastUsedAt: number | null
}
export interface NewApiKey extends ApiKey {
  /** The key itself: told this once. */
  key: string
}

// --- projects and runs ----------------------------------------------------------------------------------------------------------

export type RunState = 'running' | 'finished' | 'failed' | 'crashed' | 'killed' | 'preempting' | 'pending'

export interface ProjectSummary {
  entity: string
  name: string
  description: string | null
  runCount: number
  runningCount: number
  createdAt: number
  /** Of the project or of its latest run. */
  updatedAt: number
}

export interface RunSummary {
  entity: string
  project: string
  /** The id in URLs. */
  name: string
  displayName: string
  state: RunState
  user: string
  createdAt: number
  heartbeatAt: number
  finishedAt: number | null
  group: string | null
  jobType: string | null
  tags: string[]
  notes: string | null
  /** Number of history lines. */
  lines: number
}

/** GET /api/home */
export interface Home {
  /** Entities that a person may log to, the own one first. */
  entities: string[]
  projects: ProjectSummary[]
  /** The latest runs, newest first, at most 20. */
  runs: RunSummary[]
}

/** GET /api/entities/ENTITY/projects */
export interface Projects {
  projects: ProjectSummary[]
}

/** GET /api/projects/ENTITY/PROJECT */
export interface ProjectPage {
  project: ProjectSummary
}

/** GET /api/projects/ENTITY/PROJECT/runs?after=CURSOR&limit=N&search=TEXT, newest first */
export interface RunPage {
  runs: RunSummary[]
  total: number
  next: string | null
}

export type SweepState = 'PENDING' | 'RUNNING' | 'PAUSED' | 'FINISHED' | 'CANCELED'

export interface SweepSummary {
  entity: string
  project: string
  /** The id in URLs. */
  name: string
  title: string
  state: SweepState
  method: string
  user: string
  createdAt: number
  updatedAt: number
  runCount: number
  /** How many runs it will come to; null where it has no end. */
  expectedRuns: number | null
  metric: { name: string; goal: 'minimize' | 'maximize' } | null
  /** The best value of the metric that an ended run came to. */
  best: number | null
}

/** GET /api/projects/ENTITY/PROJECT/sweeps?after=CURSOR, newest first */
export interface SweepList {
  sweeps: SweepSummary[]
  total: number
  next: string | null
}

/** GET /api/sweeps/ENTITY/PROJECT/SWEEP */
export interface SweepDetail {
  sweep: SweepSummary & {
    description: string | null
    program: string | null
    /** YAML, as the client sent it. */
    config: string
    searchedBy: 'server' | 'scheduler' | 'controller'
    earlyStopping: string | null
    /** Nested names are joined by dots; `from` says where its values come from, in words. */
    parameters: { name: string; from: string }[]
    agents: { name: string; host: string; state: 'RUNNING' | 'FINISHED' | 'LOST'; heartbeatAt: number; runs: number }[]
    /** At most a thousand, the best first. `values` has one element for each parameter, as text; null where the run has none. */
    runs: { run: RunSummary; objective: number | null; values: (string | null)[] }[]
  }
}

/** PATCH /api/sweeps/ENTITY/PROJECT/SWEEP -> SweepDetail. FINISHED lets runs end, CANCELED stops them. */
export interface SweepPatch {
  state?: SweepState
  displayName?: string
}

/** GET /api/runs/ENTITY/PROJECT/RUN */
export interface RunDetail {
  run: RunSummary & {
    /** As logged, without the client's own `_wandb` part: `{"lr": 0.1}`. Integers past 2^53 come as strings. */
    config: Record<string, unknown>
    summary: Record<string, unknown>
    /** `wandb-metadata.json` where the client sent it: os, python, gpu, git, args ... */
    metadata: Record<string, unknown> | null
    exitCode: number | null
    stopRequested: boolean
    host: string | null
    program: string | null
    commit: string | null
    repository: string | null
    logLines: number
    eventLines: number
    alerts: { title: string; text: string; severity: 'INFO' | 'WARN' | 'ERROR'; at: number }[]
  }
}

/** What POST /api/projects/ENTITY/PROJECT/keys {runs, stream} lists: a key that any of the runs logged. */
export interface MetricKey {
  key: string
  /** `number` where it can be drawn as a line, else `media`, `histogram`, `text` or `other`. */
  kind: 'number' | 'media' | 'histogram' | 'text' | 'other'
  monotonic: boolean
  /** In how many of the runs. */
  runs: number
  /** The client's `define_metric` says that it is not drawn unless somebody looks for it. */
  hidden: boolean
}
export interface MetricKeys {
  keys: MetricKey[]
  /** Axis per key where the client's `define_metric` says so: key -> x key. */
  xAxis: Record<string, string>
}

/** POST /api/projects/ENTITY/PROJECT/series */
export interface SeriesBody {
  runs: string[]
  stream: 'history' | 'events'
  keys: string[]
  /** `_step`, `_runtime`, `_timestamp` or any logged number. `_timestamp` is in seconds since 1970, `_runtime` in seconds. */
  x: string
  /** 10 to 4000. */
  buckets: number
  from?: number
  to?: number
}
export interface SeriesAnswer {
  series: SeriesLine[]
}
/** One element a bucket. A value that is not finite comes as the string "NaN", "Infinity" or "-Infinity". */
export interface SeriesLine {
  run: string
  key: string
  x: number[]
  last: Logged[]
  min: Logged[]
  max: Logged[]
  exact: boolean
}
export type Logged = number | 'NaN' | 'Infinity' | '-Infinity'

/** GET /api/runs/ENTITY/PROJECT/RUN/media?key=KEY : the latest values of a media, table or text key */
export interface MediaAnswer {
  items: {
    step: number
    /** The value as logged. */
    value: unknown
    /** Signed URLs of the files it names, in order. */
    urls: string[]
  }[]
}

/** GET /api/runs/ENTITY/PROJECT/RUN/logs?from=N&limit=N, or ?last=N */
export interface LogPage {
  lines: { number: number; text: string; level: 'error' | null; at: string | null }[]
  total: number
}

/** GET /api/runs/ENTITY/PROJECT/RUN/files */
export interface FileList {
  files: { name: string; sizeBytes: number; mimeType: string; updatedAt: number; url: string }[]
}

/** PATCH /api/runs/ENTITY/PROJECT/RUN -> RunDetail; POST .../stop -> 204 ; DELETE -> 204 */
export interface RunPatch {
  displayName?: string
  notes?: string | null
  tags?: string[]
}

/** A report, a draft of one, or a workspace. */
export interface ViewSummary {
  id: number
  /** The id at the end of the address of a report. */
  wireId: string
  entity: string
  project: string
  name: string
  kind: 'report' | 'draft' | 'workspace'
  title: string
  description: string
  /** What a change must name, so that nobody's is lost. */
  revision: number
  /** The report that this is a draft of. */
  parent: number | null
  author: string
  createdAt: number
  updatedAt: number
}
/** GET /api/projects/ENTITY/PROJECT/views?kind=report|workspace[&name=] */
export interface ViewListAnswer {
  views: ViewSummary[]
}
/** POST /api/projects/ENTITY/PROJECT/views, GET and PATCH /api/views/ID; DELETE -> 204. `spec` is JSON as wandb-workspaces writes it. */
export interface ViewAnswer {
  view: ViewSummary & { spec: string; mayWrite: boolean }
}
export interface ViewPatch {
  title?: string
  description?: string
  spec?: string
  revision?: number
  kind?: 'report' | 'draft'
}
/** GET /api/views/ID/revisions */
export interface ViewRevisions {
  revisions: { revision: number; at: number; username: string; title: string; description: string; spec: string }[]
}

/** POST /api/projects/ENTITY/PROJECT/run-set {filters, search?, sort?, limit?} */
export interface RunSetAnswer {
  runs: RunWithValues[]
  total: number
  lookedAt: number
}
export interface RunWithValues extends RunSummary {
  config: Record<string, unknown>
  summary: Record<string, unknown>
}

/** GET /api/runs/ENTITY/PROJECT/RUN/charts */
export interface RunCharts {
  charts: {
    key: string
    preset: string
    fields: Record<string, string>
    strings: Record<string, string>
    table: string
  }[]
}
/** GET /api/runs/ENTITY/PROJECT/RUN/table?key=K */
export interface TableAnswer {
  columns: string[]
  data: unknown[][]
  rows: number
}

/**
 * GET /api/live?entity=E[&project=P] : server-sent events, one `change` event each; data is a LiveChange. At most two a second for one run.
 * A `: keep-alive` comment every 15 seconds.
 */
export interface LiveChange {
  entity: string
  project: string
  run: string
  what: 'lines' | 'state' | 'description' | 'files'
}

// --- administrators --------------------------------------------------------------------------------------------------------------

/**
 * GET /api/admin/sign-in-attempts?code=&provider=&username=&outcome=&search=&since=&until=&before=&limit=, newest first. All filters must
 * fit; times are ISO 8601 or milliseconds. `next` is the `before` of the next page. .../export with the same filters is a file.
 */
export interface SignInAttempts {
  attempts: SignInAttempt[]
  next: string | null
}
/** GET /api/admin/sign-in-attempts/causes with the same filters: what did not go well, the most frequent cause first */
export interface SignInCauses {
  causes: SignInCause[]
}
export interface SignInCause {
  outcome: SignInAttempt['outcome']
  /** Null where no cause is known yet. */
  code: string | null
  title: string | null
  attempts: number
  lastAt: number
  providers: string[]
}
/**
 * GET /api/admin/sign-in-attempts/ID; .../export is the same as a file. POST .../probe asks the provider why the browser has not come back
 * and gives the page anew.
 */
export interface SignInAttemptPage {
  attempt: SignInAttempt
  /** What the catalogue says of `code`, for the administrator. */
  explanation: { title: string; happened: string; cause: string } | null
  /** The provider's own words. */
  quotes: { what: string; text: string }[]
  lookAlikes: { code: string; title: string; decides: string }[]
  fixes: AttemptFix[]
  /** Fixes that were applied from this page and not undone: by POST /api/admin/providers/PROVIDER/changes/CHANGE/undo. */
  applied: { change: number; title: string; at: number; actor: string; obstacle: string | null }[]
}
/** POST /api/admin/sign-in-attempts/ID/fixes/FIX -> AppliedFix; 409 `set-elsewhere` where `elsewhere` is not empty */
export interface AttemptFix {
  id: string
  title: string
  changes: { field: string; value: unknown; now: unknown }[]
  /** Fields that the environment or the file holds, and the line to write there. */
  elsewhere: { field: string; origin: 'environment' | 'file'; line: string }[]
}
export interface AppliedFix {
  change: number | null
  page: SignInAttemptPage
}
export interface SignInAttempt {
  id: string
  provider: string
  code: string | null
  outcome: 'pending' | 'signed-in' | 'tested' | 'failed' | 'never-returned'
  username: string | null
  /** Who the provider said it was, where it was refused all the same. */
  claimed: { subject: string; username: string | null; name: string | null; email: string | null } | null
  at: number
  endedAt: number | null
  stages: SignInStage[]
  evidence: Record<string, unknown>
  mend: string[]
}
export interface SignInStage {
  stage: string
  status: 'ok' | 'warning' | 'error'
  /** Milliseconds since the attempt began. */
  after: number
  /** Milliseconds that it took this server and the provider. */
  took: number
  evidence: Record<string, unknown>
  /** What the provider was asked, and answered. */
  calls?: ProviderCall[]
  checks?: { check: string; passed: boolean; expected?: unknown; found?: unknown }[]
}
export interface ProviderCall {
  after: number
  took: number
  method: string
  url: string
  /** Names of what was sent. */
  parameters: string[]
  /** How client or person was proven: `Authorization: Basic`, `client_secret`, ... */
  credentials: string[]
  answer: {
    status: number
    contentType: string | null
    headers: Record<string, string>
    /** Characters of the whole; `body` is its beginning, without anything secret or personal. */
    size: number
    body: string
    /** Seconds by which the provider's clock is ahead. */
    ahead: number | null
  } | null
  failure: Record<string, unknown> | null
}

/** GET /api/sign-in/unfinished (anyone, by the browser's sign-in cookie): the sign-in that was begun and has not come back */
export interface UnfinishedSignIn {
  attempt: { id: string; provider: { name: string; start: string } } | null
}
/** POST /api/sign-in/unfinished -> 200 FaultText with `attempt`; 404 where it is not this browser's or has been told already */
export interface UnfinishedReport {
  attempt: string
  saw: Sight
  /** As it stood on the provider's page. */
  words?: string
}
export type Sight =
  | 'redirect-refused'
  | 'application-unknown'
  | 'access-denied'
  | 'policy'
  | 'provider-error'
  | 'unreachable'
  | 'gave-up'
  | 'other'

/** GET /api/admin/audit?search=&action=&since=&until=&before=, newest first; `next` is the `before` of the page that follows */
export interface AuditPage {
  entries: AuditEntry[]
  /** Every action that is in the trail. */
  actions: string[]
  next: number | null
}
export interface AuditEntry {
  id: number
  at: number
  /** Kebab-case: `user-created`. */
  action: string
  actor: string | null
  subject: string
  facts: Record<string, unknown>
  address: string | null
  userAgent: string | null
}

/** GET /api/admin/health: what the last examination found. POST: the same, examined anew; who asks meanwhile gets the same one. */
export interface AdminHealth {
  /** When it was done; null where there was none since the server started. */
  at: number | null
  running: boolean
  /** Milliseconds between two that the server does by itself; 0 where it does none. */
  every: number
  /** Nothing of severity error is known. */
  ok: boolean
  /** As `signpost doctor --json` prints them, in their order. */
  checks: ProviderCheck[]
}

/** POST /api/admin/bundle {} -> a zip */

/** GET /api/admin/users, by name. POST {username, email?, name?, admin?, password?} -> 201; PATCH /api/admin/users/USERNAME {admin?, disabled?, ...} */
export interface AdminUsers {
  users: AdminUser[]
}
export interface AdminUser {
  username: string
  email: string | null
  name: string | null
  admin: boolean
  disabled: boolean
  createdAt: number
}
export interface NewUserBody {
  username: string
  email?: string
  name?: string
  admin?: boolean
  password?: string
}

/** GET /api/admin/providers; GET|PATCH /api/admin/providers/ID -> {provider}; POST /api/admin/providers {id, ...} -> 201 */
export interface AdminProviders {
  providers: AdminProvider[]
  /** Removed here, and to be had back by undoing `change`. */
  removed: { id: string; name: string; change: number; at: number; actor: string }[]
}
/** What PATCH, POST and undo answer: `change` is null where nothing was different. */
export interface ChangedProvider {
  provider: AdminProvider
  change: number | null
}

/** GET /api/admin/providers/ID/changes, newest first; POST /api/admin/providers/ID/changes/CHANGE/undo -> {provider, change} */
export interface ProviderChanges {
  changes: ProviderChange[]
}
export interface ProviderChange {
  id: number
  at: number
  actor: string
  kind: 'created' | 'changed' | 'removed'
  /** What it was for, e.g. a sign-in attempt. */
  reason: string | null
  /** The change that this one took back. */
  undoes: number | null
  /** Why it cannot be undone now; null where it can. */
  obstacle: string | null
  /** A secret is only said to have been set, changed or removed. */
  fields: { name: string; before?: unknown; after?: unknown; secret?: 'set' | 'changed' | 'removed' }[]
}
export interface AdminProvider {
  id: string
  name: string
  start: string
  complete: boolean
  /** By the names of the configuration file. A secret is only said to be set. */
  fields: Record<string, ProviderValue>
  /** Exactly where a value of the environment or the file stands: the name of the variable, or the file and its line. */
  sources: Record<string, string>
  /** What was set here and does not count, since the environment or the file sets it too; null for a secret. */
  overridden: Record<string, unknown>
  /** Sentences on what could not be used. */
  findings: string[]
}
export interface ProviderValue {
  value?: unknown
  set?: boolean
  /** Who set it; null where nobody did. What the environment or the file says cannot be changed here. */
  origin: 'environment' | 'file' | 'page' | null
}
/** POST /api/admin/providers/ID/test : what can be found out with these values in place of those that are set. Nothing is kept. */
export interface ProviderTest {
  checks: ProviderCheck[]
  ok: boolean
  /** The make of provider that was recognised: a name of `ProviderGuide.profiles`. */
  profile: string
  /** Where what is left to be tested begins, which needs a person; null where that must first give proof anew. */
  signIn: PreparedSignInTest | null
}
export interface ProviderCheck {
  id: string
  stage: string
  status: 'ok' | 'warning' | 'error' | 'skipped'
  title: string
  evidence: Record<string, unknown>
  code?: string
  mend?: string[]
}

/** GET /api/admin/providers/ID/guide[?profile=NAME|issuer=URL] : what to do at the provider. Texts hold `code` and **bold**. */
export interface ProviderGuide {
  profile: string
  title: string
  guide: {
    application: string
    steps: { path: string[]; fields?: { name: string; value: string }[]; note?: string }[]
    values: { issuer: string; clientId: string; clientSecret: string }
    further: string[]
    goodToKnow: string[]
    cannot: string[]
    troubles: { seen: string; code: string; mend: string }[]
  }
  /** What the provider is told of this server. */
  addresses: {
    publicUrl: string
    redirectUri: string
    postLogoutUri: string
    backchannelLogoutUri: string
    frontchannelLogoutUri: string
    initiateUri: string
    jwksUri: string
  }
  /** All makes that there is a guide for. */
  profiles: { name: string; title: string }[]
}

/**
 * POST /api/admin/providers/ID/test-sign-in -> 201: a test of the sign-in with these values in place of those that are set, also of a
 * provider that is not saved yet. `start` is opened in a window, once; the test is its administrator's, in this session, for minutes.
 */
export interface PreparedSignInTest {
  test: string
  start: string
  /** What must be registered at the provider. */
  redirectUri: string
  expiresAt: number
}
/** GET /api/admin/providers/ID/test-sign-in/TEST -> {test} */
export interface SignInTestPage {
  test: SignInTestResult
}
export interface SignInTestResult {
  id: string
  provider: string
  /** `under-way`: the person is at the provider, or never came back. */
  state: 'prepared' | 'under-way' | 'passed' | 'failed'
  /** Its record. */
  attempt: string | null
  expiresAt: number
  /** The claims, as far as the provider came to say any. */
  received: { idToken: Record<string, unknown>; userinfo: Record<string, unknown> | null } | null
  /** What a sign-in would have come to; null where it would have failed. */
  foreseen: {
    account: {
      username: string
      /** Known by (provider, `sub`), linked by its verified e-mail address, or made. */
      how: 'known' | 'linked' | 'made'
      name: string | null
      email: string | null
      emailVerified: boolean
      admin: boolean
      isAdminNow: boolean
    }
    /** Memberships that would begin, change, or end (`role` null). */
    teams: { team: string; role: string | null }[]
  } | null
  fault: ExplainedCode | null
  findings: ExplainedCode[]
}
export interface ExplainedCode {
  code: string
  kind: 'fault' | 'finding' | 'mended'
  title: string
  happened: string
  cause: string
  mend: string[]
}

/**
 * GET /api/admin/require-sso; PUT {on} -> the same, or 409 with what is missing. PUT /api/admin/break-glass/USERNAME {password} and DELETE
 * -> the same.
 */
export interface RequireSso {
  /** Passwords are switched off for everybody but break-glass accounts. */
  isOn: boolean
  changed: { at: number; by: string } | null
  /** LOCAL_RESTORE is set: passwords work meanwhile. */
  isSuspended: boolean
  providers: {
    id: string
    name: string
    isComplete: boolean
    /** The last test of the sign-in that passed; `isCurrent`: with the settings of now. */
    test: { at: number; by: string; attempt: string; isCurrent: boolean } | null
  }[]
  breakGlass: { username: string; provenAt: number; obstacle: string | null }[]
  obstacles: { code: 'sso-only-lockout' | 'break-glass-unusable'; detail: string }[]
}

// --- artifacts

export type * from './contract-artifacts.ts'
