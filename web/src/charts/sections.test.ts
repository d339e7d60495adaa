import { expect, test } from 'vitest'
import { shortName, toSections } from './sections.ts'

const keys = ['train/loss', 'val/loss', 'lr', 'train/acc', 'layer/10', 'layer/9'].map((key) => ({
  key,
  kind: 'number' as const,
  monotonic: false,
  runs: 1,
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

test('a name loses its section', () => {
  expect(shortName('train/loss', 'train', 'history')).toBe('loss')
  expect(shortName('system.cpu', 'Processor and memory', 'events')).toBe('cpu')
})
