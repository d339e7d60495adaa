import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Doorway } from '../components/doorway.tsx'
import { useTitle } from '../components/title.ts'

export function SignedOutPage() {
  useTitle('Signed out')
  return (
    <Doorway title="You are signed out">
      <p className="dim">Runs that are still training go on; they use their own API keys.</p>
      <Button component={Link} to="/login" size="md">
        Sign in again
      </Button>
    </Doorway>
  )
}
