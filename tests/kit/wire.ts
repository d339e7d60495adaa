import type { TestServer } from './server.ts'

export interface WireAnswer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
  data: any
  errors: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[]
}

const basic = (key: string) => `Basic ${Buffer.from(`api:${key}`).toString('base64')}`

/** Posts a body to `/graphql` as the client does. */
export async function postGraphql(
  server: Pick<TestServer, 'url'>,
  key: string | null,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<WireAnswer> {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: basic(key) } : {}), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const { data, errors } = (await answer.json()) as { data: unknown; errors?: WireAnswer['errors'] }
  return { status: answer.status, data, errors: errors ?? [] }
}

export const ask = (
  server: Pick<TestServer, 'url'>,
  key: string | null,
  query: string,
  variables: Record<string, unknown> = {},
) => postGraphql(server, key, { query, variables })

/** Makes a run and returns its id on the wire. */
export async function makeRun(
  server: Pick<TestServer, 'url'>,
  key: string,
  input: Record<string, unknown>,
): Promise<string> {
  const query = 'mutation UpsertBucket($input: UpsertBucketInput!) { upsertBucket(input: $input) { bucket { id } } }'
  const { data, errors } = await ask(server, key, query, { input })
  if (errors.length > 0) throw new Error(errors[0]!.message)
  return data.upsertBucket.bucket.id
}

/** Posts to a run's stream as the client does. */
export function stream(server: Pick<TestServer, 'url'>, key: string, path: string, body: unknown): Promise<Response> {
  return fetch(`${server.url}/files/${path}/file_stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: basic(key) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** History lines with the given values of `loss`, from step 0. */
export const historyOf = (losses: (number | string)[], offset = 0) => ({
  files: {
    'wandb-history.jsonl': {
      offset,
      content: losses.map((loss, index) => `{"_step":${offset + index},"loss":${loss}}`),
    },
  },
})

/** Asks for an upload address of one file. */
export async function uploadUrl(
  server: Pick<TestServer, 'url'>,
  key: string,
  place: { entity: string; project: string; run: string },
  file: string,
): Promise<string> {
  const query = `mutation CreateRunFiles($entity: String!, $project: String!, $run: String!, $files: [String!]!) {
    createRunFiles(input: {entityName: $entity, projectName: $project, runName: $run, files: $files}) {
      files { name uploadUrl }
    }
  }`
  const { data, errors } = await ask(server, key, query, { ...place, files: [file] })
  if (errors.length > 0) throw new Error(errors[0]!.message)
  return data.createRunFiles.files[0].uploadUrl
}

/** Reads fields of a run of the asker's own entity; null where there is none. */
export async function readRun(
  server: Pick<TestServer, 'url'>,
  key: string,
  place: { project: string; run: string },
  fields: string,
): Promise<WireAnswer['data']> {
  const query = `query ($project: String, $run: String!) { project(name: $project) { run(name: $run) { ${fields} } } }`
  const { data, errors } = await ask(server, key, query, place)
  if (errors.length > 0) throw new Error(errors[0]!.message)
  return data.project?.run ?? null
}
