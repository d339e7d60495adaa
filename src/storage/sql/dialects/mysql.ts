import { type Dialect, MysqlDialect } from 'kysely'

/** What `MYSQL=mysql://user:password@host:port/database?tls=preferred` says, taken apart. */
export interface MysqlSettings {
  host: string
  port: number
  user: string
  password: string
  database: string
  tls: 'off' | 'preferred' | 'required'
}

/** MySQL 8 and MariaDB through mysql2, which is loaded only when asked for. */
export async function mysqlDialect(settings: MysqlSettings, connections: number): Promise<Dialect> {
  const { createPool } = await import('mysql2')
  const pool = createPool({
    host: settings.host,
    port: settings.port,
    user: settings.user,
    password: settings.password,
    database: settings.database,
    ssl: settings.tls === 'off' ? undefined : { rejectUnauthorized: settings.tls === 'required' },
    connectionLimit: connections,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    flags: ['+FOUND_ROWS'],
  })
  pool.on('connection', (connection) => {
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
    connection.query("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'")
  })
  return new MysqlDialect({ pool })
}
