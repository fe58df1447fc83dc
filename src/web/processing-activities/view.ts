import type { LinkedRule } from '../../../db/queries/activity-rules.ts'
import type { VersionSummary } from '../../../db/queries/activity-versions.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import type { Service } from '../../../db/queries/services.ts'
import type { SourceSystem } from '../../../db/queries/source-systems.ts'
import { dateInWords, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import type { ContactFacts, Gap } from '../../domain/findings/check.ts'
import { countOf } from '../../domain/list.ts'
import type { ActivityContent } from '../../domain/processing-activity.ts'
import { activitySections } from './sections.ts'
import { statusTags } from './words.ts'

/** What the page of one version of an activity is made of. */
export type ShownActivity = {
  activity: Activity
  content: ActivityContent
  version: VersionSummary
  versions: VersionSummary[]
  gaps: Gap[]
  service: Service | undefined
  organisations: Map<string, ContactFacts>
  rules: Map<string, LinkedRule>
  systems: SourceSystem[]
  retirement: { reason: string; retiredAt: string; retiredByName: string } | undefined
  mayEdit: boolean
}

/** An activity, or one of its earlier versions, with every field and the evidence behind it. */
export function activityPage(shown: ShownActivity, today: IsoDate) {
  const { activity, content, version, retirement, gaps } = shown
  const address = `/processing-activities/${activity.reference}`
  const inForce = version.id === activity.currentVersionId
  return {
    title: content.title,
    caption: inForce ? activity.reference : `${activity.reference}, version ${version.version}`,
    tag: inForce ? statusTags[activity.status] : null,
    trail: [
      { text: 'Processing activities', href: '/processing-activities' },
      ...(inForce ? [] : [{ text: activity.reference, href: address }]),
    ],
    actions:
      shown.mayEdit && inForce && activity.status !== 'retired'
        ? [
            { text: 'Change', href: `${address}/edit` },
            { text: 'Retire', href: `${address}/retirement`, kind: 'secondary' },
          ]
        : [],
    notice: inForce ? retiredBecause(retirement) : earlier(version),
    inForce: { text: 'Go to the version in force', href: address, shown: !inForce },
    gaps: {
      shown: inForce,
      title:
        gaps.length === 0
          ? 'What Article 30 asks for is all here'
          : `What Article 30 still misses: ${countOf(gaps.length, 'thing')}`,
      items: gaps,
    },
    sections: activitySections(shown, today),
    versions: {
      caption: 'Versions',
      head: [{ text: 'Version' }, { text: 'Written on' }, { text: 'By' }],
      rows: shown.versions.map(({ id, version: number, createdAt, createdByName }) => [
        {
          text: `Version ${number}`,
          href: id === activity.currentVersionId ? address : `${address}/versions/${number}`,
          header: true,
          tag: id === activity.currentVersionId ? ({ text: 'In force', colour: 'green' } as const) : null,
        },
        { text: instantInWords(createdAt) },
        { text: createdByName },
      ]),
      empty: '',
    },
  }
}

const retiredBecause = (retirement: ShownActivity['retirement']): string | null =>
  retirement === undefined
    ? null
    : `Retired on ${dateInWords(retirement.retiredAt.slice(0, 10))} by ${retirement.retiredByName}: ${retirement.reason}`

const earlier = ({ version, createdAt, createdByName }: VersionSummary): string =>
  `This is version ${version}, written on ${instantInWords(createdAt)} by ${createdByName}. It is no longer in force.`
