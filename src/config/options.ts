/** How an option is written in the generated `example.env` and in `docs/reference/configuration.md`. */
export interface Option {
  name: string
  /** Other names that mean the same, W&B Server's among them. The first that is set wins, `name` before all. */
  aliases?: string[]
  section: 'Server' | 'Storage' | 'Single sign-on' | 'People' | 'Operation'
  /** One or two sentences: what it does, what it takes. */
  documentation: string
  /** As the person would write it; null where there is none. */
  default: string | null
  secret?: true
  /** Understood, and not needed here: named once at start. */
  ignored?: true
}

/** Every environment variable that this server reads. */
export const options: Option[] = [
  { name: 'PORT', section: 'Server', documentation: 'TCP port to listen on.', default: '8080' },
  { name: 'SIGNPOST_LISTEN', section: 'Server', documentation: 'Address to listen on.', default: '127.0.0.1' },
  {
    name: 'HOST',
    section: 'Server',
    documentation: 'The public URL, as people type it: `https://host[:port]`. Redirect URIs are made of it alone.',
    default: 'http://localhost:PORT',
  },
  { name: 'SIGNPOST_DATA', section: 'Storage', documentation: 'The data folder.', default: './data' },
  {
    name: 'MYSQL',
    section: 'Storage',
    documentation:
      'Keep tables in MySQL 8 or MariaDB: `mysql://user:password@host:port/database`. Without it they are in the data folder.',
    default: null,
    secret: true,
  },
]
