import { Button, Menu, Modal, PasswordInput, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AdminUser } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { MoreIcon, PlusIcon } from '../../components/icons.tsx'
import { SearchBox } from '../../components/search-box.tsx'
import { Await, Empty, Failure } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { useChangeUser, useCreateUser, useUsers } from '../../queries/admin.ts'
import { useMe } from '../../queries/session.ts'
import { IdentitiesOf } from './identities.tsx'
import styles from './users.module.css'

export function UsersPage() {
  useTitle('People')
  const [search, setSearch] = useState('')
  const [adding, setAdding] = useState(false)
  const users = useUsers()
  const wanted = search.trim().toLowerCase()
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>People</h1>
          <p className="dim">
            People who sign in through an identity provider get an account by themselves, unless that is switched off.
          </p>
        </div>
        <Button leftSection={<PlusIcon size={14} />} onClick={() => setAdding(true)}>
          Add a person
        </Button>
      </div>
      <SearchBox className={styles.search} label="Search people" value={search} onChange={setSearch} />
      <Await query={users} what="the people">
        {(data) => <List users={data.users.filter((each) => textOf(each).includes(wanted))} />}
      </Await>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a person" centered>
        <AddForm onDone={() => setAdding(false)} />
      </Modal>
    </div>
  )
}

const textOf = (user: AdminUser) => [user.username, user.name, user.email].join(' ').toLowerCase()

function List({ users }: { users: AdminUser[] }) {
  return (
    <div className="card">
      {users.length === 0 && <Empty title="Nobody matches" />}
      {users.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col" className="wide-only">
                E-mail
              </th>
              <th scope="col">Role</th>
              <th scope="col" className="wide-only">
                Added
              </th>
              <th scope="col">
                <span className="unseen">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {users.map((each) => (
              <Row key={each.username} user={each} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

function Row({ user }: { user: AdminUser }) {
  return (
    <tr data-disabled={user.disabled} className={styles.row}>
      <td>
        <div style={{ fontWeight: 550 }}>{user.username}</div>
        {user.name && <div className="dim small">{user.name}</div>}
      </td>
      <td className="dim wide-only">{user.email}</td>
      <td>{user.disabled ? 'Disabled' : user.admin ? 'Administrator' : 'Member'}</td>
      <td className="dim wide-only">
        <TimeAgo at={user.createdAt} />
      </td>
      <td className="right">
        <RowMenu user={user} />
      </td>
    </tr>
  )
}

function RowMenu({ user }: { user: AdminUser }) {
  const me = useMe()
  const change = useChangeUser(user.username)
  const [showsIdentities, setShowsIdentities] = useState(false)
  if (user.username === me?.username) return <span className="dim small">you</span>
  const role = user.admin ? 'a member' : 'an administrator'
  const openIdentities = () => setShowsIdentities(true)
  if (showsIdentities) return <IdentitiesOf username={user.username} onClose={() => setShowsIdentities(false)} />
  return (
    <Confirm
      title={`Make ${user.username} ${role}?`}
      text={user.admin ? 'Runs and teams stay as they are.' : 'An administrator may do everything on this server.'}
      action={`Make ${role}`}
      error={change.error}
      onConfirm={() => change.mutateAsync({ admin: !user.admin })}
    >
      {(openRole) => (
        <DisableOrNot user={user} change={change} role={role} openRole={openRole} openIdentities={openIdentities} />
      )}
    </Confirm>
  )
}

interface DisableProps {
  user: AdminUser
  change: ReturnType<typeof useChangeUser>
  role: string
  openRole: () => void
  openIdentities: () => void
}

function DisableOrNot({ user, change, role, openRole, openIdentities }: DisableProps) {
  return (
    <Confirm
      title={`Disable ${user.username}?`}
      text="Sessions, API keys and running streams of this person end at once. Runs stay. You can enable the account again."
      action="Disable"
      danger
      error={change.error}
      onConfirm={() => change.mutateAsync({ disabled: true })}
    >
      {(open) => (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <button type="button" className={styles.more} aria-label={`Change ${user.username}`}>
              <MoreIcon />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={openRole}>Make {role} …</Menu.Item>
            <Menu.Item onClick={openIdentities}>Sign-ins at providers …</Menu.Item>
            {user.disabled ? (
              <Menu.Item onClick={() => change.mutate({ disabled: false })}>Enable</Menu.Item>
            ) : (
              <Menu.Item color="red" onClick={open}>
                Disable …
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </Confirm>
  )
}

function AddForm({ onDone }: { onDone: () => void }) {
  const [fields, setFields] = useState({ username: '', email: '', password: '' })
  const [admin, setAdmin] = useState(false)
  const create = useCreateUser()
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setFields((before) => ({ ...before, [name]: value }))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { username, email, password } = fields
    create.mutate(
      { username, admin, ...(email && { email }), ...(password && { password }) },
      { onSuccess: () => onDone() },
    )
  }
  return (
    <form onSubmit={submit} className="stack">
      {create.error && <Failure error={create.error} />}
      <TextInput
        label="Username"
        required
        withAsterisk={false}
        autoCapitalize="none"
        spellCheck={false}
        {...field('username')}
      />
      <TextInput label="E-mail (optional)" type="email" {...field('email')} />
      <PasswordInput
        label="Password (optional)"
        description="Without one, only an identity provider or an API key lets this person in."
        autoComplete="new-password"
        {...field('password')}
      />
      <Switch label="Administrator" checked={admin} onChange={(event) => setAdmin(event.currentTarget.checked)} />
      <Button type="submit" loading={create.isPending}>
        Add
      </Button>
    </form>
  )
}
