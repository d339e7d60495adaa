// npm start: installs what is missing, builds the web app if it is not built, and runs the server in demo mode.
import path from 'node:path'
import process from 'node:process'
import { buildWeb } from './build-web.js'
import { installPackages } from './install.js'
import { root, runNode } from './node26.js'

installPackages()
buildWeb()
process.chdir(root)
runNode([path.join(root, 'src', 'main.ts'), 'serve', '--demo', ...process.argv.slice(2)])
