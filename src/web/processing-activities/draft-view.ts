import type { Comment } from '../../../db/queries/activity-comments.ts'
import type { PendingVersion } from '../../../db/queries/activity-drafts.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import type { FieldChange } from '../../domain/audit-event.ts'
import { instantInWords } from '../../domain/calendar.ts'
import type { Finding } from '../../domain/findings/check.ts'
import { countOf } from '../../domain/list.ts'
import type { ActivityContent } from '../../domain/processing-activity.ts'
import type { Link, TableView, Tag } from '../components.ts'
import { changesTable } from './differences-view.ts'
import { findingItems } from './findings-view.ts'
import { formSections } from './form-view.ts'

/** What the page of a draft is made of. `pending`: what is on its way; undefined while nothing has been changed. */
export type ShownDraft = {
  activity: Activity
  content: ActivityContent
  pending: PendingVersion | undefined
  findings: Finding[]
  changes: FieldChange[]
  comments: Comment[]
  may: { edit: boolean; comment: boolean; approve: boolean }
}

/** The parts of an activity as a list of tasks, what is still open, what would change, and what can be decided. */
export function draftPage(shown: ShownDraft) {
  const { activity, content, pending, findings, may } = shown
  const address = `/processing-activities/${activity.reference}`
  const open = pending?.state !== 'submitted'
  return {
    title: content.title,
    caption: pending ? `${activity.reference}, version ${pending.version}` : activity.reference,
    tag: pending ? stateTag(pending) : null,
    trail: [
      { text: 'Processing activities', href: '/processing-activities' },
      { text: activity.reference, href: address },
    ],
    actions: may.edit ? decisionsOn(address, pending, may.approve) : [],
    notice: noticeOf(activity, pending, may),
    tasks: formSections.map(({ id, heading }) => {
      const count = findings.filter(({ section }) => section === id).length
      return {
        text: heading,
        href: may.edit && open ? `${address}/draft/${id}` : null,
        id: `task-${id}`,
        status: count === 0 ? 'Complete' : countOf(count, 'thing to settle', 'things to settle'),
        tag: count === 0 ? null : ('yellow' as const),
      }
    }),
    whole: may.edit && open ? { text: 'Change everything on one page', href: `${address}/edit` } : null,
    findings: {
      title:
        findings.length === 0
          ? 'The checks find nothing'
          : `What the checks find: ${countOf(findings.length, 'thing')}`,
      items: findingItems(findings, may.edit && open ? activity.reference : null),
    },
    changes: pending && activity.currentVersionId !== null ? changesTable('What would change', shown.changes) : null,
    comments: commentsTable(shown.comments),
    comment: may.comment && pending ? { action: `${address}/draft/comments` } : null,
  }
}

function noticeOf(
  { reference, version }: Activity,
  pending: PendingVersion | undefined,
  may: ShownDraft['may'],
): string {
  if (!pending) return `Nothing has been changed since version ${version}. The first part that you save begins a draft.`
  if (pending.state === 'draft')
    return `Drafted by ${pending.createdByName}, last saved on ${instantInWords(pending.createdAt)}. Nothing of it is in force.`
  const submitted = `Submitted for approval by ${pending.submittedByName} on ${instantInWords(pending.submittedAt ?? '')}.`
  return may.edit && !may.approve
    ? `${submitted} The organisation asks for two people: somebody else has to approve ${reference}.`
    : submitted
}

type Action = Link & { kind?: 'secondary' }

function decisionsOn(address: string, pending: PendingVersion | undefined, mayApprove: boolean): Action[] {
  if (!pending) return []
  const withdraw: Action = { text: 'Withdraw', href: `${address}/draft/withdrawal`, kind: 'secondary' }
  if (pending.state === 'draft') return [{ text: 'Submit for approval', href: `${address}/draft/submission` }, withdraw]
  return [
    ...(mayApprove ? [{ text: 'Approve', href: `${address}/draft/approval` }] : []),
    { text: 'Return', href: `${address}/draft/return`, kind: 'secondary' },
    withdraw,
  ]
}

const stateTag = ({ state }: PendingVersion): Tag =>
  state === 'draft' ? { text: 'Draft', colour: 'grey' } : { text: 'Submitted', colour: 'yellow' }

const saidBy: Record<Comment['kind'], string> = {
  comment: 'Comment',
  submitted: 'Submitted',
  returned: 'Returned',
  approved: 'Approved',
  withdrawn: 'Withdrawn',
}

/** What was said and done about a version on its way. */
export const commentsTable = (
  comments: Pick<Comment, 'kind' | 'text' | 'writtenAt' | 'writtenByName'>[],
): TableView => ({
  caption: 'Comments and decisions',
  head: [{ text: 'What' }, { text: 'Said' }, { text: 'By' }, { text: 'When' }],
  rows: comments.map(({ kind, text, writtenByName, writtenAt }) => [
    { text: saidBy[kind], header: true },
    { text: text === '' ? 'Nothing' : text },
    { text: writtenByName },
    { text: instantInWords(writtenAt) },
  ]),
  empty: 'Nobody has said anything about this version yet.',
})
