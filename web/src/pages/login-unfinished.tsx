import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import type { Sight, UnfinishedSignIn } from '../../../src/wire/app/contract.ts'
import { CopyValue } from '../components/copy.tsx'
import styles from '../components/doorway.module.css'
import { Failure } from '../components/states.tsx'
import { useReportUnfinished, useUnfinished } from '../queries/session.ts'

const choices: { value: Sight; label: string }[] = [
  { value: 'redirect-refused', label: 'It did not accept the redirect or callback address' },
  { value: 'application-unknown', label: 'It did not know the application or client' },
  { value: 'access-denied', label: 'I am not allowed to use this application' },
  { value: 'policy', label: 'My device, place or second factor was refused' },
  { value: 'provider-error', label: 'An error of its own' },
  { value: 'unreachable', label: 'Nothing: the page did not load' },
  { value: 'gave-up', label: 'I stopped before the end' },
  { value: 'other', label: 'Something else' },
]

/** For a person who was sent to a provider and came back by the Back button, or not at all. */
export function LoginUnfinished({ returnTo }: { returnTo: string }) {
  const { data, refetch } = useUnfinished()
  // The Back button brings a page back as it was left: before anything had gone wrong.
  useEffect(() => {
    const onShow = ({ persisted }: PageTransitionEvent) => void (persisted && refetch())
    addEventListener('pageshow', onShow)
    return () => removeEventListener('pageshow', onShow)
  }, [refetch])
  const [isOpen, setOpen] = useState(false)
  if (!data?.attempt) return null
  if (isOpen) return <Report attempt={data.attempt} returnTo={returnTo} />
  return (
    <button type="button" className={styles.quiet} onClick={() => setOpen(true)}>
      Something went wrong at {data.attempt.provider.name}?
    </button>
  )
}

interface ReportProps {
  attempt: NonNullable<UnfinishedSignIn['attempt']>
  returnTo: string
}

function Report({ attempt, returnTo }: ReportProps) {
  const [saw, setSaw] = useState<Sight>('other')
  const [words, setWords] = useState('')
  const navigate = useNavigate()
  const report = useReportUnfinished()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    report.mutate(
      { attempt: attempt.id, saw, words },
      {
        onSuccess: ({ code }) =>
          void navigate({ to: '/login', search: { code, attempt: attempt.id, return_to: returnTo }, replace: true }),
      },
    )
  }
  return (
    <form onSubmit={submit} className={`stack ${styles.note}`} data-testid="unfinished">
      <p>
        Your sign-in at {attempt.provider.name} has not come back. What did it show last? Your administrator reads it at
        attempt <CopyValue text={attempt.id} what="the attempt id" />.
      </p>
      <NativeSelect
        label="What it showed"
        data={choices}
        value={saw}
        onChange={({ currentTarget }) => setSaw(currentTarget.value as Sight)}
      />
      <Textarea
        label="Its words, if you still have them"
        description="No passwords and no codes, please."
        rows={3}
        maxLength={2000}
        value={words}
        onChange={({ currentTarget }) => setWords(currentTarget.value)}
      />
      {report.error && <Failure error={report.error} />}
      <Button type="submit" variant="default" loading={report.isPending || report.isSuccess}>
        Tell, and look for the reason
      </Button>
    </form>
  )
}
