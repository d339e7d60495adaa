import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ApiKey, NewApiKey } from '../../../src/wire/app/contract.ts'
import { Confirm } from '../components/confirm.tsx'
import { CodeBlock, CopyButton } from '../components/copy.tsx'
import { Await, Empty, Failure } from '../components/states.tsx'
import { TimeAgo } from '../components/time-ago.tsx'
import { useTitle } from '../components/title.ts'
import { useApiKeys, useDeleteKey, useMakeKey } from '../queries/keys.ts'
import { loginLine } from '../text/client-lines.ts'
import styles from './keys.module.css'

export function KeysPage() {
  useTitle('API keys')
  return (
    <div className="page" style={{ maxWidth: 780 }}>
      <div className="page-head">
        <div>
          <h1>API keys</h1>
          <p className="dim">
            A key lets a script or a machine log as you. Give each its own, so that each can be deleted alone.
          </p>
        </div>
      </div>
      <MakeKey />
      <KeyList />
    </div>
  )
}

function MakeKey() {
  const [name, setName] = useState('')
  const [scope, setScope] = useState<ApiKey['scope']>('write')
  const make = useMakeKey()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate({ name: name.trim() || 'unnamed', scope }, { onSuccess: () => setName('') })
  }
  return (
    <section className="stack">
      <form onSubmit={submit} className={styles.make}>
        <TextInput
          label="New key for"
          placeholder="laptop, cluster, CI …"
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="It may"
          data={[
            { value: 'write', label: 'read and log' },
            { value: 'read', label: 'only read' },
          ]}
          value={scope}
          onChange={(event) => setScope(event.currentTarget.value as ApiKey['scope'])}
        />
        <Button type="submit" loading={make.isPending}>
          Make a key
        </Button>
      </form>
      {make.error && <Failure error={make.error} />}
      {make.data && <FreshKey made={make.data} />}
    </section>
  )
}

/** A key is told this once: the server keeps only its hash. */
export function FreshKey({ made }: { made: NewApiKey }) {
  return (
    <section className={styles.fresh} aria-label="Your new API key">
      <div className="row spread" style={{ flexWrap: 'wrap' }}>
        <strong>Your new key. It is shown this once; copy it now.</strong>
        <CopyButton text={made.key} label="Copy key" variant="filled" />
      </div>
      <code className={styles.secret} data-testid="new-key">
        {made.key}
      </code>
      <CodeBlock label="In a terminal; paste the key when it asks" text={loginLine(location.origin)} />
    </section>
  )
}

function KeyList() {
  const keys = useApiKeys()
  return (
    <section className="section">
      <h2>Keys in use</h2>
      <Await query={keys} what="your keys" lines={3}>
        {(data) =>
          data.keys.length === 0 ? (
            <div className="card">
              <Empty title="No keys yet" />
            </div>
          ) : (
            <div className="card scroll-x">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    <th scope="col">Begins with</th>
                    <th scope="col" className="wide-only">
                      Made
                    </th>
                    <th scope="col">Last used</th>
                    <th scope="col">
                      <span className="unseen">Delete</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.keys.map((each) => (
                    <KeyRow key={each.id} item={each} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Await>
    </section>
  )
}

function KeyRow({ item }: { item: ApiKey }) {
  const remove = useDeleteKey()
  return (
    <tr>
      <td style={{ fontWeight: 550 }}>{item.name}</td>
      <td className="mono dim">
        {item.hint}…{item.scope === 'read' && <span className="small"> (only reads)</span>}
      </td>
      <td className="dim wide-only">
        <TimeAgo at={item.createdAt} />
      </td>
      <td className="dim">{item.lastUsedAt === null ? 'never' : <TimeAgo at={item.lastUsedAt} />}</td>
      <td className="right">
        <Confirm
          title={`Delete the key “${item.name}”?`}
          text="Whatever logs with it is refused from then on. This cannot be undone."
          action="Delete"
          danger
          error={remove.error}
          onConfirm={() => remove.mutateAsync(item.id)}
        >
          {(open) => (
            <Button size="compact-sm" variant="subtle" color="red" onClick={open} aria-label={`Delete ${item.name}`}>
              Delete
            </Button>
          )}
        </Confirm>
      </td>
    </tr>
  )
}
