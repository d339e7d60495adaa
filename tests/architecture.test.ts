import { globSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { expect, test } from 'vitest'

/**
 * Who may import whom: the table of docs/ARCHITECTURE.md. A room not named in `may` or `types` is out of bounds.
 * Values come through a room's door (`index.ts`), types from anywhere inside it; `base`, `storage` and `http` are open shelves.
 */
interface Room {
  name: string
  path: string
  may: string[]
  types?: string[]
}

const shelf = (name: string) => `^src/${name}/`
const door = (name: string) => `^src/${name}/index\\.ts$`
const rooms: Room[] = [
  { name: 'base', path: '^src/base/', may: [] },
  { name: 'storage', path: '^src/storage/', may: [shelf('base')] },
  { name: 'http', path: '^src/http/', may: [shelf('base')] },
  { name: 'sso', path: '^src/sso/', may: [shelf('base')] },
  { name: 'accounts', path: '^src/accounts/', may: [shelf('base'), shelf('storage')], types: [shelf('sso')] },
  { name: 'tracking', path: '^src/tracking/', may: [shelf('base'), shelf('storage')], types: [shelf('accounts')] },
  {
    name: 'admin',
    path: '^src/admin/',
    may: [shelf('base'), shelf('storage'), door('sso'), door('accounts'), door('tracking')],
    types: [shelf('sso'), shelf('accounts'), shelf('tracking')],
  },
  {
    name: 'config',
    path: '^src/config/',
    may: [shelf('base')],
    types: [shelf('storage'), shelf('sso'), shelf('accounts'), shelf('tracking'), shelf('admin'), shelf('http')],
  },
  {
    name: 'doctor',
    path: '^src/doctor/',
    may: [shelf('base'), shelf('storage'), door('sso'), door('accounts'), door('admin')],
    types: [shelf('config')],
  },
  {
    name: 'bundle',
    path: '^src/bundle/',
    may: [shelf('base'), shelf('storage'), door('sso'), door('admin')],
    types: [shelf('config')],
  },
  { name: 'backup', path: '^src/backup/', may: [shelf('base'), shelf('storage')], types: [shelf('config')] },
  ...['app', 'sso', 'wandb', 'scim'].map((wire) => ({
    name: `wire/${wire}`,
    path: `^src/wire/${wire}/`,
    may: [shelf('base'), shelf('http'), '^src/wire/[^/]+\\.ts$', ...['sso', 'accounts', 'tracking', 'admin'].map(door)],
    types: ['sso', 'accounts', 'tracking', 'admin', 'doctor', 'bundle'].map(shelf),
  })),
  {
    name: 'what the wires share',
    path: '^src/wire/[^/]+\\.ts$',
    may: [shelf('base'), shelf('http'), ...['sso', 'accounts', 'tracking', 'admin'].map(door)],
    types: ['sso', 'accounts', 'tracking', 'admin'].map(shelf),
  },
  { name: 'demo-idp', path: '^demo-idp/', may: [] },
  { name: 'web', path: '^web/', may: [], types: ['^src/wire/app/contract\\.ts$'] },
]

const ours = '^(src|web|demo-idp|tests|bench|scripts)/'

function rulesOf(room: Room): IForbiddenRuleType[] {
  const types = room.types ?? []
  return [
    {
      name: `${room.name}: out of bounds`,
      severity: 'error',
      from: { path: room.path },
      to: { path: ours, pathNot: [room.path, ...room.may, ...types] },
    },
    ...types.map(
      (shared): IForbiddenRuleType => ({
        name: `${room.name}: only types from ${shared}`,
        severity: 'error',
        from: { path: room.path },
        to: { path: shared, pathNot: room.may, dependencyTypesNot: ['type-only'] },
      }),
    ),
  ]
}

const rules: IForbiddenRuleType[] = [
  ...rooms.flatMap(rulesOf),
  { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'nobody imports the top',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/([^/]+\\.ts$|cli/)' },
    to: { path: '^src/[^/]+\\.ts$' },
  },
  {
    name: 'the product does not import its tests',
    severity: 'error',
    from: { path: '^(src|web|demo-idp)/', pathNot: '\\.test\\.tsx?$' },
    to: { path: '^(tests|bench|scripts)/' },
  },
]

async function cruiseOurs(...folders: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(
    folders,
    {
      ruleSet: { forbidden: rules },
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: 'web/dist' },
    },
    undefined,
    { tsConfig: extractTSConfig('tsconfig.json') },
  )
  return output as ICruiseResult
}

const broken = (result: ICruiseResult) =>
  result.summary.violations.map((each) => `${each.rule.name}: ${each.from} -> ${each.to}`).sort()

test('every import keeps to the table, and there is no circle', { timeout: 60_000 }, async () => {
  const result = await cruiseOurs('src', 'web', 'demo-idp')
  expect(broken(result)).toEqual([])
  const read = new Set(result.modules.map((each) => each.source))
  const unread = globSync('src/**/*.ts').filter((file) => !read.has(file.split(path.sep).join('/')))
  expect(unread, 'files that the import check did not read').toEqual([])
})

test('a planted circle and planted forbidden imports are found', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp('src/base/planted-')
  try {
    await writeFile(path.join(folder, 'one.ts'), "import { two } from './two.ts'\nexport const one = () => two\n")
    await writeFile(path.join(folder, 'two.ts'), "import { one } from './one.ts'\nexport const two = () => one\n")
    await writeFile(
      path.join(folder, 'up.ts'),
      "import { createHttpApp } from '../../http/app.ts'\nexport const up = createHttpApp\n",
    )
    const found = broken(await cruiseOurs('src/base'))
    expect(found.some((each) => each.startsWith('no circles'))).toBe(true)
    expect(found.some((each) => each.startsWith('base: out of bounds') && each.includes('http/app.ts'))).toBe(true)
  } finally {
    await rm(folder, { recursive: true })
  }
})
