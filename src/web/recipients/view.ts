import type { CategoryUse, RecipientRow } from '../../../db/queries/recipients.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { countOf } from '../../domain/list.ts'
import type { ActivityStatus } from '../../domain/processing-activity.ts'
import { likelyDuplicates } from '../../domain/survivors.ts'
import { asAtView, DRAFTS_NOT_KNOWN, sameDay } from '../as-at.ts'
import type { Cell } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { recipientRoleNames, statusTags } from '../processing-activities/words.ts'
import { queryString } from '../query.ts'

export const LIST = '/recipients'

/** Whoever receives data, by what activities say now, or said at the end of a day. */
export function recipientsPage(recipients: RecipientRow[], asAt: AsAt | null) {
  const then = queryString({ 'as-at': asAt?.date })
  return {
    title: 'Recipients',
    trail: [{ text: 'Organisations', href: sameDay('/organisations', asAt) }],
    lead: 'Everybody who receives data from the activities of the register: organisations, and categories where none is named.',
    asAt: asAtView(LIST, {}, asAt, { notKnown: DRAFTS_NOT_KNOWN }),
    duplicates: likelyDuplicates(asAt === null ? recipients : []).map((group) => ({
      text: group
        .map(({ name, code }) => (code === null ? `“${name}” (a category)` : `${name} (${code})`))
        .join(' and '),
      href: null,
    })),
    table: {
      caption: countOf(recipients.length, 'recipient'),
      captionHidden: true,
      head: [{ text: 'Recipient' }, { text: 'Named as' }, { text: 'Role' }, { text: 'Used in', numeric: true }],
      rows: recipients.map((recipient): Cell[] => [
        { text: recipient.name, href: hrefOf(recipient, asAt), header: true },
        { text: recipient.code === null ? 'Category' : `Organisation ${recipient.code}` },
        { text: recipient.roles.map((role) => recipientRoleNames[role]).join(', ') },
        { text: countOf(recipient.activities, 'activity', 'activities'), numeric: true },
      ]),
      empty: asAt === null ? 'No activity names a recipient.' : 'No activity that was in force then named a recipient.',
    },
    files: filesOf(LIST, then, asAt !== null),
  }
}

function hrefOf({ code, name }: RecipientRow, asAt: AsAt | null): string {
  return code === null
    ? `${LIST}${queryString({ category: name, 'as-at': asAt?.date })}`
    : sameDay(`/organisations/${encodeURIComponent(code)}`, asAt)
}

/** A category of recipient, and the activities that name it, or did at the end of a day. */
export const categoryPage = (category: string, uses: CategoryUse[], asAt: AsAt | null) => ({
  title: category,
  asAt: asAtView(LIST, { category }, asAt, { notKnown: DRAFTS_NOT_KNOWN }),
  caption: 'Category of recipient',
  trail: [{ text: 'Recipients', href: sameDay(LIST, asAt) }],
  lead: 'A category is written in the words of each activity. Where it is one organisation, name that in the activity instead.',
  table: {
    caption: 'Used in',
    head: [{ text: 'Reference' }, { text: 'Activity' }, { text: 'Role' }, { text: 'Status' }],
    rows: uses.map((use): Cell[] => [
      {
        text: use.reference,
        href: sameDay(`/processing-activities/${use.reference}`, asAt),
        header: true,
      },
      { text: use.title },
      { text: recipientRoleNames[use.role] },
      { text: '', tag: statusTags[use.status as ActivityStatus] },
    ]),
    empty:
      asAt === null
        ? 'No activity names this category now.'
        : 'No activity that was in force then named this category.',
  },
})
