import { Button, Modal, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Teams } from '../../../../src/wire/app/contract.ts'
import { PlusIcon } from '../../components/icons.tsx'
import { Await, Empty, Failure } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { useMe } from '../../queries/session.ts'
import { useMakeTeam, useTeams } from '../../queries/teams.ts'

export function TeamsPage() {
  useTitle('Teams')
  const me = useMe()
  const teams = useTeams()
  const [making, setMaking] = useState(false)
  return (
    <div className="page" style={{ maxWidth: 900 }}>
      <div className="page-head">
        <div>
          <h1>Teams</h1>
          <p className="dim">A team owns projects that several people share, each by a role.</p>
        </div>
        {me?.admin && (
          <Button leftSection={<PlusIcon size={14} />} onClick={() => setMaking(true)}>
            Make a team
          </Button>
        )}
      </div>
      <Await query={teams} what="the teams">
        {(data) => <List teams={data.teams} isAdmin={me?.admin === true} />}
      </Await>
      <Modal opened={making} onClose={() => setMaking(false)} title="Make a team" centered>
        <MakeForm username={me?.username ?? ''} />
      </Modal>
    </div>
  )
}

function List({ teams, isAdmin }: { teams: Teams['teams']; isAdmin: boolean }) {
  if (teams.length === 0)
    return (
      <div className="card">
        <Empty title="No teams yet">
          <p>
            {isAdmin
              ? 'Make one, and invite people to it.'
              : 'An administrator of this server makes teams and lets you in.'}
          </p>
        </Empty>
      </div>
    )
  return (
    <div className="card scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col">People</th>
            <th scope="col" className="wide-only">
              Organization
            </th>
          </tr>
        </thead>
        <tbody>
          {teams.map(({ name, members, organization }) => (
            <tr key={name}>
              <td style={{ fontWeight: 550 }}>
                <Link to="/teams/$team" params={{ team: name }}>
                  {name}
                </Link>
              </td>
              <td className="dim">{members.length}</td>
              <td className="dim wide-only">{organization}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function MakeForm({ username }: { username: string }) {
  const [name, setName] = useState('')
  const make = useMakeTeam()
  const navigate = useNavigate()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = { name: name.trim(), members: [{ username, role: 'admin' as const }] }
    make.mutate(body, { onSuccess: () => void navigate({ to: '/teams/$team', params: { team: body.name } }) })
  }
  return (
    <form onSubmit={submit} className="stack">
      {make.error && <Failure error={make.error} />}
      <TextInput
        label="Name"
        description="It stands in addresses and scripts: letters, digits, “-”, “_” and “.”."
        required
        withAsterisk={false}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={make.isPending}>
        Make the team
      </Button>
    </form>
  )
}
