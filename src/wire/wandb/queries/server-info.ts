import type { SchemaPart } from '../operation.ts'

/**
 * What this server can do beyond the plain protocol. No feature is on: each changes what the client sends, such as the form of console
 * lines.
 */
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
      features: () => [],
      latestLocalVersionInfo: () => null,
    },
  },
}
