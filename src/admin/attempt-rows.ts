import type { AttemptRecord, FaultCode } from '../sso/index.ts'
import type { SignInAttemptTable } from '../storage/sql/tables/admin.ts'

export const rowOf = (record: AttemptRecord): SignInAttemptTable => ({
  id: record.id,
  provider: record.provider.slice(0, 191),
  started_at: record.startedAt,
  ended_at: record.endedAt,
  outcome: record.outcome,
  code: record.code,
  username: record.username,
  claimed: record.claimed && JSON.stringify(record.claimed),
  stages: JSON.stringify(record.stages),
  evidence: JSON.stringify(record.evidence),
  mend: JSON.stringify(record.mend),
})

export const recordOf = (row: SignInAttemptTable): AttemptRecord => ({
  id: row.id,
  provider: row.provider,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  outcome: row.outcome,
  code: row.code as FaultCode | null,
  username: row.username,
  claimed: row.claimed === null ? null : JSON.parse(row.claimed),
  stages: JSON.parse(row.stages),
  evidence: JSON.parse(row.evidence),
  mend: JSON.parse(row.mend),
})
