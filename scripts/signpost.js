#!/usr/bin/env node
import path from 'node:path'
import process from 'node:process'
import { root, runNode } from './node26.js'

runNode(['--disable-warning=ExperimentalWarning', path.join(root, 'src', 'main.ts'), ...process.argv.slice(2)])
