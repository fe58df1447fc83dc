import type { ConditionEntry } from '../processing-activity.ts'

/** A part of the Data Protection Act 2018, Schedule 1, that holds conditions. */
export type SchedulePart = 1 | 2 | 3

/** Which parts of Schedule 1 a point of Article 9(2) needs a condition of. Source: Data Protection Act 2018 s.10(2) and (3). */
export const partOfPoint: Record<string, SchedulePart> = { b: 1, g: 2, h: 1, i: 1, j: 1 }

/** The paragraphs of each part that are conditions, both ends included. Paragraph 5 is none: it asks for the policy document. */
const paragraphs: Record<SchedulePart, [first: number, last: number]> = { 1: [1, 4], 2: [6, 28], 3: [29, 37] }

/**
 * Whether a condition holds only with an appropriate policy document in place; `unless`: not for what these words say.
 *
 * Source: Schedule 1 paragraphs 1(1)(b) and 5(1), with the exceptions in 10(2), 13(3) and 27(3), 35(1)(c), and 36 and 37, which lean on Part 2.
 */
export type PolicyNeed = { needed: boolean; unless: string }

const exceptions: Record<number, PolicyNeed> = {
  10: { needed: true, unless: 'all that is done is to disclose data to a competent authority, or to prepare for that' },
  13: { needed: false, unless: '' },
  27: {
    needed: true,
    unless: 'all that is done is to disclose data to a body that fights doping in sport, or to prepare for that',
  },
}

/** The paragraph of Schedule 1 that a condition names, or null when its words name none. */
export function paragraphOf({ kind, text }: ConditionEntry): number | null {
  const found = /\bpara(?:graph|s|\.)?\s*(\d{1,2})\b/i.exec(text)
  return kind === 'Schedule 1' && found ? Number(found[1]) : null
}

/** The part of Schedule 1 that a condition belongs to, or null when its words do not tell. */
export function partOf(condition: ConditionEntry): SchedulePart | null {
  const paragraph = paragraphOf(condition)
  if (paragraph !== null) return parts.find((part) => isWithin(paragraph, paragraphs[part])) ?? null
  return /substantial public interest/i.test(condition.text) ? 2 : null
}

const parts: SchedulePart[] = [1, 2, 3]
const isWithin = (paragraph: number, [first, last]: [number, number]): boolean =>
  first <= paragraph && paragraph <= last

/** Whether a condition of Schedule 1 needs an appropriate policy document; of one whose words do not tell, no need is known. */
export function policyNeed(condition: ConditionEntry): PolicyNeed {
  if (condition.kind !== 'Schedule 1') return { needed: false, unless: '' }
  const paragraph = paragraphOf(condition)
  const exception = paragraph === null ? undefined : exceptions[paragraph]
  const needed =
    paragraph === 1 || partOf(condition) === 2 || (paragraph !== null && 35 <= paragraph && paragraph <= 37)
  return exception ?? { needed, unless: '' }
}

/** The point of Article 9(2) that a condition names, such as `g`; null when its words name none. */
export function pointOf({ kind, text }: ConditionEntry): string | null {
  const found = /9\s*\(2\)\s*\(([a-j])\)/i.exec(text)
  return kind === 'Article 9' && found?.[1] ? found[1].toLowerCase() : null
}
