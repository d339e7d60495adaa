import { Command } from 'commander'
import type { Check } from '../base/check.ts'
import { ConfigError, readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/env.ts'
import { type Draft, environmentFaults, examineAlone } from '../doctor/index.ts'

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
      const checks = await examined(draftOf(options))
      const isWell = checks.every(({ status }) => status !== 'error')
      console.log(options.json ? JSON.stringify({ checks, ok: isWell }, null, 2) : textOf(checks, isWell))
      process.exitCode = isWell ? 0 : 1
    })

async function examined(draft: Draft): Promise<Check[]> {
  try {
    return await examineAlone(readConfig(readEnvironment()), draft)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return environmentFaults(error.faults)
  }
}

const draftOf = ({ issuer, clientId, clientSecretFile, publicUrl }: Options): Draft => ({
  provider: issuer || clientId ? { issuer, clientId, clientSecretFile } : null,
  publicUrl: publicUrl ?? null,
})

function textOf(checks: Check[], isWell: boolean): string {
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
