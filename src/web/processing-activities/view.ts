import type { Comment } from '../../../db/queries/activity-comments.ts'
import type { PendingVersion } from '../../../db/queries/activity-drafts.ts'
import type { LinkedRule } from '../../../db/queries/activity-rules.ts'
import type { VersionState, VersionSummary } from '../../../db/queries/activity-versions.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import type { Service } from '../../../db/queries/services.ts'
import type { SourceSystem } from '../../../db/queries/source-systems.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import type { ContactFacts, Finding } from '../../domain/findings/check.ts'
import type { KeepingEvidence } from '../../domain/keeping-evidence.ts'
import { countOf } from '../../domain/list.ts'
import type { ActivityContent } from '../../domain/processing-activity.ts'
import { asAtView, sameDay } from '../as-at.ts'
import type { Tag } from '../components.ts'
import { commentsTable } from './draft-view.ts'
import { findingItems } from './findings-view.ts'
import { activitySections } from './sections.ts'
import { statusTags } from './words.ts'

/** What the page of one version of an activity is made of. */
export type ShownActivity = {
  activity: Activity
  content: ActivityContent
  version: VersionSummary
  versions: VersionSummary[]
  findings: Finding[]
  pending: PendingVersion | undefined
  comments: Comment[]
  /** The day as at whose end it is shown; null: as it is now. */
  asAt: AsAt | null
  service: Service | undefined
  organisations: Map<string, ContactFacts>
  rules: Map<string, LinkedRule>
  systems: SourceSystem[]
  /** What its records show; null for another day or an earlier version. */
  kept: KeepingEvidence | null
  retirement: { reason: string; retiredAt: string; retiredByName: string } | undefined
  mayEdit: boolean
}

/** An activity, or one of its earlier versions, with every field and the evidence behind it. */
export function activityPage(shown: ShownActivity, today: IsoDate) {
  const { activity, content, version, retirement, findings, pending } = shown
  const address = `/processing-activities/${activity.reference}`
  const inForce = version.id === activity.shownVersionId
  return {
    title: content.title,
    caption: inForce ? activity.reference : `${activity.reference}, version ${version.version}`,
    tag: inForce ? statusTags[activity.status] : null,
    trail: [
      { text: 'Processing activities', href: sameDay('/processing-activities', shown.asAt) },
      ...(inForce ? [] : [{ text: activity.reference, href: address }]),
    ],
    actions:
      shown.mayEdit && inForce && activity.status !== 'retired'
        ? [
            { text: pending ? 'Go to the draft' : 'Change', href: `${address}/draft` },
            ...(activity.currentVersionId === null
              ? []
              : [{ text: 'Retire', href: `${address}/retirement`, kind: 'secondary' as const }]),
          ]
        : [],
    asAt: inForce ? asAtView(address, {}, shown.asAt) : null,
    notice: shown.asAt
      ? null
      : inForce
        ? (retiredBecause(retirement) ?? onItsWay(activity, pending))
        : another(version),
    links: [
      ...(inForce ? [] : [{ text: `Go to ${activity.reference} as it is now`, href: address }]),
      { text: 'See where its data flows', href: `${address}/picture` },
      ...(shown.mayEdit
        ? [{ text: 'Copy it as a new activity', href: `/processing-activities/new?copy=${activity.reference}` }]
        : []),
      ...(shown.versions.length > 1 ? [{ text: 'Compare its versions', href: `${address}/differences` }] : []),
    ],
    gaps: {
      shown: inForce,
      title:
        findings.length === 0
          ? 'The checks find nothing'
          : `What the checks find: ${countOf(findings.length, 'thing')}`,
      items: findingItems(findings, shown.mayEdit && activity.status !== 'retired' ? activity.reference : null),
    },
    sections: activitySections(shown, today),
    comments: shown.comments.length === 0 ? null : commentsTable(shown.comments),
    versions: {
      caption: 'Versions',
      head: [{ text: 'Version' }, { text: 'Written' }, { text: 'Approved' }],
      rows: shown.versions.map(
        ({ id, version: number, state, createdAt, createdByName, approvedAt, approvedByName }) => [
          {
            text: `Version ${number}`,
            href: id === activity.shownVersionId ? address : `${address}/versions/${number}`,
            header: true,
            tag:
              id === activity.currentVersionId ? ({ text: 'In force', colour: 'green' } as const) : tagOfState[state],
          },
          { text: instantInWords(createdAt), detail: `by ${createdByName}` },
          {
            text: approvedAt ? instantInWords(approvedAt) : 'Not',
            detail: approvedByName ? `by ${approvedByName}` : null,
          },
        ],
      ),
      empty: '',
    },
  }
}

const retiredBecause = (retirement: ShownActivity['retirement']): string | null =>
  retirement === undefined
    ? null
    : `Retired on ${dateInWords(retirement.retiredAt.slice(0, 10))} by ${retirement.retiredByName}: ${retirement.reason}`

const onItsWay = ({ currentVersionId, status }: Activity, pending: PendingVersion | undefined): string | null => {
  if (status === 'withdrawn') return 'It was withdrawn before it was ever approved. Changing it begins a new draft.'
  if (!pending) return null
  if (currentVersionId === null)
    return pending.state === 'draft'
      ? 'This is a draft that was never approved: nothing of it is in force.'
      : `Submitted for approval by ${pending.submittedByName}: nothing of it is in force yet.`
  return pending.state === 'draft'
    ? `${pending.createdByName} is drafting version ${pending.version}. What you read here is in force.`
    : `Version ${pending.version} waits for its approval. What you read here is in force.`
}

const tagOfState: Record<VersionState, Tag | null> = {
  draft: { text: 'Draft', colour: 'grey' },
  submitted: { text: 'Submitted', colour: 'yellow' },
  approved: null,
  withdrawn: { text: 'Withdrawn', colour: 'red' },
}

const another = ({ version, state, createdAt, createdByName }: VersionSummary): string => {
  const written = `This is version ${version}, written on ${instantInWords(createdAt)} by ${createdByName}.`
  if (state === 'approved') return `${written} It is no longer in force.`
  return state === 'withdrawn' ? `${written} It was withdrawn.` : `${written} It is not in force yet.`
}
