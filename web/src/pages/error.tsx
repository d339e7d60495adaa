import { Button } from '@mantine/core'
import { Link, useRouter } from '@tanstack/react-router'
import { Empty, Failure } from '../components/states.tsx'
import { ApiError } from '../queries/api.ts'
import { client } from '../queries/client.ts'

export function NotFound() {
  return (
    <main className="page">
      <Empty title="There is no such page" whole>
        <p>The address may be mistyped, or what stood here was deleted.</p>
        <p>
          <Link to="/">Go to your projects</Link>
        </p>
      </Empty>
    </main>
  )
}

/** Catches what a page threw, so that one broken page is not a blank window. */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter()
  const again = async () => {
    await client.resetQueries({ predicate: (query) => query.state.status === 'error' })
    await router.invalidate()
  }
  return (
    <main className="page stack">
      <Failure error={error} retry={() => void again()} />
      {!(error instanceof ApiError) && (
        <p className="dim small">
          This is a fault of the page itself.{' '}
          <Button variant="subtle" size="compact-xs" onClick={() => location.reload()}>
            Reload it
          </Button>
        </p>
      )}
    </main>
  )
}
