/** Asks the wire as the client does, to see what a run became. */
export async function askGraphql<Data>(
  url: string,
  apiKey: string,
  query: string,
  variables: Record<string, unknown>,
): Promise<Data> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`api:${apiKey}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await answer.json()) as { data: Data; errors?: { message: string }[] }
  if (errors) throw new Error(errors.map(({ message }) => message).join('; '))
  return data
}

type Line = Record<string, unknown>

/** All of a run. */
export interface RunAnswer {
  id: string
  state: string
  displayName: string
  notes: string | null
  group: string | null
  jobType: string | null
  tags: string[]
  exitcode: number | null
  historyLineCount: number
  config: Line
  summary: Line
  history: Line[]
  events: Line[]
  log: string[]
  /** Name -> contents. */
  files: Record<string, string>
}

const query = `query Whole($entity: String, $project: String, $run: String!) {
  project(name: $project, entityName: $entity) {
    run(name: $run) {
      id state displayName notes group jobType tags exitcode historyLineCount config summaryMetrics
      history(samples: 10000) events(samples: 10000)
      logLines(first: 1000) { edges { node { line } } }
      files(first: 100) { edges { node { name directUrl } } }
    }
  }
}`

interface Whole {
  project: {
    run:
      | (Omit<RunAnswer, 'config' | 'summary' | 'history' | 'events' | 'log' | 'files'> & {
          config: string
          summaryMetrics: string
          history: string[]
          events: string[]
          logLines: { edges: { node: { line: string } }[] }
          files: { edges: { node: { name: string; directUrl: string } }[] }
        })
      | null
  } | null
}

/** Everything that the wire tells of a run, files included. Counts are 0 for a run that is not there yet. */
export async function runOf(
  url: string,
  apiKey: string,
  path: { entity: string; project: string; run: string },
): Promise<RunAnswer> {
  const run = (await askGraphql<Whole>(url, apiKey, query, path)).project?.run
  if (!run) return { historyLineCount: 0, state: 'missing' } as RunAnswer
  const { summaryMetrics, logLines, files, ...rest } = run
  const contents = files.edges.map(async ({ node }) => [node.name, await (await fetch(node.directUrl)).text()] as const)
  // The lines may hold numbers that JSON does not know; tests of those read them through the client.
  const parsed = (lines: string[]) => lines.map((line) => JSON.parse(line.replace(/-?\b(NaN|Infinity)\b/g, 'null')))
  return {
    ...rest,
    config: JSON.parse(run.config),
    summary: parsed([summaryMetrics])[0],
    history: parsed(run.history),
    events: parsed(run.events),
    log: logLines.edges.map(({ node }) => node.line),
    files: Object.fromEntries(await Promise.all(contents)),
  }
}
