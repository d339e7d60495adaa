import { Button, Modal } from '@mantine/core'
import { Await, Failure } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useIdentities, useUnlink } from '../../queries/admin.ts'

/** As whom a person signs in at the providers, and the way to end that. */
export function IdentitiesOf({ username, onClose }: { username: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={`Sign-ins of ${username}`}>
      <List username={username} />
    </Modal>
  )
}

function List({ username }: { username: string }) {
  const query = useIdentities(username)
  const unlink = useUnlink(username)
  return (
    <Await query={query} what="the identities" lines={2}>
      {({ identities }) => (
        <div className="stack">
          {unlink.error && <Failure error={unlink.error} />}
          {identities.length === 0 && <p className="dim">Known at no provider.</p>}
          {identities.map(({ provider, subject, lastSignInAt }) => (
            <div key={`${provider} ${subject}`} className="row spread">
              <div style={{ overflowWrap: 'anywhere' }}>
                <strong>{provider}</strong> <code>{subject}</code>
                <div className="dim small">
                  Last sign-in <TimeAgo at={lastSignInAt} />
                </div>
              </div>
              <Button
                size="xs"
                variant="default"
                loading={unlink.isPending}
                onClick={() => unlink.mutate({ provider, subject })}
              >
                Unlink
              </Button>
            </div>
          ))}
          <p className="dim small">Unlinking ends the sessions of that sign-in. The account and its runs stay.</p>
        </div>
      )}
    </Await>
  )
}
