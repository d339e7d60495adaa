import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { copyText } from '../components/copy.tsx'
import { KeyIcon } from '../components/icons.tsx'
import { Failure } from '../components/states.tsx'
import { useTitle } from '../components/title.ts'
import { useMakeKey } from '../queries/keys.ts'
import { useMe } from '../queries/session.ts'
import styles from './authorize.module.css'
import { FreshKey } from './keys.tsx'

/** Where `wandb login` sends people: one click makes a key and puts it on the clipboard. */
export function AuthorizePage() {
  useTitle('Authorize')
  const me = useMe()
  const make = useMakeKey()
  const start = () =>
    make.mutate(
      {
        name: `wandb login ${new Date().toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' })}`,
        scope: 'write',
      },
      {
        onSuccess: (made) => void copyText(made.key),
      },
    )
  return (
    <div className="page" style={{ maxWidth: 640 }}>
      <section className={`card ${styles.card}`}>
        <h1>Get an API key for the client</h1>
        <p className="dim">
          You are signed in as <strong>{me?.username}</strong>. The client in your terminal waits for a key; it logs
          runs under your name.
        </p>
        {make.error && <Failure error={make.error} retry={start} />}
        {make.data ? (
          <>
            <FreshKey made={make.data} />
            <p className="dim small">
              Already on your clipboard, where the browser allows it. Paste it in the terminal and press Enter.
            </p>
          </>
        ) : (
          <Button
            size="md"
            leftSection={<KeyIcon />}
            onClick={start}
            loading={make.isPending}
            style={{ alignSelf: 'flex-start' }}
          >
            Make a key and copy it
          </Button>
        )}
        <p className="small">
          <Link to="/settings/keys">All your keys</Link>
        </p>
      </section>
    </div>
  )
}
