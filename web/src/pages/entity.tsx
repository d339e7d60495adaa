import { Button } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { Await, Empty } from '../components/states.tsx'
import { useTitle } from '../components/title.ts'
import { useLive } from '../queries/live.ts'
import { useTeams } from '../queries/teams.ts'
import { useProjects } from '../queries/tracking.ts'
import { ProjectTable } from './project-table.tsx'

export function EntityPage() {
  const { entity } = useParams({ strict: false }) as { entity: string }
  useTitle(entity)
  useLive(entity)
  const projects = useProjects(entity)
  const isTeam = useTeams().data?.teams.some(({ name }) => name === entity)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{entity}</h1>
        {isTeam && (
          <Button variant="default" component={Link} to={`/teams/${entity}`}>
            People
          </Button>
        )}
      </div>
      <Await query={projects} what="the projects">
        {(data) =>
          data.projects.length === 0 ? (
            <div className="card">
              <Empty title="No projects yet">
                <p>
                  A project is made by the first run that names it:{' '}
                  <code>wandb.init(entity="{entity}", project=…)</code>
                </p>
              </Empty>
            </div>
          ) : (
            <ProjectTable projects={data.projects} showEntity={false} />
          )
        }
      </Await>
    </div>
  )
}
