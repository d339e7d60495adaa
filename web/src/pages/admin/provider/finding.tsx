import { Button } from '@mantine/core'
import type { ProviderCheck } from '../../../../../src/wire/app/contract.ts'
import { suggestedIssuer } from './finding-fields.ts'
import styles from './provider.module.css'

interface FindingProps {
  check: ProviderCheck
  /** Whether it stands at the issuer, where another one can be taken by a click. */
  adopts: boolean
  onAdopt: (issuer: string) => void
}

/** What is wrong with a field, at the field. The mend in full stands among the checks. */
export function Finding({ check, adopts, onAdopt }: FindingProps) {
  const { happened } = check.evidence
  const issuer = adopts ? suggestedIssuer(check) : undefined
  return (
    <div className={styles.finding} data-status={check.status}>
      <strong>{check.title}.</strong> {typeof happened === 'string' ? happened : ''}
      {check.mend?.[0] && <p>{check.mend[0]}</p>}
      {issuer && (
        <Button size="compact-sm" variant="default" mt={4} onClick={() => onAdopt(issuer)}>
          Use {issuer}
        </Button>
      )}
    </div>
  )
}
