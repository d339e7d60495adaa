import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql'

/** How many fields lie within one another at the deepest place of a valid document, fragments counted where they are used. */
export function depthOf(document: DocumentNode): number {
  const fragments = new Map<string, SelectionSetNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet)

  // Each fragment is measured once, however often it is used.
  const measured = new Map<string, number>()
  const ofFragment = (name: string): number => {
    const known = measured.get(name)
    if (known !== undefined) return known
    const depth = ofSelections(fragments.get(name))
    measured.set(name, depth)
    return depth
  }
  const ofSelections = (selections: SelectionSetNode | undefined): number => {
    let deepest = 0
    for (const selection of selections?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) deepest = Math.max(deepest, ofFragment(selection.name.value))
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        deepest = Math.max(deepest, ofSelections(selection.selectionSet))
      else deepest = Math.max(deepest, 1 + ofSelections(selection.selectionSet))
    }
    return deepest
  }

  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION)
  return Math.max(0, ...operations.map(({ selectionSet }) => ofSelections(selectionSet)))
}
