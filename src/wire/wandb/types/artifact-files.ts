import { type Artifact, type ArtifactEntry, mimeTypeOf } from '../../../tracking/index.ts'
import { artifactThingId } from '../ids.ts'
import type { Resolver, SchemaPart, WireContext } from '../operation.ts'
import { connection, pageSize, readCursor, wireTime, writeCursor } from '../present.ts'
import { artifactFilePlace, type FileAddresses } from '../storage/addresses.ts'
import type { FileNode } from './run-files.ts'

type Entry = ArtifactEntry & { position: number }

/** A file that the client found in a manifest. */
interface ManifestEntry {
  name: string
  digest: string
  ref?: string | null
  size?: number | null
}

function fileNode(artifact: Artifact, entry: ArtifactEntry, addresses: FileAddresses): FileNode {
  const { path, digest, ref, sizeBytes } = entry
  const md5 = Buffer.from(digest, 'base64').toString('hex')
  const url = ref ?? addresses.sign('GET', artifactFilePlace(artifact.collection.project.id, md5, basename(path)))
  return {
    id: artifactThingId('Artifact', artifact.id, path),
    name: path,
    displayName: path,
    url,
    directUrl: url,
    sizeBytes,
    storagePath: path,
    mimetype: mimeTypeOf(path),
    updatedAt: wireTime(artifact.createdAt),
    digest,
    md5: digest,
  }
}

const basename = (path: string) => path.slice(path.lastIndexOf('/') + 1)

interface FilesArguments {
  names?: string[] | null
  first?: number | null
  after?: string | null
}

async function filesOf(artifact: Artifact, args: FilesArguments, { tracking, addresses }: WireContext) {
  const paths = args.names?.length ? args.names : undefined
  const limit = pageSize(args.first, 50, 5000)
  const after = args.after ? readCursor(args.after, 1)[0] : undefined
  const found: Entry[] = await tracking.artifacts.entries(artifact.id, { paths, after, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const page = connection(shown, ({ position }) => writeCursor(position), found.length > limit)
  return {
    ...page,
    edges: page.edges.map(({ node, cursor }) => ({ node: fileNode(artifact, node, addresses), cursor })),
    totalCount: () => tracking.artifacts.countEntries(artifact.id, paths),
  }
}

/** Files of a version, references among them: the client downloads what it finds here. */
export const artifactFiles: SchemaPart = {
  schema: `
    extend type Artifact {
      files(names: [String!], first: Int, after: String): FileConnection!
      filesByManifestEntries(
        storageLayout: String!
        manifestVersion: String!
        entries: [ArtifactManifestEntryInput!]
        storageRegion: String
        first: Int
        after: String
      ): FileConnection!
    }
    extend type ArtifactCollectionMembership { files(names: [String!], first: Int, after: String): FileConnection! }
    input ArtifactManifestEntryInput { name: String!, digest: String!, birthArtifactID: String, ref: String, size: Int64 }
  `,
  resolvers: {
    Artifact: {
      files: filesOf,
      filesByManifestEntries(artifact, { entries }: { entries?: ManifestEntry[] | null }, { addresses }) {
        const nodes = (entries ?? []).map(({ name, digest, ref, size }) =>
          fileNode(artifact, { path: name, digest, ref: ref ?? null, sizeBytes: size ?? 0 }, addresses),
        )
        return { ...connection(nodes, ({ id }) => id, false), totalCount: nodes.length }
      },
    } satisfies Record<string, Resolver<Artifact>>,
    ArtifactCollectionMembership: {
      files: ({ artifact }, args, context) => filesOf(artifact, args, context),
    } satisfies Record<string, Resolver<{ artifact: Artifact }>>,
  },
}
