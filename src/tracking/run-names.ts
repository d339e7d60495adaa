import { randomInt } from 'node:crypto'

const qualities =
  'amber brisk calm clear crisp dusky eager early fair fleet gentle glad golden hardy hazy keen late light lively lucid mellow mild misty noble pale plain polar prime quick quiet rapid rosy silent silver sleek smooth snowy solid steady still stout sunny swift tidal vivid warm wild windy'.split(
    ' ',
  )
const things =
  'arch bay beacon birch brook buoy cairn cape cedar cliff cove crest dale delta dune fern fjord ford gale grove gulf harbor haven heath hill inlet isle keel lagoon lantern leaf maple marsh mast meadow mesa oak orbit path peak pine plain quay reef ridge river sail shoal shore spire spring star stone strait summit surf tide trail vale wave willow'.split(
    ' ',
  )

const oneOf = (words: string[]) => words[randomInt(words.length)]

/** A name for a run whose owner gave none: two words, and which run of its project it is. */
export const newDisplayName = (number: number): string => `${oneOf(qualities)}-${oneOf(things)}-${number}`
