import { createHash, randomInt } from 'node:crypto'

/** Sixteen of 32 letters and digits: 80 bits. Without I, L, O and U, which are misread. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 16

/** How many recovery codes a person is given. */
export const RECOVERY_CODES = 10

/** New recovery codes, in groups of four as they are shown. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => inGroups(Array.from({ length: LENGTH }, letter).join('')))

/** The hash under which a code is kept. It needs no salt: nobody guesses 80 bits. Case, spaces, dashes and look-alike letters do not matter. */
export function hashOfRecoveryCode(code: string): string {
  const plain = code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return createHash('sha256').update(plain).digest('hex')
}

/** A text in groups of four, for people to read and type. */
export const inGroups = (text: string, between = '-'): string => (text.match(/.{1,4}/g) ?? []).join(between)

const letter = (): string => LETTERS.charAt(randomInt(LETTERS.length))
