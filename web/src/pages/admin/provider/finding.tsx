import { Button } from '@mantine/core'
import type { ProviderCheck } from '../../../../../src/wire/app/contract.ts'
import { pageWords } from './page-words.ts'
import styles from './provider.module.css'

interface FindingProps {
  check: ProviderCheck
  sources: Record<string, string>
  /** What puts it right by a click, where something does. */
  fix?: Fix | undefined
}

export interface Fix {
  label: string
  run: () => void
}

/** What is wrong with a field, at the field. The mend in full stands among the checks. */
export function Finding({ check, sources, fix }: FindingProps) {
  const { happened } = check.evidence
  return (
    <div className={styles.finding} data-status={check.status}>
      <strong>{check.title}.</strong> {typeof happened === 'string' ? pageWords(happened, sources) : ''}
      {check.mend?.[0] && <p>{pageWords(check.mend[0], sources)}</p>}
      {fix && (
        <Button size="compact-sm" variant="default" mt={4} onClick={fix.run}>
          {fix.label}
        </Button>
      )}
    </div>
  )
}
