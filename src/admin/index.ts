export { type AuditTrail, keepAuditTrail } from './audit.ts'
export { createProviderSettings, type ProviderSettingsStore, type SettledProvider } from './provider-settings.ts'
export { type KeyPlace, loadServerKey } from './server-key.ts'
export { createSignInAttempts, type SignInAttempts } from './sign-in-attempts.ts'
