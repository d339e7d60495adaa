import { Button, Modal, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { AdminProvider, AdminProviders } from '../../../../src/wire/app/contract.ts'
import { PlusIcon } from '../../components/icons.tsx'
import { Await, Failure } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { useCreateProvider, useProviders, useUndo } from '../../queries/admin.ts'
import { useLastHealth } from '../../queries/health.ts'
import { findingsText, providerOf } from '../../text/health.ts'
import attempts from './attempts.module.css'
import { RequireSso } from './require-sso.tsx'

/** The identity providers, those of the environment and the file among them. */
export function ProvidersPage() {
  useTitle('Identity providers')
  const [adding, setAdding] = useState(false)
  const providers = useProviders()
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Identity providers</h1>
          <p className="dim">
            Issuer, client id and secret are all that one needs; the rest is read from what it publishes.
          </p>
        </div>
        <Button leftSection={<PlusIcon size={14} />} onClick={() => setAdding(true)}>
          Add a provider
        </Button>
      </div>
      <Await query={providers} what="the providers">
        {(data) => (
          <>
            <List providers={data.providers} />
            <Removed removed={data.removed} />
          </>
        )}
      </Await>
      <RequireSso />
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a provider" centered>
        <AddForm />
      </Modal>
    </div>
  )
}

function List({ providers }: { providers: AdminProvider[] }) {
  return (
    <div className="card scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Provider</th>
            <th scope="col">Issuer</th>
            <th scope="col" className="wide-only">
              State
            </th>
          </tr>
        </thead>
        <tbody>
          {providers.map((each) => (
            <tr key={each.id} className={attempts.row}>
              <td>
                <Link to="/settings/providers/$id" params={{ id: each.id }} className={attempts.link}>
                  {each.name}
                </Link>
                <div className="dim small mono">{each.id}</div>
              </td>
              <td className="mono small">{issuerOf(each) ?? <span className="dim">not set</span>}</td>
              <td className="wide-only">
                <State provider={each} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Removed providers, and the way back; accounts and secret come back with them. */
function Removed({ removed }: { removed: AdminProviders['removed'] }) {
  if (removed.length === 0) return null
  return (
    <section className="section" aria-labelledby="removed">
      <h2 id="removed">Removed</h2>
      <div className="card scroll-x">
        <table className="table">
          <tbody>
            {removed.map((each) => (
              <RemovedRow key={each.id} removed={each} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function RemovedRow({ removed: { id, name, actor, at, change } }: { removed: AdminProviders['removed'][number] }) {
  const undo = useUndo(id)
  return (
    <tr>
      <td>
        {name}
        <div className="dim small mono">{id}</div>
      </td>
      <td className="dim">
        by {actor} <TimeAgo at={at} />
        {undo.error && <Failure error={undo.error} />}
      </td>
      <td style={{ textAlign: 'right' }}>
        <Button variant="default" size="xs" loading={undo.isPending} onClick={() => undo.mutate(change)}>
          Undo
        </Button>
      </td>
    </tr>
  )
}

const issuerOf = ({ fields }: AdminProvider): string | null => {
  const value = fields['issuer']?.value ?? fields['authorizationEndpoint']?.value
  return typeof value === 'string' ? value : null
}

function AddForm() {
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const create = useCreateProvider()
  const navigate = useNavigate()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate(
      { id: id.trim(), ...(name.trim() && { name: name.trim() }) },
      { onSuccess: () => navigate({ to: '/settings/providers/$id', params: { id: id.trim() } }) },
    )
  }
  return (
    <form onSubmit={submit} className="stack">
      <TextInput
        label="Id"
        description="Stands in addresses: lower case letters, digits and dashes"
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
        required
        data-autofocus
      />
      <TextInput
        label="Name"
        description="On the button of the sign-in page"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {create.error && <Failure error={create.error} />}
      <Button type="submit" loading={create.isPending}>
        Add
      </Button>
    </form>
  )
}

/** What the last examination found, in short; the page of the provider has it at length. */
function State({ provider: { id, complete } }: { provider: AdminProvider }) {
  const checks = (useLastHealth()?.checks ?? []).filter((check) => providerOf(check) === id)
  if (!complete) return <span className="dim">Not complete</span>
  return findingsText(checks) ?? (checks.length > 0 ? 'Nothing is wrong' : 'Complete')
}
