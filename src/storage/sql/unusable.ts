import { messageOf } from '../../base/errors.ts'
import type { MysqlSettings } from './dialects/mysql.ts'

/** The database cannot be used as it is set up. The message is a sentence that names the variable, and never a password. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
}

/** What keeps a database from being opened, as such; anything else, such as a step of a migration that fails, as it is. */
export function asUnusable(
  error: unknown,
  settings: { kind: 'sqlite'; folder: string } | ({ kind: 'mysql' } & MysqlSettings),
): unknown {
  const sentence = settings.kind === 'mysql' ? aboutMysql(error, settings) : aboutFolder(error, settings.folder)
  return sentence === null ? error : new DatabaseUnusable(sentence, { cause: error })
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')

const aboutFile: Record<string, string> = {
  EEXIST: 'it is a file, or leads through one',
  ENOTDIR: 'it is a file, or leads through one',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'it cannot be made',
}

/** Null where the error has nothing to do with the folder. */
export function aboutFolder(error: unknown, folder: string): string | null {
  const code = codeOf(error)
  const why = aboutFile[code] ?? (code === 'ERR_SQLITE_ERROR' ? messageOf(error) : null)
  return (
    why &&
    `SIGNPOST_DATA is "${folder}", and the data cannot be kept there: ${why}. Give a folder that this user may write to.`
  )
}

function aboutMysql(error: unknown, { host, port, user, database }: MysqlSettings): string | null {
  const code = codeOf(error)
  const at = `${host}:${port}`
  switch (code) {
    case 'ECONNREFUSED':
      return `MYSQL: nothing listens at ${at}. Start the database, or correct host and port.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `MYSQL: the name ${host} is not known on this machine. Correct the host, or the name service.`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ECONNRESET':
    case 'PROTOCOL_CONNECTION_LOST':
      return `MYSQL: ${at} does not answer (${code}). Look at the network between this server and the database.`
    case 'ER_ACCESS_DENIED_ERROR':
      return `MYSQL: the database at ${at} does not accept user "${user}" with this password. A password with special characters is written percent-encoded.`
    case 'ER_DBACCESS_DENIED_ERROR':
      return `MYSQL: user "${user}" may not use the database "${database}" at ${at}. GRANT ALL ON ${database}.* lets it.`
    case 'ER_BAD_DB_ERROR':
      return `MYSQL: there is no database "${database}" at ${at}. Make it: CREATE DATABASE ${database} CHARACTER SET utf8mb4`
    case 'HANDSHAKE_NO_SSL_SUPPORT':
    case 'HANDSHAKE_SSL_ERROR':
      return `MYSQL: no TLS connection to ${at} (${messageOf(error)}). Take ?tls= out of the address, or let the database offer TLS.`
    default:
      return null
  }
}
