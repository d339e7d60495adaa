import { Button, Modal } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Failure } from './states.tsx'

interface ConfirmProps {
  title: string
  text: ReactNode
  /** The word on the button that does it. */
  action: string
  danger?: boolean
  error?: unknown
  onConfirm: () => Promise<unknown>
  children: (open: () => void) => ReactNode
}

/** Asks before something that cannot be taken back, and stays open with the reason when it fails. */
export function Confirm({ title, text, action, danger, error, onConfirm, children }: ConfirmProps) {
  const [opened, setOpened] = useState(false)
  const [busy, setBusy] = useState(false)
  const confirm = async () => {
    setBusy(true)
    try {
      await onConfirm()
      setOpened(false)
    } catch {
      // Shown below by `error`.
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {children(() => setOpened(true))}
      <Modal opened={opened} onClose={() => setOpened(false)} title={title} centered size="sm">
        <div className="stack">
          <div className="dim">{text}</div>
          {error !== undefined && error !== null && <Failure error={error} />}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button variant="default" onClick={() => setOpened(false)}>
              Cancel
            </Button>
            <Button color={danger ? 'red' : undefined} loading={busy} onClick={() => void confirm()} data-autofocus>
              {action}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}
