/** One line of the table that the bench prints. */
export interface Row {
  part: string
  what: string
  seen: number
  target?: string
  met?: boolean
  note?: string
}
