export { makeBackup } from './backup.ts'
export type { Manifest } from './manifest.ts'
export { restoreBackup } from './restore.ts'
