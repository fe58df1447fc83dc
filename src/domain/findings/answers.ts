import type {
  DetailField,
  LawfulBasis,
  LawfulBasisEntry,
  NotedField,
  PartyEntry,
  PartyPart,
} from '../processing-activity.ts'
import type { CheckedActivity, Found } from './check.ts'

/** The answer of a check that finds one thing or nothing. */
export const oneIf = (missing: boolean, text: string, key = ''): Found[] => (missing ? [{ key, text }] : [])

/** True for the record of a processor, which Article 30(2) rules; any other is a controller's, under Article 30(1). */
export const isProcessorRecord = ({ content }: CheckedActivity): boolean => content.role === 'processor'

/**
 * True when Articles 6 to 22 are the activity’s own to answer for.
 *
 * They bind the controller, and do not reach law-enforcement processing, which the Data Protection Act 2018 Part 3 rules.
 */
export const answersForLaw = (activity: CheckedActivity): boolean =>
  !isProcessorRecord(activity) && detailOf(activity, 'law enforcement') !== 'yes'

/** What a detail says; blank when it is not said. */
export const detailOf = ({ content }: CheckedActivity, field: DetailField): string =>
  content.details.find((detail) => detail.field === field)?.text ?? ''

const NOTHING =
  /^(no|none|nil|nothing|n\/?a|unknown|tbc|tba|-|not (applicable|known|stated|recorded|named|yet|available|assessed|started)\b.*|to be (confirmed|settled|named|found|added|assigned)\b.*|(do not|don’t|don't) know)\.?$/i

/** False for a blank, and for words such as “None” or “Not stated” that stand where something is missing. */
export const saysSomething = (text: string): boolean => text.trim() !== '' && !NOTHING.test(text.trim())

/** True when a note says in words what the lists do not: a note of silence does not. */
export const saidInWords = ({ content }: CheckedActivity, field: NotedField): boolean =>
  content.notes.some((note) => note.field === field && !note.silent)

/** The parties of an activity that stand in some part to it. */
export const partiesIn = ({ content }: CheckedActivity, ...parts: PartyPart[]): PartyEntry[] =>
  content.parties.filter(({ part }) => parts.includes(part))

/** The name of a party or recipient: its organisation's, or else the words that stand in for it. */
export const nameOf = ({ organisations }: CheckedActivity, organisation: string | null, words: string): string =>
  (organisation === null ? undefined : organisations.get(organisation)?.name) ?? organisation ?? words

/** Parties or recipients as keys tell them apart: by code, or by their words. */
export const keyOf = (organisation: string | null, words: string): string => organisation ?? words

/**
 * What is found of the entries of a lawful basis that lack something: once for all purposes, or for each purpose that lacks it.
 *
 * An entry for all purposes that has it answers for each of them. `text` is given the purpose in words, led by a space, or a blank.
 */
export function lackingFor(
  { content: { lawfulBases, purposes } }: CheckedActivity,
  basis: LawfulBasis,
  has: (entry: LawfulBasisEntry) => boolean,
  key: string,
  text: (ofPurpose: string) => string,
): Found[] {
  const entries = lawfulBases.filter((entry) => entry.basis === basis)
  const answered = (purpose: number | null): boolean => entries.some((entry) => entry.purpose === purpose && has(entry))
  const numbers = purposes.map((_, at) => at + 1)
  if (answered(null)) return []
  if (entries.some(({ purpose }) => purpose === null))
    return oneIf(!(numbers.length > 0 && numbers.every(answered)), text(''), key)
  return [...new Set(entries.map(({ purpose }) => purpose))]
    .filter((purpose) => purpose !== null && !answered(purpose))
    .map((purpose) => purposes[(purpose ?? 0) - 1]?.text ?? `number ${purpose}`)
    .map((purpose) => ({ key: `${key}: ${purpose}`, text: text(` for the purpose “${purpose}”`) }))
}
