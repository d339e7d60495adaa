import { expect, test } from 'vitest'
import { editableText, emptyLine, emptySpec, newBlocks, newPanelGrid, withoutMargins, withText } from './new-blocks.ts'
import { type Block, readSpec } from './spec.ts'

test.each(newBlocks.filter(({ name }) => name !== 'Line'))('$name is written in a box and read back', ({ make }) => {
  expect(editableText(withText(make(), 'one\ntwo'))).toBe('one\ntwo')
})

test.each<[string, Block]>([
  ['a link', { type: 'paragraph', children: [{ text: 'a' }, { type: 'link', url: '/', children: [{ text: 'b' }] }] }],
  ['a mark', { type: 'paragraph', children: [{ text: 'a', bold: true }] }],
  ['folded blocks', { type: 'heading', children: [{ text: 'a' }], collapsedChildren: [] }],
  ['panels', newPanelGrid('ada', 'p', ['loss'])],
])('a block with %s is not for a box, which would lose it', (_, block) => expect(editableText(block)).toBeNull())

test('a new report has the version that the library asks for', () => {
  expect(readSpec(emptySpec)).toMatchObject({ version: 5, blocks: [{ type: 'paragraph' }, { type: 'paragraph' }] })
})

test("the empty lines around the blocks are the library's, those between them are not", () => {
  const rule: Block = { type: 'horizontal-rule' }
  expect(withoutMargins([emptyLine, rule, emptyLine, rule, emptyLine])).toEqual([rule, emptyLine, rule])
  expect([withoutMargins([emptyLine, emptyLine]), withoutMargins([emptyLine]), withoutMargins([])]).toEqual([
    [],
    [],
    [],
  ])
})
