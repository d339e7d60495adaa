import { Button } from '@mantine/core'
import type { FormEvent } from 'react'
import type { AdminProvider, ProviderCheck, ProviderTest } from '../../../../../src/wire/app/contract.ts'
import { Failure } from '../../../components/states.tsx'
import { useProviderChanges, useSaveProvider, useUndo } from '../../../queries/admin.ts'
import { cleaned, type ProviderDraft } from './draft.ts'
import { Field } from './field.tsx'
import { type FieldGroup, fieldGroups, mainFields, type ProviderField } from './fields.ts'
import type { Fix } from './finding.tsx'
import { fieldOf, suggestedIssuer } from './finding-fields.ts'
import styles from './provider.module.css'

interface ProviderFormProps {
  provider: AdminProvider
  draft: ProviderDraft
  setDraft: (change: (before: ProviderDraft) => ProviderDraft) => void
  test: ProviderTest | undefined
}

/** What everybody needs first, the rest under headings, and each finding at the field that it concerns. */
export function ProviderForm({ provider, draft, setDraft, test }: ProviderFormProps) {
  const save = useSaveProvider(provider.id)
  const undo = useUndo(provider.id)
  const changes = useProviderChanges(provider.id).data?.changes ?? []
  const isChanged = Object.keys(draft).length > 0
  const change = (name: string, value: unknown) => setDraft((before) => withChange(provider, before, name, value))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    undo.reset()
    save.mutate(cleaned(draft), { onSuccess: () => setDraft(() => ({})) })
  }
  const findingsOf = (name: string) => test?.checks.filter((check) => fieldOf(check) === name) ?? []
  /** What puts it right by one click. */
  const fixOf = (check: ProviderCheck): Fix | undefined => {
    const issuer = suggestedIssuer(check)
    const { clientId, clientSecret } = draft
    if (issuer && fieldOf(check) === 'issuer' && !isSetElsewhere(provider, 'issuer'))
      return { label: `Use ${issuer}`, run: () => change('issuer', issuer) }
    // Whoever has just typed both may have mixed them up; which is which cannot be seen by looking.
    if (check.code === 'client-id-wrong' && clientId && clientSecret)
      return {
        label: 'Swap client id and secret',
        run: () => setDraft((before) => ({ ...before, clientId: clientSecret, clientSecret: clientId })),
      }
    return undefined
  }
  const fields = (all: ProviderField[]) =>
    all.map((each) => (
      <Field
        key={each.name}
        field={each}
        set={provider.fields[each.name] ?? { origin: null }}
        setBy={changes.find(({ fields }) => fields.some(({ name }) => name === each.name))}
        sources={provider.sources}
        overridden={provider.overridden[each.name]}
        draft={draft[each.name]}
        findings={findingsOf(each.name)}
        fixOf={fixOf}
        onChange={(value) => change(each.name, value)}
        onForget={() => save.mutate({ [each.name]: null })}
      />
    ))
  return (
    <form onSubmit={submit} className={styles.form}>
      {fields(mainFields)}
      {fieldGroups.map((group) => (
        <details key={group.title} className={styles.group} open={hasProblem(group, findingsOf, 'error') || undefined}>
          <summary>
            {group.title} <span className="dim small">{inForce(group, provider)}</span>
            {hasProblem(group, findingsOf, 'warning') && <span className={styles.mark}> · with a warning</span>}
          </summary>
          <p className="dim small">{group.hint}</p>
          {group.title === 'Protocol' && test && <Plan test={test} />}
          <div className={styles.form}>{fields(group.fields)}</div>
        </details>
      ))}
      <Actions save={save} undo={undo} isChanged={isChanged} onDiscard={() => setDraft(() => ({}))} />
    </form>
  )
}

interface ActionsProps {
  save: ReturnType<typeof useSaveProvider>
  undo: ReturnType<typeof useUndo>
  isChanged: boolean
  onDiscard: () => void
}

function Actions({ save, undo, isChanged, onDiscard }: ActionsProps) {
  const isDone = save.isSuccess && !isChanged
  const change = save.data?.change ?? null
  return (
    <>
      {save.error && <Failure error={save.error} />}
      {undo.error && <Failure error={undo.error} />}
      <div className={styles.actions}>
        <Button type="submit" disabled={!isChanged} loading={save.isPending}>
          Save
        </Button>
        {isChanged && (
          <Button type="button" variant="default" onClick={onDiscard}>
            Discard
          </Button>
        )}
        <span role="status" className="dim small">
          {isDone && (undo.isSuccess ? 'Undone.' : 'Saved.')}
        </span>
        {isDone && change !== null && !undo.isSuccess && (
          <Button variant="subtle" size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate(change)}>
            Undo
          </Button>
        )}
      </div>
    </>
  )
}

export const isSetElsewhere = ({ fields }: AdminProvider, field: string): boolean =>
  fields[field]?.origin === 'environment' || fields[field]?.origin === 'file'

/** A draft holds only what is not as it was. */
function withChange(provider: AdminProvider, before: ProviderDraft, name: string, value: unknown): ProviderDraft {
  const { [name]: _, ...rest } = before
  const saved = provider.fields[name]
  // A secret that is set is not known here: nothing is the same as it.
  const isSame = value === undefined || (!saved?.set && JSON.stringify(value) === JSON.stringify(saved?.value ?? null))
  return isSame ? rest : { ...rest, [name]: value }
}

const hasProblem = (
  group: FieldGroup,
  findingsOf: (name: string) => ProviderCheck[],
  status: ProviderCheck['status'],
): boolean => group.fields.some(({ name }) => findingsOf(name).some((check) => check.status === status))

/** What of a folded group is set, so that nobody has to open it to see. */
function inForce(group: FieldGroup, provider: AdminProvider): string {
  const set = group.fields.filter(({ name }) => provider.fields[name]?.origin)
  return set.length === 0 ? '' : `set: ${set.map(({ label }) => label.toLowerCase()).join(', ')}`
}

const planned: [string, string][] = [
  ['responseType', 'Flow'],
  ['responseMode', 'Response mode'],
  ['request', 'Form of the request'],
  ['clientAuth', 'Client authentication'],
  ['pkce', 'PKCE'],
  ['scopes', 'Scopes'],
  ['signing', 'Signature of ID tokens'],
]

/** What is in force now, each with its reason. */
function Plan({ test }: { test: ProviderTest }) {
  const plan = test.checks.find(({ id }) => id.endsWith('.plan'))?.evidence
  if (!plan || !('responseType' in plan)) return null
  return (
    <dl className={styles.plan} aria-label="In force">
      {planned.map(([name, label]) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>{String(plan[name] ?? '')}</dd>
        </div>
      ))}
    </dl>
  )
}
