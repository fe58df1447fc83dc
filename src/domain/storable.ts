/** A text as every database holds it: the character of number 0, and halves of characters, are no text and become `�`. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')
