import { Button } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { TeamPage as Team } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Await } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { useDeleteTeam, useTeam } from '../../queries/teams.ts'
import { Invites } from './invites.tsx'
import { Members } from './members.tsx'
import { ServiceAccounts } from './service-accounts.tsx'

export function TeamPage() {
  const { team } = useParams({ strict: false }) as { team: string }
  useTitle(team, 'Teams')
  const found = useTeam(team)
  return (
    <div className="page" style={{ maxWidth: 900 }}>
      <Await query={found} what="the team">
        {({ team: known }) => <TeamView team={known} />}
      </Await>
    </div>
  )
}

function TeamView({ team }: { team: Team }) {
  const isAdmin = team.role === 'admin'
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{team.name}</h1>
          {team.organization && <p className="dim">Of the organization {team.organization}</p>}
        </div>
        <Button variant="default" component={Link} to={`/${team.name}`}>
          Projects
        </Button>
      </div>
      <Members team={team} />
      {isAdmin && <Invites team={team} />}
      {isAdmin && <ServiceAccounts team={team} />}
      {isAdmin && <DeleteTeam name={team.name} />}
    </>
  )
}

function DeleteTeam({ name }: { name: string }) {
  const remove = useDeleteTeam(name)
  const navigate = useNavigate()
  return (
    <section className="section">
      <h2>Delete the team</h2>
      <Confirm
        title={`Delete ${name}?`}
        text="Its people lose it at once, and its service accounts and their keys are gone. Its projects stay for administrators of this server."
        action="Delete the team"
        danger
        error={remove.error}
        onConfirm={async () => {
          await remove.mutateAsync(undefined)
          await navigate({ to: '/teams' })
        }}
      >
        {(open) => (
          <Button variant="outline" color="red" onClick={open} style={{ alignSelf: 'start' }}>
            Delete this team …
          </Button>
        )}
      </Confirm>
    </section>
  )
}
