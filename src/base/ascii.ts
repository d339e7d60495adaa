/**
 * Lower case of the letters A to Z alone, for what is compared and must not be taken for something else: the lower case of "\u212a" (the
 * sign of Kelvin) is "k".
 */
export const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
