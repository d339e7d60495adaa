// node scripts/run.js FILE [ARGUMENT...]: runs a script of the project with Node 26.
import process from 'node:process'
import { runNode } from './node26.js'

runNode(process.argv.slice(2))
