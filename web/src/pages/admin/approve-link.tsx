import { Button } from '@mantine/core'
import { Failure } from '../../components/states.tsx'
import { useApproveLink } from '../../queries/admin.ts'

/** One click where an administrator knows that the person and the account are the same. */
export function ApproveLink({ attempt, username }: { attempt: string; username: string }) {
  const approve = useApproveLink(username)
  if (approve.isSuccess) return <p role="status">Linked: from now on this person signs in as {username}.</p>
  return (
    <div className="stack" style={{ gap: 8, marginTop: 12 }}>
      {approve.error && <Failure error={approve.error} />}
      <div>
        <Button size="xs" onClick={() => approve.mutate(attempt)} loading={approve.isPending}>
          It is {username}: link it
        </Button>
      </div>
    </div>
  )
}
