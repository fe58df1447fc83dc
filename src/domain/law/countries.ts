/** The states of the European Economic Area beside the United Kingdom's own; the first name of each is the one shown. */
export const eeaStates: string[][] = [
  ['Austria'],
  ['Belgium'],
  ['Bulgaria'],
  ['Croatia'],
  ['Cyprus', 'Republic of Cyprus'],
  ['Czechia', 'Czech Republic'],
  ['Denmark'],
  ['Estonia'],
  ['Finland'],
  ['France'],
  ['Germany'],
  ['Greece'],
  ['Hungary'],
  ['Iceland'],
  ['Ireland', 'Republic of Ireland', 'Eire'],
  ['Italy'],
  ['Latvia'],
  ['Liechtenstein'],
  ['Lithuania'],
  ['Luxembourg'],
  ['Malta'],
  ['Netherlands', 'Holland'],
  ['Norway'],
  ['Poland'],
  ['Portugal'],
  ['Romania'],
  ['Slovakia', 'Slovak Republic'],
  ['Slovenia'],
  ['Spain'],
  ['Sweden'],
  ['European Union', 'EU', 'European Economic Area', 'EEA'],
]

/** Names under which the United States are written. */
export const unitedStates: string[] = [
  'United States of America',
  'United States',
  'USA',
  'US',
  'U.S.A.',
  'U.S.',
  'America',
]

/** Names under which the United Kingdom is written: what stays there is no restricted transfer. */
export const unitedKingdom: string[] = [
  'United Kingdom',
  'UK',
  'Great Britain',
  'England',
  'Wales',
  'Scotland',
  'Northern Ireland',
]

/**
 * The countries that a text names, without brackets, articles and case: `The Netherlands (Amsterdam) and USA` gives two.
 *
 * A country whose own name holds an “and” falls into two names that nobody knows, which is as good as one.
 */
export function countriesIn(text: string): string[] {
  return text
    .replace(/\([^)]*\)/g, ' ')
    .split(/,|;|\/|\band\b|\bor\b|\n/i)
    .map((name) => plain(name))
    .filter((name) => name !== '')
}

/** A name as it is compared: without case, article and spaces at its ends. */
export const plain = (name: string): string =>
  name
    .toLowerCase()
    .trim()
    .replace(/^the\s+/, '')
    .replace(/\s+/g, ' ')

const VAGUE =
  /^(|-|none|unknown|various|several|other|others|elsewhere|abroad|overseas|worldwide|international|(third|other) countr(y|ies).*|n|tbc|not .*|to be .*|outside .*|non-?(eu|uk|eea).*|any .*|(a |some )?countr(y|ies)( .*)?)$/

/** True when a text names a place or an organisation, and does not only say that it is somewhere else. */
export const namesACountry = (text: string): boolean => {
  const names = countriesIn(text)
  return names.length > 0 && names.every((name) => !VAGUE.test(name))
}
