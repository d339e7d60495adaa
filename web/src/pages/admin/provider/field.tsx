import { Button, NativeSelect, PasswordInput, Switch, Textarea, TextInput } from '@mantine/core'
import type { ProviderCheck, ProviderValue } from '../../../../../src/wire/app/contract.ts'
import { TimeAgo } from '../../../components/time-ago.tsx'
import { linesOfTeams, listOf } from './draft.ts'
import type { ProviderField } from './fields.ts'
import { Finding, type Fix } from './finding.tsx'
import { GroupTeams } from './group-teams.tsx'
import styles from './provider.module.css'

export interface FieldProps {
  field: ProviderField
  set: ProviderValue
  /** Who set it here last, where it is set here. */
  setBy: { actor: string; at: number } | undefined
  /** By field: the variable, or the file and its line. */
  sources: Record<string, string>
  /** What was set here and does not count; undefined where there is none. */
  overridden: unknown
  draft: unknown
  /** What the last checks say of it. */
  findings: ProviderCheck[]
  fixOf: (check: ProviderCheck) => Fix | undefined
  onChange: (value: unknown) => void
  /** Takes what was set here and does not count out of the database. */
  onForget: () => void
}

/** A field, who set it, and what was found about it. */
export function Field(props: FieldProps) {
  const { findings, sources, fixOf } = props
  return (
    <div className={styles.field}>
      <Control {...props} />
      <Origin {...props} />
      {findings.map((each) => (
        <Finding key={each.id} check={each} sources={sources} fix={fixOf(each)} />
      ))}
    </div>
  )
}

/** Where the value that counts comes from, and what it wins over. */
function Origin({ set, setBy, sources, overridden, draft, field, onChange, onForget }: FieldProps) {
  const source = sources[field.name]
  if (draft === null && set.origin === 'page') return <p className={styles.origin}>Taken away as soon as it is saved</p>
  if (draft !== undefined) return <p className={styles.origin}>Not saved yet</p>
  if (set.origin === 'page')
    return (
      <p className={styles.origin}>
        Set on this page
        {setBy && (
          <>
            {' '}
            by {setBy.actor} <TimeAgo at={setBy.at} />
          </>
        )}
        {field.kind === 'secret' && (
          <>
            {'. '}
            <Button variant="subtle" size="compact-xs" onClick={() => onChange(null)}>
              Take it away
            </Button>
          </>
        )}
      </p>
    )
  if (set.origin === null) return null
  const from = set.origin === 'environment' ? 'by the environment' : 'by the configuration file'
  return (
    <p className={styles.origin}>
      Set {from}
      {source && (
        <>
          : <code>{source}</code>
        </>
      )}
      . That wins over this page; change it there.
      {overridden !== undefined && (
        <>
          {' '}
          Saved here, and not in force:{' '}
          {field.kind === 'secret' ? 'another secret' : <span className="mono">{plain(overridden)}</span>}.{' '}
          <Button variant="subtle" size="compact-xs" onClick={onForget}>
            Take it back
          </Button>
        </>
      )}
    </p>
  )
}

const plain = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? linesOfTeams(value) : String(value)

function Control({ field, set, draft, findings, onChange }: FieldProps) {
  const isFixed = set.origin === 'environment' || set.origin === 'file'
  const value = draft === undefined ? set.value : draft
  const isWrong = findings.some(({ status }) => status === 'error')
  const shared = { label: field.label, description: field.hint, error: isWrong }
  const typed = {
    ...shared,
    readOnly: isFixed,
    variant: isFixed ? 'filled' : undefined,
    placeholder: field.otherwise,
    spellCheck: false,
  }
  switch (field.kind) {
    case 'yes-no':
      return (
        <Switch
          {...shared}
          disabled={isFixed}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <NativeSelect
          {...shared}
          disabled={isFixed}
          data={[{ value: '', label: 'by itself' }, ...(field.choices ?? []).map(choice)]}
          value={value === null || value === undefined || value === 'auto' ? '' : String(value)}
          onChange={(event) => onChange(typedChoice(event.currentTarget.value))}
        />
      )
    case 'secret':
      // There is nothing to look at: it is never told.
      if (isFixed) return <TextInput {...typed} placeholder={set.set ? 'is set' : 'not set'} />
      return (
        <PasswordInput
          {...typed}
          placeholder={set.set ? 'is set; type a new one to replace it' : 'not set'}
          autoComplete="off"
          value={typeof draft === 'string' ? draft : ''}
          onChange={(event) => onChange(event.currentTarget.value || undefined)}
        />
      )
    case 'list':
      return (
        <Textarea
          {...typed}
          autosize
          minRows={1}
          value={Array.isArray(value) ? value.join('\n') : String(value ?? '')}
          onChange={(event) => onChange(listOf(event.currentTarget.value))}
        />
      )
    case 'teams':
      return <GroupTeams field={field} value={value} isFixed={isFixed} onChange={onChange} />
    case 'number':
      return (
        <TextInput
          {...typed}
          inputMode="numeric"
          value={typeof value === 'number' ? String(value) : ''}
          onChange={(event) => onChange(wholeNumber(event.currentTarget.value))}
        />
      )
    default:
      return (
        <TextInput
          {...typed}
          autoComplete="off"
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        />
      )
  }
}

const choice = (value: string) => ({ value, label: value === 'true' ? 'yes' : value === 'false' ? 'no' : value })
const typedChoice = (value: string): unknown => (value === 'true' ? true : value === 'false' ? false : value || null)
const wholeNumber = (typed: string): number | null => (/^-?\d{1,9}$/.test(typed.trim()) ? Number(typed) : null)
