import { Button } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { ViewSummary } from '../../../../src/wire/app/contract.ts'
import { ProjectTabs } from '../../components/project-tabs.tsx'
import { Await, Empty, Failure } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useTitle } from '../../components/title.ts'
import { useMakeView, useViews } from '../../queries/views.ts'
import { emptySpec } from './new-blocks.ts'
import styles from './report.module.css'
import { slugOf } from './spec.ts'

/** The reports of a project, with their drafts. */
export function ReportsPage() {
  const at = useParams({ strict: false }) as { entity: string; project: string }
  const { entity, project } = at
  useTitle('Reports', project, entity)
  const views = useViews(at, 'report')
  const make = useMakeView(at)
  const navigate = useNavigate()
  const begin = async () => {
    const { view } = await make.mutateAsync({ kind: 'report', title: 'Untitled report', spec: emptySpec })
    await navigate({
      to: '/$entity/$project/reports/$',
      params: { ...at, _splat: slugOf(view) },
      search: { edit: true },
    })
  }
  return (
    <>
      <ProjectTabs at={at} current="Reports" />
      <div className="page">
        <header className={styles.bar}>
          <h1>Reports</h1>
          <Button size="xs" loading={make.isPending} onClick={() => void begin().catch(() => {})}>
            New report
          </Button>
        </header>
        {make.error && <Failure error={make.error} />}
        <Await query={views} what="the reports">
          {(data) =>
            data.views.length === 0 ? (
              <Empty title="No reports yet">
                <p>A report is a text with charts of runs, here or from a script with wandb-workspaces.</p>
              </Empty>
            ) : (
              <ReportTable reports={data.views} />
            )
          }
        </Await>
      </div>
    </>
  )
}

const ReportTable = ({ reports }: { reports: ViewSummary[] }) => (
  <div className="card scroll-x">
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Report</th>
          <th scope="col" className="wide-only">
            By
          </th>
          <th scope="col" className="right">
            Last change
          </th>
        </tr>
      </thead>
      <tbody>
        {reports.map((each) => (
          <tr key={each.id}>
            <td>
              <Link
                to="/$entity/$project/reports/$"
                params={{ entity: each.entity, project: each.project, _splat: slugOf(each) }}
              >
                {each.title}
              </Link>
              {each.kind === 'draft' && <span className={styles.draft}>draft</span>}
              {each.description && <div className="clip dim small">{each.description}</div>}
            </td>
            <td className="wide-only">{each.author}</td>
            <td className="right dim num">
              <TimeAgo at={each.updatedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
