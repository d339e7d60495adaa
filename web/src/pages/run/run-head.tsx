import { ActionIcon, Button, Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { RunDetail } from '../../../../src/wire/app/contract.ts'
import { Confirm } from '../../components/confirm.tsx'
import { MoreIcon, StopIcon, TrashIcon } from '../../components/icons.tsx'
import { RunState } from '../../components/run-state.tsx'
import { TimeAgo, useNow } from '../../components/time-ago.tsx'
import { type RunAddress, useDeleteRun, useStopRun } from '../../queries/tracking.ts'
import { duration } from '../../text/time.ts'
import { useInks } from '../project/inks.ts'
import { InkSign } from '../project/run-row.tsx'
import { RenameRun } from './rename-run.tsx'
import styles from './run.module.css'

interface HeadProps {
  at: RunAddress
  run: RunDetail['run']
}

const noRuns: string[] = []

export function RunHead({ at, run }: HeadProps) {
  const inkOf = useInks(at, noRuns)
  const now = useNow(1000)
  const running = run.state === 'running'
  return (
    <header className={styles.head}>
      <div>
        <div className={styles.title}>
          <InkSign ink={inkOf(run.name)} />
          <RenameRun at={at} name={run.displayName} />
        </div>
        <p className={styles.facts}>
          <RunState state={run.state} />
          {running && run.stopRequested && <span className={styles.stopping}>asked to stop</span>}
          <span>{run.user}</span>
          <span>
            began <TimeAgo at={run.createdAt} />
          </span>
          <span className="num" title="How long it ran">
            {duration((run.finishedAt ?? (running ? now : run.heartbeatAt)) - run.createdAt)}
          </span>
        </p>
      </div>
      <div className="row">
        {running && <StopButton at={at} asked={run.stopRequested} />}
        <MoreMenu at={at} name={run.displayName} />
      </div>
    </header>
  )
}

function StopButton({ at, asked }: { at: RunAddress; asked: boolean }) {
  const stop = useStopRun(at)
  return (
    <Confirm
      title="Stop this run?"
      text="The client is told so with its next heartbeat, within half a minute, and ends the script as Ctrl-C would. What was logged stays."
      action="Stop the run"
      error={stop.error}
      onConfirm={() => stop.mutateAsync()}
    >
      {(open) => (
        <Button variant="default" size="xs" leftSection={<StopIcon size={13} />} onClick={open} disabled={asked}>
          {asked ? 'Stopping …' : 'Stop'}
        </Button>
      )}
    </Confirm>
  )
}

function MoreMenu({ at, name }: { at: RunAddress; name: string }) {
  const remove = useDeleteRun(at)
  const navigate = useNavigate()
  const [menu, setMenu] = useState(false)
  const confirmed = async () => {
    await remove.mutateAsync()
    await navigate({ to: '/$entity/$project', params: at })
  }
  return (
    <Confirm
      title={`Delete “${name}”?`}
      text="Its metrics, logs and files go with it. This cannot be undone."
      action="Delete the run"
      danger
      error={remove.error}
      onConfirm={confirmed}
    >
      {(open) => (
        <Menu opened={menu} onChange={setMenu} position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label="More for this run">
              <MoreIcon />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" leftSection={<TrashIcon size={14} />} onClick={open}>
              Delete the run …
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Confirm>
  )
}
