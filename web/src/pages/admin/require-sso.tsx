import { Button, Modal, PasswordInput, Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { RequireSso as RequireSsoState } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Await, Failure } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useUsers } from '../../queries/admin.ts'
import {
  useProveBreakGlass,
  useRemoveBreakGlass,
  useRequireSso,
  useSwitchRequireSso,
} from '../../queries/sign-in-tests.ts'
import styles from './require-sso.module.css'

/** Passwords off for everybody but break-glass accounts: what must be there first, as a checklist, and the switch. */
export function RequireSso() {
  return (
    <section className="section" aria-labelledby="require-sso">
      <h2 id="require-sso">Require single sign-on</h2>
      <Await query={useRequireSso()} what="what is required" lines={3}>
        {(state) => <Card state={state} />}
      </Await>
    </section>
  )
}

function Card({ state }: { state: RequireSsoState }) {
  return (
    <div className={`card ${styles.card}`}>
      <p className="dim">
        When this is on, only break-glass accounts sign in with a password: they are for the day on which single sign-on
        is broken. API keys go on working.
      </p>
      {state.isSuspended && state.isOn && (
        <p className={styles.suspended}>
          LOCAL_RESTORE is set, so passwords work just now. Unset it and restart the server to have this in force again.
        </p>
      )}
      <ul className={styles.checklist}>
        <Tested state={state} />
        <WayBack state={state} />
      </ul>
      <div className="row spread" style={{ flexWrap: 'wrap' }}>
        <p role="status" className={styles.state} data-on={state.isOn}>
          {state.isOn ? 'On' : 'Off'}
          {state.changed && (
            <span className="dim small">
              {' '}
              · by {state.changed.by}, <TimeAgo at={state.changed.at} />
            </span>
          )}
        </p>
        <Switch state={state} />
      </div>
    </div>
  )
}

function Switch({ state: { isOn, obstacles } }: { state: RequireSsoState }) {
  const change = useSwitchRequireSso()
  if (isOn)
    return (
      <div>
        {change.error && <Failure error={change.error} />}
        <Button variant="default" loading={change.isPending} onClick={() => change.mutate(false)}>
          Switch off
        </Button>
      </div>
    )
  return (
    <Confirm
      title="Require single sign-on?"
      text="Sessions that began with a password end now, except those of break-glass accounts. If yours did, you sign in again by the identity provider."
      action="Require it"
      error={change.error}
      onConfirm={() => change.mutateAsync(true)}
    >
      {(open) => (
        <Button onClick={open} disabled={obstacles.length > 0}>
          Require single sign-on
        </Button>
      )}
    </Confirm>
  )
}

function Item({ isMet, title, children }: { isMet: boolean; title: string; children: ReactNode }) {
  return (
    <li data-met={isMet}>
      <span className={styles.sign} aria-hidden="true">
        {isMet ? '✓' : '·'}
      </span>
      <div>
        <strong>
          {title} <span className="unseen">{isMet ? 'done' : 'missing'}</span>
        </strong>
        {children}
      </div>
    </li>
  )
}

function Tested({ state: { providers, obstacles } }: { state: RequireSsoState }) {
  const isMet = obstacles.every(({ code }) => code !== 'sso-only-lockout')
  return (
    <Item isMet={isMet} title="A test of the sign-in has passed with the values that are set">
      {providers.length === 0 && <p className="dim small">No identity provider is set up yet.</p>}
      <ul className={styles.list}>
        {providers.map((each) => (
          <li key={each.id}>
            <Link to="/settings/providers/$id" params={{ id: each.id }}>
              {each.name}
            </Link>{' '}
            <TestWord of={each} />
          </li>
        ))}
      </ul>
    </Item>
  )
}

function TestWord({ of: { isComplete, test } }: { of: RequireSsoState['providers'][number] }) {
  if (!isComplete) return <span className="dim small">is not complete</span>
  if (!test) return <span className="dim small">was not tested: open it and press “Test sign-in”</span>
  return (
    <span className="dim small">
      {test.isCurrent ? 'passed' : 'was changed since the test that passed'} <TimeAgo at={test.at} />, by {test.by}
    </span>
  )
}

function WayBack({ state: { breakGlass, obstacles } }: { state: RequireSsoState }) {
  const isMet = obstacles.every(({ code }) => code !== 'break-glass-unusable')
  const [adding, setAdding] = useState(false)
  const remove = useRemoveBreakGlass()
  return (
    <Item isMet={isMet} title="A break-glass account: an administrator whose password somebody knows">
      <ul className={styles.list}>
        {breakGlass.map(({ username, provenAt, obstacle }) => (
          <li key={username}>
            <strong>{username}</strong>{' '}
            <span className="dim small">
              {obstacle ? (
                <>cannot be used: {obstacle}</>
              ) : (
                <>
                  password confirmed <TimeAgo at={provenAt} />
                </>
              )}
            </span>{' '}
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              loading={remove.isPending}
              onClick={() => remove.mutate(username)}
              aria-label={`${username} is no break-glass account any more`}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {remove.error && <Failure error={remove.error} />}
      <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
        {breakGlass.length === 0 ? 'Choose an account' : 'Add another, or confirm again'}
      </Button>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Break-glass account" centered size="sm">
        <ProveForm onDone={() => setAdding(false)} />
      </Modal>
    </Item>
  )
}

function ProveForm({ onDone }: { onDone: () => void }) {
  const users = useUsers()
  const prove = useProveBreakGlass()
  const [username, setUsername] = useState<string | null>(null)
  const [password, setPassword] = useState('')
  const admins = users.data?.users.filter(({ admin, disabled }) => admin && !disabled) ?? []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (username) prove.mutate({ username, password }, { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit} className="stack">
      <p className="dim small">
        Its password is asked for now, so that it is certain that somebody knows it. Keep it where it is found when it
        is needed. An account without a password gets one by <code>signpost user reset-password NAME</code>.
      </p>
      <Select
        label="Administrator"
        data={admins.map((each) => each.username)}
        value={username}
        onChange={setUsername}
        required
        withAsterisk={false}
        data-autofocus
      />
      <PasswordInput
        label="Its password"
        autoComplete="off"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        required
        withAsterisk={false}
      />
      {prove.error && <Failure error={prove.error} />}
      <Button type="submit" loading={prove.isPending} disabled={!username || !password}>
        Confirm
      </Button>
    </form>
  )
}
