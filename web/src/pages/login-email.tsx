import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../queries/api.ts'
import { useProviderOfEmail } from '../queries/session.ts'
import { startUrl } from '../text/start-url.ts'

/** The provider that goes with an e-mail address, for people who do not know which of the buttons is theirs. */
export function EmailForm({ returnTo }: { returnTo: string }) {
  const [email, setEmail] = useState('')
  const find = useProviderOfEmail()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const address = email.trim()
    const leave = (start: string) => location.assign(startUrl(start, returnTo, location.origin, address))
    find.mutate({ email: address }, { onSuccess: ({ provider }) => leave(provider.start) })
  }
  return (
    <form onSubmit={submit} className="stack" style={{ gap: 10 }}>
      <TextInput
        label="Work e-mail"
        type="email"
        name="email"
        autoComplete="email"
        required
        withAsterisk={false}
        value={email}
        error={find.error && sentence(find.error)}
        onChange={(event) => {
          setEmail(event.currentTarget.value)
          find.reset()
        }}
      />
      <Button type="submit" size="md" loading={find.isPending || find.isSuccess}>
        Continue
      </Button>
    </form>
  )
}

const sentence = (error: Error): string =>
  error instanceof ApiError && error.status === 404
    ? 'No organization here uses this address. Choose another way below.'
    : error.message
