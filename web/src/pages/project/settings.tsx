import { Button, Radio, TextInput } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { ProjectAccess, ProjectSettings, Role } from '../../../../src/wire/app/contract.ts'
import { ProjectTabs } from '../../components/project-tabs.tsx'
import { Await, Failure } from '../../components/states.tsx'
import { useTitle } from '../../components/title.ts'
import { useNameInProject, useProjectSettings, useSetAccess, useUnname } from '../../queries/teams.ts'
import type { ProjectAddress } from '../../queries/tracking.ts'
import { RoleSelect, roleName } from '../team/role-select.tsx'
import styles from '../team/team.module.css'

/** `ENTITY_WRITE` says the same as `PRIVATE`, and is shown as it. */
const choices: { value: ProjectAccess; label: string; description: string }[] = [
  {
    value: 'RESTRICTED',
    label: 'Restricted',
    description: 'Whoever made it, the administrators, and the people who are named below.',
  },
  { value: 'PRIVATE', label: 'Team', description: 'Whom it belongs to: a team by each one’s role, or you alone.' },
  {
    value: 'ENTITY_READ',
    label: 'Team, to read',
    description: 'As before, but only whoever made it and the administrators change anything.',
  },
  { value: 'USER_READ', label: 'Everybody, to read', description: 'Everybody who is signed in here may look at it.' },
  {
    value: 'USER_WRITE',
    label: 'Everybody',
    description:
      'Everybody who is signed in here may look at it, and add runs, which they may change; those of others they may not.',
  },
]

export function ProjectSettingsPage() {
  const { entity, project } = useParams({ strict: false }) as { entity: string; project: string }
  useTitle('Settings', project)
  const settings = useProjectSettings(entity, project)
  const at = { entity, project }
  return (
    <>
      <ProjectTabs at={at} current="Settings" />
      <div className="page" style={{ maxWidth: 780 }}>
        <h1 className="unseen">Settings of {project}</h1>
        <Await query={settings} what="the settings">
          {(data) => (
            <>
              <Access at={at} settings={data} />
              {data.mayChange && <Named at={at} members={data.members} />}
            </>
          )}
        </Await>
      </div>
    </>
  )
}

function Access({ at: { entity, project }, settings }: { at: ProjectAddress; settings: ProjectSettings }) {
  const change = useSetAccess(entity, project)
  const now = settings.access === 'ENTITY_WRITE' ? 'PRIVATE' : settings.access
  return (
    <section className="section stack">
      <h2>Who sees this project</h2>
      {!settings.mayChange && <p className="dim">Whoever made the project, and administrators, can change this.</p>}
      <Radio.Group
        aria-label="Who sees this project"
        value={change.isPending ? change.variables : now}
        onChange={(value) => change.mutate(value as ProjectAccess)}
      >
        <div className="stack">
          {choices.map((each) => (
            <Radio key={each.value} {...each} disabled={!settings.mayChange} />
          ))}
        </div>
      </Radio.Group>
      {change.error && <Failure error={change.error} />}
    </section>
  )
}

function Named({ at: { entity, project }, members }: { at: ProjectAddress; members: ProjectSettings['members'] }) {
  const [username, setUsername] = useState('')
  const [role, setRole] = useState<Role>('member')
  const put = useNameInProject(entity, project)
  const remove = useUnname(entity, project)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    put.mutate({ username: username.trim(), role }, { onSuccess: () => setUsername('') })
  }
  return (
    <section className="section stack">
      <h2>People of this project</h2>
      <p className="dim">
        They see it whatever is chosen above. Who is a viewer of the team stays one here. Service accounts are named in
        the same way.
      </p>
      <form onSubmit={submit} className={styles.form}>
        <TextInput
          label="User name"
          required
          withAsterisk={false}
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <RoleSelect label="As" value={role} onChange={setRole} />
        <Button type="submit" loading={put.isPending}>
          Add
        </Button>
      </form>
      {(put.error ?? remove.error) && <Failure error={put.error ?? remove.error} />}
      {members.length > 0 && (
        <div className="card scroll-x">
          <table className="table">
            <tbody>
              {members.map((each) => (
                <tr key={each.username}>
                  <td style={{ fontWeight: 550 }}>{each.username}</td>
                  <td>{roleName(each.role)}</td>
                  <td className="right">
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="red"
                      onClick={() => remove.mutate(each.username)}
                      aria-label={`Remove ${each.username}`}
                    >
                      Remove
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
