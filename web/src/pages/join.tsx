import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { Await, Empty, Failure } from '../components/states.tsx'
import { useTitle } from '../components/title.ts'
import { useAccept, useOffer } from '../queries/teams.ts'
import { dropInvite, inviteInHand } from '../text/invite-in-hand.ts'
import { roleName } from './team/role-select.tsx'

/** Where the link of an invite leads, by way of a sign-in where that is needed. */
export function JoinPage() {
  useTitle('Join a team')
  const token = inviteInHand()
  return <div className="page">{token === '' ? <NoToken /> : <Offer token={token} />}</div>
}

const NoToken = () => (
  <Empty title="The link is not whole" whole>
    <p>An invite’s link has a “#” with letters and digits behind it. Copy all of it.</p>
    <Link to="/">To your projects</Link>
  </Empty>
)

function Offer({ token }: { token: string }) {
  const offer = useOffer(token)
  const accept = useAccept()
  const navigate = useNavigate()
  return (
    <Await query={offer} what="the invite">
      {({ team, role, invitedBy }) => (
        <Empty title={`Join ${team}`} whole>
          <p>
            {invitedBy || 'Somebody'} invites you to be of this team, as: {roleName(role).toLowerCase()}.
          </p>
          {accept.error && <Failure error={accept.error} />}
          <Button
            loading={accept.isPending}
            onClick={() =>
              accept.mutate(token, {
                onSuccess() {
                  dropInvite()
                  void navigate({ to: '/teams/$team', params: { team } })
                },
              })
            }
          >
            Join the team
          </Button>
        </Empty>
      )}
    </Await>
  )
}
