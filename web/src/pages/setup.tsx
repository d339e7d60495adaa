import { Button, PasswordInput, TextInput } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Doorway } from '../components/doorway.tsx'
import { Failure } from '../components/states.tsx'
import { useTitle } from '../components/title.ts'
import { useSetup } from '../queries/session.ts'

/** The first administrator, made by whoever holds the link that the server printed. */
export function SetupPage() {
  useTitle('Set up')
  const { token } = useSearch({ from: '/setup' })
  if (token === undefined) {
    return (
      <Doorway title="The link is not complete">
        <p>
          Set-up needs the whole link that the server printed when it started, with the part after <code>token=</code>.
        </p>
        <Link to="/login">Go to sign-in</Link>
      </Doorway>
    )
  }
  return (
    <Doorway title="Welcome. Make the first administrator.">
      <SetupForm token={token} />
    </Doorway>
  )
}

function SetupForm({ token }: { token: string }) {
  const [fields, setFields] = useState({ username: '', email: '', password: '' })
  const setup = useSetup()
  const field = (name: keyof typeof fields) => ({
    name,
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setFields((before) => ({ ...before, [name]: value }))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { email, ...rest } = fields
    setup.mutate({ token, ...rest, ...(email && { email }) }, { onSuccess: () => location.assign('/') })
  }
  return (
    <form onSubmit={submit} className="stack" style={{ gap: 14 }}>
      {setup.error && <Failure error={setup.error} />}
      <TextInput
        label="Username"
        description="Also the name in your projects’ addresses."
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        {...field('username')}
      />
      <TextInput label="E-mail (optional)" type="email" autoComplete="email" {...field('email')} />
      <PasswordInput
        label="Password"
        description="At least 8 characters."
        autoComplete="new-password"
        minLength={8}
        required
        withAsterisk={false}
        {...field('password')}
      />
      <Button type="submit" size="md" loading={setup.isPending || setup.isSuccess}>
        Create the account and sign in
      </Button>
    </form>
  )
}
