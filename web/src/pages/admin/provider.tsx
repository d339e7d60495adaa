import { Button, NativeSelect, PasswordInput, Switch, Textarea, TextInput } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { AdminProvider, ProviderValue } from '../../../../src/wire/app/contract.ts'
import { CopyValue } from '../../components/copy.tsx'
import { Await, Failure } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { type ProviderDraft, useProvider, useSaveProvider, useTestProvider } from '../../queries/admin.ts'
import styles from './provider.module.css'
import { ProviderChecks } from './provider-checks.tsx'
import { mainFields, type ProviderFieldText, peopleFields, protocolFields } from './provider-fields.ts'
import { RemoveProvider } from './remove-provider.tsx'

/** One identity provider: what it is told, what is set, and what can be found out before anybody signs in. */
export function ProviderPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  useTitle(`Provider ${id}`)
  const query = useProvider(id)
  return (
    <div className="page" style={{ maxWidth: 860 }}>
      <Await query={query} what="the provider">
        {({ provider }) => <Provider key={provider.id} provider={provider} />}
      </Await>
    </div>
  )
}

function Provider({ provider }: { provider: AdminProvider }) {
  const [draft, setDraft] = useState<ProviderDraft>({})
  const save = useSaveProvider(provider.id)
  const check = useTestProvider(provider.id)
  const change = (name: string, value: unknown) => setDraft((before) => ({ ...before, [name]: value }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(cleaned(draft), { onSuccess: () => setDraft({}) })
  }
  const isChanged = Object.keys(draft).length > 0
  const fields = (all: ProviderFieldText[]) =>
    all.map((each) => (
      <Field
        key={each.name}
        text={each}
        set={provider.fields[each.name] ?? { origin: null }}
        draft={draft[each.name]}
        onChange={(value) => change(each.name, value)}
      />
    ))
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{provider.name}</h1>
          <p className="dim">
            Provider <span className="mono">{provider.id}</span>. Saved values work at once.
          </p>
        </div>
        <RemoveProvider provider={provider} />
      </div>
      {provider.findings.length > 0 && (
        <ul className={styles.findings}>
          {provider.findings.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      <Addresses id={provider.id} />
      <form onSubmit={submit} className={styles.form}>
        {fields(mainFields)}
        <details className={styles.more}>
          <summary>Who gets in, as whom</summary>
          <div className={styles.form}>{fields(peopleFields)}</div>
        </details>
        <details className={styles.more}>
          <summary>Protocol: found out by itself, unless it is set</summary>
          <div className={styles.form}>{fields(protocolFields)}</div>
        </details>
        {save.error && <Failure error={save.error} />}
        <div className="row">
          <Button type="submit" disabled={!isChanged} loading={save.isPending}>
            Save
          </Button>
          <Button
            type="button"
            variant="default"
            loading={check.isPending}
            onClick={() => check.mutate(cleaned(draft))}
          >
            {isChanged ? 'Check without saving' : 'Check'}
          </Button>
          <span role="status" className="dim small">
            {save.isSuccess && !isChanged && 'Saved.'}
          </span>
        </div>
      </form>
      {check.error && <Failure error={check.error} />}
      {check.data && <ProviderChecks test={check.data} />}
      <p className="section small">
        <Link to="/settings/providers">All identity providers</Link>
      </p>
    </>
  )
}

/** What the provider must be told of this server. */
function Addresses({ id }: { id: string }) {
  const below = id === 'default' ? '' : `/${id}`
  const all = [
    ['Redirect URI', `/oidc/callback${below}`],
    ['Sign-out: post logout redirect URI', '/'],
    ['Sign-out: back-channel logout URL', `/oidc/backchannel-logout${below}`],
    ['Keys of this server (JWKS)', '/oidc/jwks.json'],
  ] as const
  return (
    <section className={`card ${styles.addresses}`} aria-labelledby="addresses">
      <h2 id="addresses">To register at the provider</h2>
      <dl>
        {all.map(([label, path]) => (
          <div key={path}>
            <dt>{label}</dt>
            <dd>
              <CopyValue text={location.origin + path} what={label} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

interface FieldProps {
  text: ProviderFieldText
  set: ProviderValue
  draft: unknown
  onChange: (value: unknown) => void
}

const fixed: Record<string, string> = {
  environment: "Set by the server's environment",
  file: 'Set by the configuration file',
}

function Field({ text, set, draft, onChange }: FieldProps) {
  const from = fixed[set.origin ?? '']
  const isFixed = from !== undefined
  const value = draft === undefined ? set.value : draft
  const shared = {
    label: text.label,
    description: [text.hint, from].filter(Boolean).join('. ') || undefined,
  }
  const typed = { ...shared, readOnly: isFixed, variant: isFixed ? 'filled' : undefined }
  if (text.kind === 'yes-no')
    return (
      <Switch
        {...shared}
        disabled={isFixed}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  if (text.kind === 'choice')
    return (
      <NativeSelect
        {...shared}
        disabled={isFixed}
        data={[{ value: '', label: 'by itself' }, ...(text.choices ?? [])]}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.currentTarget.value || null)}
      />
    )
  if (text.kind === 'secret')
    return (
      <PasswordInput
        {...typed}
        placeholder={set.set ? (isFixed ? 'is set' : 'is set; type a new one to replace it') : 'not set'}
        autoComplete="off"
        value={typeof draft === 'string' ? draft : ''}
        onChange={(event) => onChange(event.currentTarget.value || null)}
      />
    )
  if (text.kind === 'list')
    return (
      <Textarea
        {...typed}
        autosize
        minRows={1}
        value={Array.isArray(value) ? value.join('\n') : String(value ?? '')}
        onChange={(event) => onChange(listOf(event.currentTarget.value))}
      />
    )
  return (
    <TextInput
      {...typed}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  )
}

/** Lines while they are typed: an empty last line is one that is being begun. */
const listOf = (typed: string): string[] | null => (typed === '' ? null : typed.split(/[\n,]/))

/** As it is sent: lists without blanks, and nothing for a list without entries. */
const cleaned = (draft: ProviderDraft): ProviderDraft =>
  Object.fromEntries(
    Object.entries(draft).map(([name, value]) => {
      if (!Array.isArray(value)) return [name, value]
      const entries = value.map((each: string) => each.trim()).filter(Boolean)
      return [name, entries.length > 0 ? entries : null]
    }),
  )
