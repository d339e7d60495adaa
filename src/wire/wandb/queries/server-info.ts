import type { SchemaPart } from '../operation.ts'

/** What this server can do beyond the plain protocol, in the client's words. Each changes what the client sends. */
const features = [
  'ARTIFACT_COLLECTIONS_FILTERING_SORTING',
  'ARTIFACT_MEMBERSHIP_IN_LINK_ARTIFACT_RESPONSE',
  'SWEEPS_LOCAL_SCHEDULER',
  'TOTAL_COUNT_IN_FILE_CONNECTION',
  'USE_ARTIFACT_WITH_ENTITY_AND_PROJECT_INFORMATION',
]

export const serverInfo: SchemaPart = {
  schema: `
    extend type Query { serverInfo: ServerInfo }
    type ServerInfo {
      cliVersionInfo: JSON
      features: [ServerFeature!]!
      latestLocalVersionInfo: LatestLocalVersionInfo
    }
    type ServerFeature { name: String!, isEnabled: Boolean! }
    type LatestLocalVersionInfo {
      outOfDate: Boolean
      latestVersionString: String
      versionOnThisInstanceString: String
    }
  `,
  resolvers: {
    Query: { serverInfo: () => ({}) },
    ServerInfo: {
      cliVersionInfo: () => ({ min_cli_version: '0.18.0', max_cli_version: '0.99.0' }),
      features: () => features.map((name) => ({ name, isEnabled: true })),
      latestLocalVersionInfo: () => null,
    },
  },
}
