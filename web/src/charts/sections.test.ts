import { expect, test } from 'vitest'
import { arrangedSections, shortName, toSections } from './sections.ts'

const keys = ['train/loss', 'val/loss', 'lr', 'train/acc', 'layer/10', 'layer/9'].map((key) => ({
  key,
  kind: 'number' as const,
  monotonic: false,
  runs: 1,
  hidden: false,
}))

test('metrics stand under their prefix, those without one first', () => {
  const sections = toSections(keys, 'history', '')
  expect(sections.map((each) => each.name)).toEqual(['Charts', 'layer', 'train', 'val'])
  expect(sections[2]!.keys.map((each) => each.key)).toEqual(['train/acc', 'train/loss'])
  expect(sections[1]!.keys.map((each) => each.key)).toEqual(['layer/9', 'layer/10'])
})

test('search keeps what holds the text', () => {
  expect(toSections(keys, 'history', ' LOSS ').flatMap((each) => each.keys.map((key) => key.key))).toEqual([
    'train/loss',
    'val/loss',
  ])
})

test('what a script hides is there for who searches for it', () => {
  const some = [...keys, { ...keys[0]!, key: 'train/lossless', hidden: true }]
  const found = (search: string) =>
    toSections(some, 'history', search).flatMap((each) => each.keys.map(({ key }) => key))
  expect(found('')).not.toContain('train/lossless')
  expect(found('lossl')).toEqual(['train/lossless'])
})

test('a name loses its section', () => {
  expect(shortName('train/loss', 'train', 'history')).toBe('loss')
  expect(shortName('system.cpu', 'Processor and memory', 'events')).toBe('cpu')
})

test('what is hidden is left out, what is pinned comes first in its own order', () => {
  const keys = ['loss', 'val/loss', 'lr', 'val/acc'].map((key) => ({
    key,
    kind: 'number' as const,
    monotonic: false,
    runs: 1,
    hidden: false,
  }))
  const arranged = { stream: 'history' as const, search: '', pinned: ['val/loss', 'loss', 'gone'], hidden: ['lr'] }
  const names = arrangedSections(keys, arranged).map(({ name, keys: own }) => [name, own.map(({ key }) => key)])
  expect(names).toEqual([
    ['Pinned', ['val/loss', 'loss']],
    ['val', ['val/acc']],
  ])
})
