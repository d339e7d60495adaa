import { Button, Menu, Modal, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Failure } from '../../components/states.tsx'
import type { ProjectAddress } from '../../queries/tracking.ts'
import { useMakeView, useViews } from '../../queries/views.ts'
import { idOfView, isPersonal, viewName } from './workspace-spec.ts'

/** The saved views of a project, and the way to save another. `makeSpec` is asked when it is saved. */
export function ViewsMenu({ at, makeSpec }: { at: ProjectAddress; makeSpec: () => string }) {
  const views = useViews(at, 'workspace')
  const saved = views.data?.views.filter(({ name }) => !isPersonal(name)) ?? []
  const make = useMakeView(at)
  const navigate = useNavigate()
  const [opened, setOpened] = useState(false)
  const [title, setTitle] = useState('')
  const save = async () => {
    const id = Math.random().toString(36).slice(2, 13)
    await make.mutateAsync({ kind: 'workspace', name: viewName(id), title, spec: makeSpec() })
    setOpened(false)
    await navigate({ to: '/$entity/$project', params: at, search: { nw: id } })
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-xs" variant="default">
            Views{saved.length > 0 ? ` ${saved.length}` : ''}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {saved.map((each) => (
            <Menu.Item
              key={each.id}
              component={Link}
              {...({ to: '/$entity/$project', params: at, search: { nw: idOfView(each.name) } } as object)}
            >
              {each.title}
            </Menu.Item>
          ))}
          {saved.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => setOpened(true)}>Save these charts as a view…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Save as a view" centered size="sm">
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            void save().catch(() => {})
          }}
        >
          <TextInput
            label="Name"
            required
            maxLength={200}
            data-autofocus
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          {make.error && <Failure error={make.error} />}
          <Button type="submit" loading={make.isPending}>
            Save
          </Button>
        </form>
      </Modal>
    </>
  )
}
