const DIGITS = 30

/**
 * What references are sorted by, so that they stand in the order in which people count: LIB-A2 before LIB-A10, and LIB-A10-B right after it.
 *
 * It is the family, which ends in the first hyphen, the first number after that and any capitals (0 where there is none), and the reference.
 */
export function sortKeyOf(reference: string): string {
  const hyphen = reference.indexOf('-') + 1
  const number = /^[A-Z]*(\d+)/.exec(reference.slice(hyphen))?.[1] ?? ''
  return `${reference.slice(0, hyphen)}${number.padStart(DIGITS, '0')}${reference}`
}
