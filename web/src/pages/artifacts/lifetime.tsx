import { Button, NumberInput, Select } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ArtifactCollections, ArtifactLifetimeBody } from '../../../../src/wire/app/contract.ts'
import { Failure } from '../../components/states.tsx'
import { useSetLifetime } from '../../queries/artifacts.ts'
import type { ProjectAddress } from '../../queries/tracking.ts'
import styles from './artifacts.module.css'

const day = 86_400

export const lifetimeText = (seconds: number): string => {
  if (seconds === 0) return 'for ever'
  if (seconds % day === 0) return seconds === day ? 'for a day' : `for ${seconds / day} days`
  return `for ${seconds.toLocaleString()} seconds`
}

/** How long versions are kept that say nothing of their own. */
export function Lifetime({ at, lifetime }: { at: ProjectAddress; lifetime: ArtifactCollections['lifetime'] }) {
  const set = useSetLifetime(at)
  const [scope, setScope] = useState<ArtifactLifetimeBody['scope']>('project')
  const [days, setDays] = useState<string | number>('')
  const effective = lifetime.project ?? lifetime.entity ?? 0
  const origin =
    lifetime.project !== null ? 'as this project has it' : lifetime.entity !== null ? `as ${at.entity} has it` : null
  const save = (event: FormEvent) => {
    event.preventDefault()
    set.mutate({ scope, seconds: Math.round(Number(days) * day) }, { onSuccess: () => setDays('') })
  }
  return (
    <section className={`card ${styles.lifetime}`} aria-label="Time to live">
      <p>
        Versions that have no time to live of their own are kept <strong>{lifetimeText(effective)}</strong>
        {origin && `, ${origin}`}. Those with an alias beside <code>latest</code>, and those in a portfolio, always
        stay.
      </p>
      {lifetime.mayChange && (
        <form onSubmit={save}>
          <Select
            size="xs"
            label="For"
            allowDeselect={false}
            data={[
              { value: 'project', label: 'this project' },
              { value: 'entity', label: `every project of ${at.entity}` },
            ]}
            value={scope}
            onChange={(value) => value && setScope(value as ArtifactLifetimeBody['scope'])}
          />
          <NumberInput
            size="xs"
            label="Days (0: for ever)"
            min={0}
            max={36_600}
            value={days}
            onChange={setDays}
            style={{ width: 130 }}
          />
          <Button type="submit" size="xs" disabled={days === ''} loading={set.isPending}>
            Set
          </Button>
          {lifetime[scope] !== null && (
            <Button size="xs" variant="default" onClick={() => set.mutate({ scope, seconds: null })}>
              Take back
            </Button>
          )}
        </form>
      )}
      {set.error && <Failure error={set.error} />}
    </section>
  )
}
