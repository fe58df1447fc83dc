import type { DraftState, RuleDraft } from '../../../db/queries/rule-drafts.ts'
import { dateInWords, londonDate } from '../../domain/calendar.ts'
import type { Tag } from '../components.ts'

export const LIST = '/rule-drafts'

/** The states of a draft as people know them. */
export const stateTags: Record<DraftState, Tag> = {
  submitted: { text: 'Submitted', colour: 'yellow' },
  draft: { text: 'Draft', colour: 'grey' },
  approved: { text: 'Approved', colour: 'green' },
  withdrawn: { text: 'Withdrawn', colour: 'purple' },
}

/** What a draft does to the schedule. */
export function purposeOf({ basedOnVersion, confirms }: Pick<RuleDraft, 'basedOnVersion' | 'confirms'>): string {
  if (basedOnVersion === null) return 'New rule'
  return confirms === 1 ? `Confirmation of version ${basedOnVersion}` : `Change of version ${basedOnVersion}`
}

/** What has become of a draft, by whom and when, in a sentence without a full stop. */
export function standingOf(draft: RuleDraft): string {
  const on = (instant: string | null) => dateInWords(londonDate(instant ?? draft.writtenAt))
  if (draft.state === 'draft') return `Last saved on ${on(draft.writtenAt)} by ${draft.writtenByName}`
  if (draft.state === 'submitted') return `Submitted on ${on(draft.submittedAt)} by ${draft.submittedByName}`
  const what = draft.state === 'approved' ? `Approved as version ${draft.version}` : 'Withdrawn'
  return `${what} on ${on(draft.decidedAt)} by ${draft.decidedByName}`
}
