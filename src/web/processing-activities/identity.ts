import { standingCounts } from '../../domain/activity-evidence.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { PartyPart } from '../../domain/processing-activity.ts'
import { sameDay } from '../as-at.ts'
import type { Line, SummaryRow } from '../components.ts'
import { evidenceView } from '../evidence.ts'
import { queryString } from '../query.ts'
import { fieldRow, line, NOT_STATED, plain, quiet } from './lines.ts'
import type { ShownActivity } from './view.ts'
import { partNames, roleNames } from './words.ts'

/** What identifies an activity, who answers for it, and how well its facts are grounded. */
export function identityRows(
  { activity, content, service, organisations, asAt }: ShownActivity,
  today: IsoDate,
): SummaryRow[] {
  const { stated, proposed, confirmed } = standingCounts(content)
  const late = activity.nextReviewOn !== null && activity.nextReviewOn < today && activity.status === 'approved'
  return [
    { key: 'Reference', lines: [{ text: activity.reference }] },
    {
      key: 'Service',
      lines: [
        {
          text: service ? service.name : content.service,
          href: `/processing-activities${queryString({ service: content.service, 'as-at': asAt?.date })}`,
        },
        ...(service
          ? [
              {
                text: organisations.get(service.organisation)?.name ?? '',
                href: sameDay(`/organisations/${service.organisation}`, asAt),
              },
            ]
          : []),
      ],
    },
    fieldRow(content, 'Role', 'role', [
      {
        text: roleNames[content.role],
        evidence: evidenceView({
          ...{ standing: content.roleStanding, notice: null, lines: null },
          ...{ byName: null, byOn: null },
        }),
      },
    ]),
    plain('Owner', content.ownerName, 'To be assigned'),
    plain('Business function', content.businessFunction),
    {
      key: 'Next review',
      lines: [
        {
          text: activity.nextReviewOn ? dateInWords(activity.nextReviewOn) : NOT_STATED,
          tag: late ? { text: 'Overdue', colour: 'red' } : null,
        },
        quiet(`Every ${countOf(content.reviewCycleMonths, 'month')}`),
      ],
    },
    plain('Approved on', activity.approvedOn ? dateInWords(activity.approvedOn) : ''),
    {
      key: 'Facts',
      lines: [
        {
          text: `${countOf(stated, 'fact')} stated in a notice, ${confirmed} confirmed by a person, ${proposed} only proposed`,
        },
      ],
    },
    ...(content.remarks === ''
      ? []
      : [{ key: 'Points to settle', lines: content.remarks.split('\n').map((text) => ({ text })) }]),
  ]
}

/** Those who stand in one part to the activity; nothing for a part that it need not have and has not. */
export function partyRows({ content, organisations, asAt }: ShownActivity, part: PartyPart): SummaryRow[] {
  const entries = content.parties.filter((entry) => entry.part === part)
  const owed = part === 'controller' || part === 'data protection officer'
  if (entries.length === 0 && !owed && !(part === 'joint controller' && content.role === 'joint controller')) return []
  const key = part === 'controller' && content.role === 'processor' ? 'Controllers it acts for' : partNames[part]
  const lines = entries.flatMap((entry): Line[] => {
    if (entry.organisation === null) return [line(entry.detail, entry)]
    const known = organisations.get(entry.organisation)
    const named = {
      ...line(known?.name ?? entry.organisation, entry),
      href: sameDay(`/organisations/${entry.organisation}`, asAt),
    }
    const contract = entry.contract === '' ? '' : `Contract: ${entry.contract}`
    return [named, ...[entry.detail, contract].filter((text) => text !== '').map((text) => ({ text }))]
  })
  return [{ key, lines: lines.length === 0 ? [quiet(NOT_STATED)] : lines }]
}
