// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' own sequences begin with one
const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g

/** A console line without the terminal's colours and cursor moves; of what a carriage return wrote over, the last. */
export function plainLine(text: string): string {
  const plain = text.replace(sequences, '').replace(/\r+$/, '')
  return plain.slice(plain.lastIndexOf('\r') + 1)
}
