import type { Check } from '../base/check.ts'
import type { MysqlDescription } from '../storage/sql/describe-mysql.ts'

const stage = 'database'

/** One line of a run's history, or a table that a script logs, goes as one statement. */
const enoughPacket = 64 * 1024 ** 2

/** How whoever runs MySQL or MariaDB has set it up, as far as it can lose or refuse what is written. */
export function examineMysql(version: string, description: MysqlDescription): Check[] {
  return [versionCheck(version), text(description), packet(description)]
}

/** The oldest that this server is made for. Older ones lack what migrations and statements are written with. */
const oldest = { MySQL: [8, 0], MariaDB: [10, 5] } as const

function versionCheck(version: string): Check {
  const id = 'database.version'
  const make = /mariadb/i.test(version) ? 'MariaDB' : 'MySQL'
  // MariaDB says itself to be 5.5.5 to those who knew only MySQL, with its own version behind.
  const [major = 0, minor = 0] = (/\d+\.\d+/.exec(version.replace(/^5\.5\.5-/, ''))?.[0] ?? '').split('.').map(Number)
  const [least, leastMinor] = oldest[make]
  const evidence = { version }
  if (major > least || (major === least && minor >= leastMinor))
    return { id, stage, status: 'ok', title: `The version of ${make} is one that this server is made for`, evidence }
  return {
    id,
    stage,
    status: 'warning',
    title: `${make} ${major}.${minor} is older than this server is made for`,
    evidence,
    mend: [`Update it to ${make} ${least}.${leastMinor} or newer.`],
  }
}

function text({ charset, collation, foreignText }: MysqlDescription): Check {
  const id = 'database.text'
  const evidence = { charset, collation, columns: foreignText.map(columnText) }
  if (charset === 'utf8mb4' && foreignText.length === 0)
    return { id, stage, status: 'ok', title: 'Every character can be kept, and names are told apart exactly', evidence }
  const tables = [...new Set(foreignText.map(({ table }) => table))]
  return {
    id,
    stage,
    status: 'warning',
    title:
      tables.length > 0
        ? `Text in ${tables.length === 1 ? `the table ${tables[0]}` : `${tables.length} tables`} loses characters, or takes different names for the same`
        : `The connection to the database is in ${charset}, which loses characters`,
    evidence,
    mend: [
      ...tables.map((table) => `ALTER TABLE \`${table}\` CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;`),
      ...(charset === 'utf8mb4'
        ? []
        : ['Take away what sets another character set for new connections (init_connect).']),
    ],
  }
}

const columnText = ({ table, column, collation }: MysqlDescription['foreignText'][number]) =>
  `${table}.${column} (${collation})`

function packet({ maxPacket }: MysqlDescription): Check {
  const id = 'database.packet'
  const evidence = { maxAllowedPacket: maxPacket, enough: enoughPacket }
  if (maxPacket >= enoughPacket) return { id, stage, status: 'ok', title: 'Statements may be large enough', evidence }
  const mend = [
    'In the configuration of the database server, below [mysqld]: max_allowed_packet = 64M',
    `Until it is started anew: SET GLOBAL max_allowed_packet = ${enoughPacket}; and start this server anew.`,
  ]
  const title = `A statement may have ${Math.round(maxPacket / 1024 ** 2)} MB only (max_allowed_packet): large lines of runs may be refused`
  return { id, stage, status: 'warning', title, evidence, mend }
}
