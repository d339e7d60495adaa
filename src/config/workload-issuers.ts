import type { WorkloadIssuer } from '../sso/workload/issuer.ts'

export interface WorkloadEnvironment {
  publicUrl: string
  /** FEDERATED_AUTH_AUDIENCES. */
  audiences: string | undefined
  /** SKIP_AUDIENCE_VALIDATION. */
  anyAudience: boolean
  /** Sentences on what is not used, and on what is dangerous. */
  notices: string[]
}

/** The `workloadIssuers` of the configuration file. What cannot be used is passed over with a sentence, and lets nobody in. */
export function readWorkloadIssuers(list: unknown, environment: WorkloadEnvironment): WorkloadIssuer[] {
  const { anyAudience, notices } = environment
  const say = (sentence: string) => void notices.push(sentence)
  if (list !== undefined && list !== null && !Array.isArray(list))
    say('"workloadIssuers" in the file of SIGNPOST_CONFIG is not a list; it is not used.')
  const issuers: WorkloadIssuer[] = []
  for (const [index, entry] of (Array.isArray(list) ? list : []).entries()) {
    const made = issuerOf(entry, `workloadIssuers entry ${index + 1}`, environment)
    if (!made) continue
    if (issuers.some(({ issuer }) => issuer === made.issuer))
      say(`workloadIssuers has "${made.issuer}" twice; the first is used.`)
    else issuers.push(made)
  }
  if (anyAudience) {
    say(
      'SKIP_AUDIENCE_VALIDATION is true: whoever gets hold of a token that a workload showed to another server can use it here. Set audiences in workloadIssuers, and unset it.',
    )
    for (const { issuer, subjects } of issuers)
      if (subjects.size === 0)
        say(
          `SKIP_AUDIENCE_VALIDATION needs subjects, and "${issuer}" in workloadIssuers has none; its audience is checked.`,
        )
  }
  return issuers
}

const known = ['issuer', 'audiences', 'subjects', 'matchVerifiedEmail']

function issuerOf(entry: unknown, where: string, environment: WorkloadEnvironment): WorkloadIssuer | null {
  const { publicUrl, anyAudience, notices } = environment
  const say = (sentence: string) => void notices.push(`${where}${sentence}`)
  const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>
  const issuer = typeof fields['issuer'] === 'string' ? fields['issuer'].trim() : ''
  if (!/^https?:$/.test(URL.parse(issuer)?.protocol ?? '')) {
    say(' has no issuer that is an https address; it is not used.')
    return null
  }
  for (const name of Object.keys(fields))
    if (!known.includes(name)) say(` has "${name}", which is not understood; it is not used.`)
  const audiences = textsOf(fields['audiences']) ?? []
  if (fields['audiences'] !== undefined && textsOf(fields['audiences']) === null)
    say(': audiences is no list of texts; it is not used.')
  const subjects = subjectsOf(fields['subjects'], say)
  const matchVerifiedEmail = fields['matchVerifiedEmail'] === true
  if (subjects.size === 0 && !matchVerifiedEmail)
    say(` ("${issuer}") has no subjects, and matchVerifiedEmail is not true; it lets nobody in.`)
  const ofEnvironment = (environment.audiences ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)
  // RFC 7519 compares texts; people write an address with or without its last slash.
  const standard = ofEnvironment.length > 0 ? ofEnvironment : [publicUrl, `${publicUrl}/`]
  return { issuer, audiences: audiences.length > 0 ? audiences : standard, subjects, matchVerifiedEmail, anyAudience }
}

function textsOf(value: unknown): string[] | null {
  const list = typeof value === 'string' ? [value] : (value ?? [])
  return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list.filter(Boolean) : null
}

function subjectsOf(value: unknown, say: (sentence: string) => void): ReadonlyMap<string, string> {
  if (value === undefined || value === null) return new Map()
  if (typeof value !== 'object' || Array.isArray(value)) {
    say(': subjects does not map subjects to user names; it is not used.')
    return new Map()
  }
  return new Map(
    Object.entries(value).filter((pair): pair is [string, string] => {
      const isName = typeof pair[1] === 'string' && pair[1] !== ''
      if (!isName) say(`: the subject "${pair[0]}" has no user name; it is not used.`)
      return isName
    }),
  )
}
