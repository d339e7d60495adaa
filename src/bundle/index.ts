export { type Bundle, makeBundle } from './bundle.ts'
export type { BundleParts } from './collect.ts'
export { type KeptLines, keepLines } from './kept-lines.ts'
