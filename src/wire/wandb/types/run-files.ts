import type { GraphQLResolveInfo } from 'graphql'
import { normalFileName, type Run, type RunFile, type RunPath } from '../../../tracking/index.ts'
import { fileId } from '../ids.ts'
import type { Resolver, SchemaPart, WireContext } from '../operation.ts'
import { connection, pageSize, wireTime } from '../present.ts'
import { type FileAddresses, runFilePlace } from '../storage/addresses.ts'

/** What is said of a file, whosever it is. */
export interface FileNode {
  id: string
  name: string
  displayName: string
  url: string | ((args: { upload?: boolean | null }, context: WireContext) => Promise<string>)
  directUrl: string
  sizeBytes: number
  storagePath: string
  mimetype: string
  updatedAt: string
  /** Base64. */
  digest: string
  md5: string
}

const pathOf = ({ name, project, entity }: Run): RunPath => ({ run: name, project: project.name, entity: entity.name })

function fileNode(run: Run, file: RunFile, addresses: FileAddresses): FileNode {
  const place = runFilePlace(run.id, file.name)
  return {
    id: fileId(run, file.name),
    name: file.name,
    displayName: file.name,
    async url({ upload }, { principal, tracking }) {
      if (!upload) return addresses.sign('GET', place)
      await tracking.runs.get(principal, pathOf(run), 'write')
      return addresses.sign('PUT', place)
    },
    directUrl: addresses.sign('GET', place),
    sizeBytes: file.sizeBytes,
    storagePath: file.name,
    mimetype: file.mimeType,
    updatedAt: wireTime(file.updatedAt),
    digest: file.md5,
    md5: file.md5,
  }
}

/** `uploadHeaders` is asked for by clients that have no createRunFiles: they mean files that they are about to upload. */
const isForUploads = ({ fieldNodes }: GraphQLResolveInfo): boolean =>
  fieldNodes.some(({ selectionSet }) =>
    selectionSet?.selections.some((each) => each.kind === 'Field' && each.name.value === 'uploadHeaders'),
  )

function uploadsOf(run: Run, names: string[], addresses: FileAddresses) {
  const nodes = names.map((name) => {
    const url = addresses.sign('PUT', runFilePlace(run.id, normalFileName(name)))
    return { id: fileId(run, name), name, url, uploadHeaders: [] }
  })
  return { ...connection(nodes, ({ name }) => Buffer.from(name).toString('base64'), false), totalCount: nodes.length }
}

/** The files of a run that have been uploaded. Their addresses are signed and need no key. */
export const runFiles: SchemaPart = {
  schema: `
    extend type Run {
      fileCount: Int
      files(names: [String], pattern: String, first: Int, after: String): FileConnection
    }
    type FileConnection { edges: [FileEdge!]!, pageInfo: PageInfo!, totalCount: Int }
    type FileEdge { node: File, cursor: String! }
    type File {
      id: ID!
      name: String!
      displayName: String
      url(upload: Boolean): String
      directUrl: String
      sizeBytes: Int64
      storagePath: String
      mimetype: String
      updatedAt: DateTime
      digest: String
      md5: String
    }
  `,
  resolvers: {
    Run: {
      fileCount: (run, _, { tracking }) => tracking.files.count(run.id),
      async files(run, { names, pattern, first, after }, { principal, tracking, addresses }, info) {
        const wanted = (names as (string | null)[] | null)?.filter((name) => name !== null) ?? []
        if (isForUploads(info)) {
          await tracking.runs.get(principal, pathOf(run), 'write')
          return uploadsOf(run, wanted, addresses)
        }
        const limit = pageSize(first, 50, 1000)
        const found = await tracking.files.list(run.id, {
          names: wanted.length > 0 ? wanted : undefined,
          pattern: pattern || undefined,
          after: after ? Buffer.from(after, 'base64').toString('utf8') : undefined,
          limit: limit + 1,
        })
        const nodes = found.slice(0, limit).map((file) => fileNode(run, file, addresses))
        const page = connection(nodes, ({ name }) => Buffer.from(name).toString('base64'), found.length > limit)
        return { ...page, totalCount: () => tracking.files.count(run.id) }
      },
    } satisfies Record<string, Resolver<Run>>,
  },
}
