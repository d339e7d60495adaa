import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ApiKey, Role, ServiceAccountLine, TeamPage } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Failure } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useMakeService, useMakeServiceKey, useRemoveService, useRemoveServiceKey } from '../../queries/teams.ts'
import { FreshKey } from '../keys.tsx'
import { RoleSelect, roleName } from './role-select.tsx'
import styles from './team.module.css'

export function ServiceAccounts({ team }: { team: TeamPage }) {
  return (
    <section className="section stack">
      <h2>Service accounts</h2>
      <p className="dim">
        For programs such as nightly builds: they see this team alone, by their role. A run is a member’s where the
        program sets <code>WANDB_USERNAME</code> or <code>WANDB_USER_EMAIL</code> to one, else the account’s own.
      </p>
      <MakeService team={team.name} />
      {team.serviceAccounts.length > 0 && (
        <div className="card">
          {team.serviceAccounts.map((each) => (
            <Account key={each.username} team={team.name} account={each} />
          ))}
        </div>
      )}
    </section>
  )
}

function MakeService({ team }: { team: string }) {
  const [description, setDescription] = useState('')
  const [role, setRole] = useState<Role>('member')
  const make = useMakeService(team)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate({ description, role }, { onSuccess: () => setDescription('') })
  }
  return (
    <>
      <form onSubmit={submit} className={styles.form}>
        <TextInput
          label="What it is for"
          placeholder="nightly builds"
          required
          withAsterisk={false}
          maxLength={200}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <RoleSelect label="As" value={role} onChange={setRole} />
        <Button type="submit" loading={make.isPending}>
          Make
        </Button>
      </form>
      {make.error && <Failure error={make.error} />}
    </>
  )
}

function Account({ team, account }: { team: string; account: ServiceAccountLine }) {
  const makeKey = useMakeServiceKey(team, account.username)
  const remove = useRemoveService(team)
  return (
    <div className={styles.account}>
      <div className="row spread" style={{ flexWrap: 'wrap' }}>
        <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <h3 style={{ margin: 0, fontSize: 'inherit', fontWeight: 550 }}>{account.name}</h3>
          <div className="dim small">
            {account.username} · {roleName(account.role)}
          </div>
        </div>
        <div className="row">
          <Button
            size="compact-sm"
            variant="default"
            loading={makeKey.isPending}
            onClick={() => makeKey.mutate('made on the team’s page')}
            aria-label={`Make a key of ${account.name}`}
          >
            Make a key
          </Button>
          <Confirm
            title={`Delete ${account.name}?`}
            text="Whatever logs with its keys is refused from then on. Its runs stay."
            action="Delete"
            danger
            error={remove.error}
            onConfirm={() => remove.mutateAsync(account.username)}
          >
            {(open) => (
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                onClick={open}
                aria-label={`Delete ${account.name}`}
              >
                Delete
              </Button>
            )}
          </Confirm>
        </div>
      </div>
      {makeKey.error && <Failure error={makeKey.error} />}
      {makeKey.data && <FreshKey made={makeKey.data} />}
      <Keys team={team} account={account} />
    </div>
  )
}

function Keys({ team, account }: { team: string; account: ServiceAccountLine }) {
  if (account.keys.length === 0) return <p className="dim small">It has no key yet, so nothing can log with it.</p>
  return (
    <ul className={styles.keys} aria-label={`Keys of ${account.name}`}>
      {account.keys.map((each) => (
        <Key key={each.id} team={team} username={account.username} item={each} />
      ))}
    </ul>
  )
}

function Key({ team, username, item }: { team: string; username: string; item: ApiKey }) {
  const remove = useRemoveServiceKey(team, username)
  return (
    <li className="small">
      <span className="mono">{item.hint}…</span>
      <span className="dim">{item.lastUsedAt === null ? 'never used' : <TimeAgo at={item.lastUsedAt} />}</span>
      <Confirm
        title={`Delete the key ${item.hint}…?`}
        text="Whatever logs with it is refused from then on. This cannot be undone."
        action="Delete"
        danger
        error={remove.error}
        onConfirm={() => remove.mutateAsync(item.id)}
      >
        {(open) => (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            onClick={open}
            aria-label={`Delete the key ${item.hint}`}
          >
            Delete
          </Button>
        )}
      </Confirm>
    </li>
  )
}
