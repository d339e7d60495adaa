import type { RequireSso } from '../admin/index.ts'
import type { Check } from '../base/check.ts'
import { explain, profileFor, wordsOf } from '../sso/index.ts'

/** Whether people still get in where passwords are switched off; nothing where they are not. */
export async function examineSsoOnly(requireSso: Pick<RequireSso, 'state'>): Promise<Check[]> {
  const { isOn, isSuspended, obstacles } = await requireSso.state()
  if (!isOn) return []
  const evidence = { suspended: isSuspended }
  if (obstacles.length === 0)
    return [
      {
        id: 'sso-only',
        stage: 'config',
        status: 'ok',
        title: 'Only single sign-on lets people in, and a break-glass account can sign in',
        evidence,
      },
    ]
  const isLastWay = obstacles.some(({ code }) => code === 'break-glass-unusable')
  return obstacles.map(({ code, detail }): Check => {
    const { title, happened, mend } = explain(code, { detail }, wordsOf(profileFor('generic', null)))
    // A provider that was changed may work all the same, as long as somebody gets in to see to it.
    const status = isLastWay ? 'error' : 'warning'
    return { id: `sso-only.${code}`, stage: 'config', status, title, code, evidence: { ...evidence, happened }, mend }
  })
}
