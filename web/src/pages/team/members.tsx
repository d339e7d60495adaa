import { Button } from '@mantine/core'
import type { TeamPage } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Empty, Failure } from '../../components/states.tsx'
import { useMe } from '../../queries/session.ts'
import { useRemoveMember, useSetRole } from '../../queries/teams.ts'
import { RoleSelect, roleName } from './role-select.tsx'

export function Members({ team }: { team: TeamPage }) {
  const setRole = useSetRole(team.name)
  return (
    <section className="section stack">
      <h2>Members</h2>
      {setRole.error && <Failure error={setRole.error} />}
      <div className="card scroll-x">
        {team.members.length === 0 ? (
          <Empty title="Nobody is in this team yet" />
        ) : (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Person</th>
                <th scope="col" className="wide-only">
                  E-mail
                </th>
                <th scope="col">Role</th>
                <th scope="col">
                  <span className="unseen">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {team.members.map((each) => (
                <Row
                  key={each.username}
                  team={team}
                  member={each}
                  onRole={(role) => setRole.mutate({ username: each.username, role })}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  )
}

type Member = TeamPage['members'][number]

interface RowProps {
  team: TeamPage
  member: Member
  onRole: (role: Member['role']) => void
}

function Row({ team, member, onRole }: RowProps) {
  const isMe = useMe()?.username === member.username
  return (
    <tr>
      <td>
        <div style={{ fontWeight: 550 }}>{member.username}</div>
        {member.name && <div className="dim small">{member.name}</div>}
      </td>
      <td className="dim wide-only">{member.email}</td>
      <td>
        {team.role === 'admin' ? (
          <RoleSelect size="xs" aria-label={`Role of ${member.username}`} value={member.role} onChange={onRole} />
        ) : (
          roleName(member.role)
        )}
      </td>
      <td className="right">
        {(team.role === 'admin' || isMe) && <Remove team={team.name} member={member} isMe={isMe} />}
      </td>
    </tr>
  )
}

function Remove({ team, member, isMe }: { team: string; member: Member; isMe: boolean }) {
  const remove = useRemoveMember(team)
  const action = isMe ? 'Leave' : 'Remove'
  return (
    <Confirm
      title={isMe ? `Leave ${team}?` : `Remove ${member.username} from ${team}?`}
      text={
        isMe
          ? 'You see its projects no more. Your runs stay.'
          : 'The team’s projects are closed to this person at once. Runs stay.'
      }
      action={action}
      danger
      error={remove.error}
      onConfirm={() => remove.mutateAsync(member.username)}
    >
      {(open) => (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          onClick={open}
          aria-label={isMe ? `Leave ${team}` : `Remove ${member.username}`}
        >
          {action}
        </Button>
      )}
    </Confirm>
  )
}
