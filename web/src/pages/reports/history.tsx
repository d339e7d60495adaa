import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import type { ViewAnswer } from '../../../../src/wire/app/contract.ts'
import { Await, Failure } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useChangeView, useRevisions } from '../../queries/views.ts'
import styles from './report.module.css'

/** What the report was before its latest changes, and the way back to it. */
export function History({ view }: { view: ViewAnswer['view'] }) {
  const [opened, setOpened] = useState(false)
  const revisions = useRevisions(view.id, opened)
  const change = useChangeView(view.id)
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        History
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Before each of the latest changes" centered>
        {change.error && <Failure error={change.error} />}
        <Await query={revisions} what="the history" lines={3}>
          {(data) =>
            data.revisions.length === 0 ? (
              <p className="dim">It is as it was first saved.</p>
            ) : (
              <ul className={styles.revisions}>
                {data.revisions.map(({ revision, title, username, at, description, spec }) => (
                  <li key={revision}>
                    <span>
                      {title}{' '}
                      <span className="dim small">
                        until {username} changed it <TimeAgo at={at} />
                      </span>
                    </span>
                    {view.mayWrite && (
                      <Button
                        size="compact-xs"
                        variant="default"
                        loading={change.isPending}
                        onClick={() =>
                          change.mutate(
                            { title, description, spec, revision: view.revision },
                            { onSuccess: () => setOpened(false) },
                          )
                        }
                      >
                        Put back
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </Await>
      </Modal>
    </>
  )
}
