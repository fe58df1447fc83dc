import { type Checked, check, type Problem, refused } from './problem.ts'
import { RetentionRuleDraft, type RuleContent } from './retention-rule.ts'
import { contentFields } from './rule-content.ts'

/** A draft as it is kept: its content is JSON, written when rules may have had other fields. `serviceId`: in the place of the content's own. */
export type KeptDraft = { content: string; serviceId: number | null }

/** What is kept of the content of a rule. */
export const keptContent = (content: RuleContent): string => JSON.stringify(content)

/**
 * What a draft says, checked by what rules are asked today.
 *
 * A field that came later has its usual value; what rules may not be any more is refused, as a form with it would be.
 */
export function readDraft(kept: KeptDraft): Checked<RuleContent> {
  const fields = keptFields(kept)
  return fields === null ? refused('recordSeries', UNREADABLE) : check(RetentionRuleDraft, fields)
}

/** The fields of a draft as they are kept, whether or not a rule may have them today; null when they cannot be read. */
export function keptFields({ content, serviceId }: KeptDraft): Record<string, unknown> | null {
  const fields = parsed(content)
  return typeof fields === 'object' && fields !== null ? { ...fields, serviceId } : null
}

const UNREADABLE = 'What this draft says cannot be read: fill it in again'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Why a draft cannot be handed on as it is, in a sentence. */
export const notFit = (problems: Problem[]): string =>
  `It was written when rules could say other things, and has to be changed first: ${problems.map(({ text }) => text).join('; ')}`

/** A draft put over another version than it was begun with: what it changes is as it says, all else as it is now. */
export const carriedOver = (base: RuleContent, draft: RuleContent, now: RuleContent): RuleContent =>
  Object.fromEntries(
    contentFields.map((field) => [field, draft[field] === base[field] ? now[field] : draft[field]]),
  ) as RuleContent
