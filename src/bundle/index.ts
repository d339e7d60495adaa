export { type KeptLines, keepLines } from './kept-lines.ts'
