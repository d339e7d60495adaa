import { Button } from '@mantine/core'
import type { SweepState } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Failure } from '../../components/states.tsx'
import { type SweepAddress, usePatchSweep } from '../../queries/sweeps.ts'

/** Pause and resume at once; what ends a sweep asks before. */
export function SweepControls({ at, state }: { at: SweepAddress; state: SweepState }) {
  const patch = usePatchSweep(at)
  const isOver = state === 'FINISHED' || state === 'CANCELED'
  const resumes = isOver || state === 'PAUSED'
  const become = (wanted: SweepState) => patch.mutateAsync({ state: wanted })
  return (
    <div className="stack">
      <div className="row" style={{ flexWrap: 'wrap' }}>
        <Button
          variant="default"
          size="xs"
          loading={patch.isPending}
          onClick={() => patch.mutate({ state: resumes ? 'RUNNING' : 'PAUSED' })}
        >
          {resumes ? 'Resume' : 'Pause'}
        </Button>
        {!isOver && (
          <Ending
            action="Stop"
            title="Stop this sweep?"
            text="Runs that have begun go on to their end; no new ones begin, and its agents go."
            error={patch.error}
            onConfirm={() => become('FINISHED')}
          />
        )}
        {!isOver && (
          <Ending
            action="Cancel"
            title="Cancel this sweep?"
            text="Its runs are stopped where they are, and its agents go. What was logged stays."
            error={patch.error}
            onConfirm={() => become('CANCELED')}
          />
        )}
      </div>
      {patch.error && <Failure error={patch.error} />}
    </div>
  )
}

interface EndingProps {
  action: string
  title: string
  text: string
  error: unknown
  onConfirm: () => Promise<unknown>
}

function Ending({ action, title, text, error, onConfirm }: EndingProps) {
  return (
    <Confirm
      title={title}
      text={text}
      action={`${action} the sweep`}
      danger={action === 'Cancel'}
      error={error}
      onConfirm={onConfirm}
    >
      {(open) => (
        <Button variant="default" size="xs" onClick={open}>
          {action}
        </Button>
      )}
    </Confirm>
  )
}
