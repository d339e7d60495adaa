import { z } from 'zod'
import type { PreparedTest } from '../../admin/index.ts'
import {
  type AttemptRecord,
  catalogue,
  explain,
  isFaultCode,
  profileFor,
  providerSettings,
  wordsOf,
} from '../../sso/index.ts'

const values = z.record(z.string(), z.unknown())
const explained = z.object({
  code: z.string(),
  kind: z.enum(['fault', 'finding', 'mended']),
  title: z.string(),
  happened: z.string(),
  cause: z.string(),
  mend: z.array(z.string()),
})

export const testShape = z.object({
  id: z.string(),
  provider: z.string(),
  /** `prepared`: not begun. `under-way`: the person is at the provider, or never came back. */
  state: z.enum(['prepared', 'under-way', 'passed', 'failed']),
  attempt: z.string().nullable(),
  expiresAt: z.number(),
  received: z.object({ idToken: values, userinfo: values.nullable() }).nullable(),
  foreseen: z
    .object({
      account: z.object({
        username: z.string(),
        how: z.enum(['known', 'linked', 'made']),
        name: z.string().nullable(),
        email: z.string().nullable(),
        emailVerified: z.boolean(),
        admin: z.boolean(),
        isAdminNow: z.boolean(),
      }),
      teams: z.array(z.object({ team: z.string(), role: z.string().nullable() })),
    })
    .nullable(),
  fault: explained.nullable(),
  /** What went otherwise than it should, and what was put right. */
  findings: z.array(explained),
})

type ShownTest = z.input<typeof testShape>
type Explained = z.input<typeof explained>

/** What came of a test, in the words of the provider. */
export function shownTest(test: PreparedTest, record: AttemptRecord | null): ShownTest {
  const { result } = test
  const settings = providerSettings(test.draft)
  const words = wordsOf(profileFor(settings.profile, settings.issuer))
  const { issuer, clientId, allowedDomains, allowedGroups } = settings
  const told = (code: unknown, facts: Record<string, unknown>): Explained[] => {
    if (typeof code !== 'string' || !isFaultCode(code)) return []
    const known = { provider: test.provider, issuer, clientId, allowedDomains, allowedGroups, ...facts }
    return [{ kind: catalogue[code].kind, ...explain(code, known, words) }]
  }
  const found = record ? noted(record).flatMap(({ code, facts }) => told(code, facts)) : []
  const [fault] = record?.code ? told(record.code, record.evidence) : []
  return {
    id: test.id,
    provider: test.provider,
    state: stateOf(test, record),
    attempt: test.attemptId,
    expiresAt: test.expiresAt,
    received: result?.received ?? null,
    foreseen: (result?.foreseen as ShownTest['foreseen']) ?? null,
    // What was written down at the time knows more than what could be said now.
    fault: fault
      ? { ...fault, happened: String(record?.evidence['happened'] ?? fault.happened), mend: record?.mend ?? fault.mend }
      : null,
    findings: [...new Map(found.map((each) => [each.code, each])).values()],
  }
}

function stateOf({ result, hasStarted }: PreparedTest, record: AttemptRecord | null): ShownTest['state'] {
  if (record?.outcome === 'failed') return 'failed'
  if (result?.foreseen) return 'passed'
  return hasStarted ? 'under-way' : 'prepared'
}

/** The codes that stand in the record beside the one by which it failed, with what is known of each. */
const noted = ({ stages, evidence }: AttemptRecord): { code: unknown; facts: Record<string, unknown> }[] => [
  ...stages.flatMap(({ evidence: facts }) =>
    [facts['finding'], facts['findings']].flat().map((code) => ({ code, facts })),
  ),
  ...[evidence['mended']].flat().map((code) => ({ code, facts: evidence })),
]
