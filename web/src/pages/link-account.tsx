import { Button, PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Failure } from '../components/states.tsx'
import { useLink } from '../queries/session.ts'

/** For whoever just proved at a provider who they are, and has an account here from before. */
export function LinkAccount({ attempt, returnTo }: { attempt: string; returnTo: string }) {
  const [password, setPassword] = useState('')
  const link = useLink()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    link.mutate({ attempt, password }, { onSuccess: () => location.assign(returnTo) })
  }
  return (
    <form onSubmit={submit} className="stack" style={{ gap: 14 }} data-testid="link-account">
      {link.error && <Failure error={link.error} />}
      <PasswordInput
        label="Password of your account here"
        name="account-password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={link.isPending || link.isSuccess}>
        Link it and sign in
      </Button>
    </form>
  )
}
