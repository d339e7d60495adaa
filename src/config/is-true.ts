/** As people write it in environments. */
export const isTrue = (text: string | undefined): boolean =>
  ['true', '1', 'yes', 'on'].includes((text ?? '').toLowerCase())
