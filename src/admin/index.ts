export type { AttemptCause, AttemptFilter, AttemptPlace } from './attempt-filter.ts'
export { type AuditTrail, keepAuditTrail } from './audit.ts'
export { type AuditEntry, type AuditLog, type AuditRange, createAuditLog } from './audit-log.ts'
export { createPassedTests, type PassedTest, type PassedTests } from './passed-tests.ts'
export type { ProviderChange } from './provider-changes.ts'
export {
  createProviderSettings,
  type ListedChange,
  type ProviderSettingsStore,
  type SettledProvider,
} from './provider-settings.ts'
export { createRequireSso, type RequireSso, type RequireSsoState, type SsoOnlyObstacle } from './require-sso.ts'
export { type KeyPlace, loadServerKey } from './server-key.ts'
export { createSignInAttempts, type SignInAttempts } from './sign-in-attempts.ts'
export { createSignInTests, type PreparedTest, type SignInTestResult, type SignInTests } from './sign-in-tests.ts'
export { createUnreturnedSignIns, type UnreturnedSignIns } from './unreturned-sign-ins.ts'
