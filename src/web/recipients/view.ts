import type { CategoryUse, RecipientRow } from '../../../db/queries/recipients.ts'
import { countOf } from '../../domain/list.ts'
import type { ActivityStatus } from '../../domain/processing-activity.ts'
import { likelyDuplicates } from '../../domain/survivors.ts'
import type { Cell } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { recipientRoleNames, statusTags } from '../processing-activities/words.ts'
import { queryString } from '../query.ts'

export const LIST = '/recipients'

/** Whoever receives data, by what activities say now. */
export function recipientsPage(recipients: RecipientRow[]) {
  return {
    title: 'Recipients',
    trail: [{ text: 'Organisations', href: '/organisations' }],
    lead: 'Everybody who receives data from the activities of the register: organisations, and categories where none is named.',
    duplicates: likelyDuplicates(recipients).map((group) => ({
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
        { text: recipient.name, href: hrefOf(recipient), header: true },
        { text: recipient.code === null ? 'Category' : `Organisation ${recipient.code}` },
        { text: recipient.roles.map((role) => recipientRoleNames[role]).join(', ') },
        { text: countOf(recipient.activities, 'activity', 'activities'), numeric: true },
      ]),
      empty: 'No activity names a recipient.',
    },
    files: filesOf(LIST),
  }
}

const hrefOf = ({ code, name }: RecipientRow): string =>
  code === null ? `${LIST}${queryString({ category: name })}` : `/organisations/${encodeURIComponent(code)}`

/** A category of recipient, and the activities that name it. */
export const categoryPage = (category: string, uses: CategoryUse[]) => ({
  title: category,
  caption: 'Category of recipient',
  trail: [{ text: 'Recipients', href: LIST }],
  lead: 'A category is written in the words of each activity. Where it is one organisation, name that in the activity instead.',
  table: {
    caption: 'Used in',
    head: [{ text: 'Reference' }, { text: 'Activity' }, { text: 'Role' }, { text: 'Status' }],
    rows: uses.map((use): Cell[] => [
      { text: use.reference, href: `/processing-activities/${use.reference}`, header: true },
      { text: use.title },
      { text: recipientRoleNames[use.role] },
      { text: '', tag: statusTags[use.status as ActivityStatus] },
    ]),
    empty: 'No activity names this category now.',
  },
})
