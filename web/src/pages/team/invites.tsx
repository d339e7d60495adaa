import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Role, TeamInvite, TeamPage } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { CodeBlock } from '../../components/copy.tsx'
import { Failure } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useInvite, useNewLink, useWithdraw } from '../../queries/teams.ts'
import { RoleSelect, roleName } from './role-select.tsx'
import styles from './team.module.css'

/** What is behind the # stays in the browser: it is in no server's log. */
const linkOf = (token: string) => `${location.origin}/join#${token}`

export function Invites({ team }: { team: TeamPage }) {
  const [link, setLink] = useState<{ email: string; token: string } | null>(null)
  return (
    <section className="section stack">
      <h2>Invite</h2>
      <p className="dim">
        Somebody who has an account here is a member at once. For anybody else the invite waits for the first sign-in
        with that address, proven by the identity provider. This server sends no mail: pass the link on yourself.
      </p>
      <InviteForm team={team.name} onLink={setLink} />
      {link && (
        <CodeBlock
          label={`Link for ${link.email}: works once, for two weeks, and is shown this once`}
          text={linkOf(link.token)}
        />
      )}
      {team.invites.length > 0 && (
        <div className="card scroll-x">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Waiting for</th>
                <th scope="col">Role</th>
                <th scope="col" className="wide-only">
                  Invited
                </th>
                <th scope="col">
                  <span className="unseen">Change</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {team.invites.map((each) => (
                <Row key={each.id} team={team.name} invite={each} onLink={setLink} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

type OnLink = (link: { email: string; token: string } | null) => void

function InviteForm({ team, onLink }: { team: string; onLink: OnLink }) {
  const [who, setWho] = useState('')
  const [role, setRole] = useState<Role>('member')
  const invite = useInvite(team)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = who.trim()
    const body = wanted.includes('@') ? { email: wanted, role } : { username: wanted, role }
    invite.mutate(body, {
      onSuccess: ({ token }) => {
        onLink(token === undefined ? null : { email: wanted, token })
        setWho('')
      },
    })
  }
  return (
    <>
      <form onSubmit={submit} className={styles.form}>
        <TextInput
          label="E-mail or user name"
          required
          withAsterisk={false}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={190}
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
        <RoleSelect label="As" value={role} onChange={setRole} />
        <Button type="submit" loading={invite.isPending}>
          Invite
        </Button>
      </form>
      {invite.error && <Failure error={invite.error} />}
      {invite.data?.joined && <p role="status">{invite.data.joined} is a member now.</p>}
    </>
  )
}

function Row({ team, invite, onLink }: { team: string; invite: TeamInvite; onLink: OnLink }) {
  const renew = useNewLink(team)
  const withdraw = useWithdraw(team)
  const isOver = invite.expiresAt < Date.now()
  return (
    <tr>
      <td>
        <div style={{ overflowWrap: 'anywhere' }}>{invite.email}</div>
        {isOver && <div className="dim small">Its two weeks are over; a new link begins them again.</div>}
      </td>
      <td>{roleName(invite.role)}</td>
      <td className="dim wide-only">
        <TimeAgo at={invite.createdAt} /> by {invite.invitedBy}
      </td>
      <td className="right">
        <Button
          size="compact-sm"
          variant="subtle"
          loading={renew.isPending}
          onClick={() => renew.mutate(invite.id, { onSuccess: ({ token }) => onLink({ email: invite.email, token }) })}
          aria-label={`New link for ${invite.email}`}
        >
          New link
        </Button>
        <Confirm
          title={`Withdraw the invite of ${invite.email}?`}
          text="Its link is worth nothing any more."
          action="Withdraw"
          danger
          error={withdraw.error}
          onConfirm={() => withdraw.mutateAsync(invite.id)}
        >
          {(open) => (
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              onClick={open}
              aria-label={`Withdraw ${invite.email}`}
            >
              Withdraw
            </Button>
          )}
        </Confirm>
      </td>
    </tr>
  )
}
