import type { ActivityContent } from '../processing-activity.ts'

/** How an organisation can be reached, as the register knows it. */
export type ContactFacts = { name: string; address: string; email: string; telephone: string; dpoContact: string }

/** What checks look at: what an activity says, and the organisations that it names, by code. */
export type CheckedActivity = { content: ActivityContent; organisations: Map<string, ContactFacts> }

/**
 * One question that the register asks of itself.
 *
 * `find` answers with a sentence for each thing that is missing or wrong, and with none when all is in order.
 */
export type ActivityCheck = { code: string; citation: string; find: (activity: CheckedActivity) => string[] }

/** Something that an activity lacks: the check that found it, a sentence, and the law that asks for it. */
export type Gap = { code: string; text: string; citation: string }

/** The answer of a check that finds one thing or nothing. */
export const oneIf = (missing: boolean, text: string): string[] => (missing ? [text] : [])

/** True for the record of a processor, which Article 30(2) rules; any other is a controller's, under Article 30(1). */
export const isProcessorRecord = ({ content }: CheckedActivity): boolean => content.role === 'processor'

/** True when a note says in words what the lists do not: a note of silence does not. */
export const saidInWords = ({ content }: CheckedActivity, field: string): boolean =>
  content.notes.some((note) => note.field === field && !note.silent)
