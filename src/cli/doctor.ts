import { Command } from 'commander'
import { type Draft, examine } from './examine.ts'
import type { DoctorCheck } from './host-checks.ts'

interface Options {
  json?: boolean
  issuer?: string
  clientId?: string
  clientSecretFile?: string
  publicUrl?: string
}

/** `signpost doctor`: what can be found out before anybody signs in. Exit 0 nothing wrong, 1 something of severity error. */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('check configuration, database, storage and every identity provider, without a sign-in')
    .option('--json', 'print one JSON object')
    .option('--issuer <url>', 'check this issuer in place of the configured providers')
    .option('--client-id <id>', 'with --issuer')
    .option('--client-secret-file <file>', 'with --issuer: a file that holds the client secret and nothing else')
    .option('--public-url <url>', 'in place of HOST')
    .action(async (options: Options) => {
      const checks = await examine(draftOf(options))
      const isWell = checks.every(({ status }) => status !== 'error')
      console.log(options.json ? JSON.stringify({ checks, ok: isWell }, null, 2) : textOf(checks, isWell))
      process.exitCode = isWell ? 0 : 1
    })

const draftOf = ({ issuer, clientId, clientSecretFile, publicUrl }: Options): Draft => ({
  provider: issuer || clientId ? { issuer, clientId, clientSecretFile } : null,
  publicUrl: publicUrl ?? null,
})

function textOf(checks: DoctorCheck[], isWell: boolean): string {
  const lines = checks.flatMap(({ id, status, title, code, mend = [], evidence }) => {
    const { happened } = evidence
    return [
      `${status.padEnd(8)} ${id}: ${title}${code ? ` [${code}]` : ''}`,
      ...(typeof happened === 'string' && happened !== title ? [`         ${happened}`] : []),
      ...mend.map((sentence) => `         -> ${sentence}`),
    ]
  })
  return [
    ...lines,
    '',
    isWell ? 'Nothing is wrong.' : 'Something is wrong: see the lines that begin with "error".',
  ].join('\n')
}
