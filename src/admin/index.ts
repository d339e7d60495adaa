export { type AuditTrail, keepAuditTrail } from './audit.ts'
export { type KeyPlace, loadServerKey } from './server-key.ts'
export { createSignInAttempts, type SignInAttempts } from './sign-in-attempts.ts'
