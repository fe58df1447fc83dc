const LEAST_CHARACTERS = 12
const MOST_CHARACTERS = 1000
const SHORTEST_NAME = 3
const LEAST_LETTERS_OF_ITS_OWN = 4
const LONGEST_PATTERN = 3

/** What a password is held against. `isCommon` is asked in lower case; `about`: names that others connect with the person. */
export type Guesses = { isCommon: (password: string) => boolean; about: string[] }

/**
 * What is wrong with a new password, in a sentence that says what to do; null when it will do.
 *
 * It is taken as it is, spaces included; length counts characters, not bytes, and there are no rules of composition.
 * Source: NIST SP 800-63B section 3.1.1.2; OWASP ASVS 5.0 section 6.2.
 */
export function passwordProblem(password: string, { isCommon, about }: Guesses): string | null {
  const text = password.normalize('NFKC')
  const length = [...text].length
  if (length === 0) return 'Enter a password'
  if (length < LEAST_CHARACTERS)
    return `Enter a password of ${LEAST_CHARACTERS} characters or more, for example four words that have nothing to do with each other`
  if (length > MOST_CHARACTERS)
    return `Enter a password of ${MOST_CHARACTERS.toLocaleString('en-GB')} characters or fewer`
  const lower = text.toLowerCase()
  if (variations(lower).some(isCommon) || isPattern(lower))
    return 'Choose a password that is harder to guess: this one, or one very like it, is among the first that are tried'
  if (isAbout(lower, about, isCommon))
    return 'Choose a password that is not made of your name, your e-mail address, or the name of the council, a service or Muniment'
  return null
}

/** The password, what it is without digits and punctuation at its ends, and what either repeats. */
const variations = (text: string): string[] => [text, core(text)].flatMap((one) => [one, unit(one), core(unit(one))])

const core = (text: string): string => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')

/** What a text repeats, at least twice and perhaps cut off at its end: `abc` of `abcabcab`; a text that repeats nothing is itself. */
function unit(text: string): string {
  for (let length = 1; length * 2 <= text.length; length++)
    if (text.slice(length) === text.slice(0, -length)) return text.slice(0, length)
  return text
}

/** A few characters over and over, or characters in the order of the alphabet or of the digits. */
function isPattern(text: string): boolean {
  if (unit(text).length <= LONGEST_PATTERN) return true
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0)
  const steps = new Set(codes.slice(1).map((code, at) => step(codes[at] ?? 0, code)))
  return steps.size === 1 && (steps.has(1) || steps.has(-1))
}

/** From nine the digits go on with nought. */
function step(from: number, to: number): number {
  const [nine, nought] = [57, 48]
  if (from === nine && to === nought) return 1
  return from === nought && to === nine ? -1 : to - from
}

/** True when little, or only something common, is left of a password without the names that others would try. */
function isAbout(text: string, about: string[], isCommon: (password: string) => boolean): boolean {
  const names = about
    .flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)])
    .map((name) => plain(name.normalize('NFKC').toLowerCase()))
    .filter((name) => name.length >= SHORTEST_NAME)
    .sort((a, b) => b.length - a.length)
  const before = plain(text)
  const left = names.reduce((rest, name) => rest.replaceAll(name, ''), before)
  if (left === before) return false
  return core(left).length < LEAST_LETTERS_OF_ITS_OWN || variations(left).some(isCommon)
}

const plain = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')
