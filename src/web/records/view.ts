import type { HoldNamed } from '../../../db/queries/held.ts'
import type { RecordHistory, ShownRecord } from '../../../db/queries/record-show.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { holdInWords } from '../../domain/disposal-hold.ts'
import { eventName } from '../../domain/event-words.ts'
import { explain } from '../../domain/explanation.ts'
import { FORGOTTEN } from '../../domain/forgotten.ts'
import { isEnded } from '../../domain/held-record.ts'
import { lastSeen } from '../../domain/last-seen.ts'
import { ruleInWords } from '../../domain/rule-words.ts'
import type { Line, SummaryRow } from '../components.ts'
import { dateGiven } from './date-given.ts'
import { historyTable } from './history-view.ts'
import { backlogTag, heldTag, missingTag, referenceInWords, stateTags } from './words.ts'

/**
 * What a record’s page is made of. `holds`: those that it is under; `seesFeeds`: whether this person may follow a link to a feed;
 * `certificate`: the number of the one that proves its disposal, if there is one.
 */
export type RecordFacts = {
  record: ShownRecord
  history: RecordHistory
  holds: HoldNamed[]
  seesFeeds: boolean
  certificate: string | null
}

/** A record held: why its date is what it is, what is known of it, and how it came to be so. */
export function showPage({ record, history, holds, seesFeeds, certificate }: RecordFacts, today: IsoDate) {
  return {
    title: `Record ${referenceInWords(record)}`,
    heading: referenceInWords(record),
    caption: `Record of ${record.sourceName}`,
    trail: [{ text: 'Records', href: '/records' }],
    tag: stateTags[record.state],
    why: explain(record, record, today, holds, history.lifted),
    missing: missingInWords(record),
    facts: [...held(holds), ...certified(certificate), ...facts(record, history)],
    history: historyTable(record, history, seesFeeds),
  }
}

function missingInWords({ missingSince, source, reviewId }: ShownRecord): string | null {
  if (missingSince === null) return null
  const review = reviewId === null ? ' No sweep flags it until it is listed again.' : ''
  return `The full feed of ${source} on ${dateInWords(missingSince)} did not list this record. Find out whether it is gone or was left out by mistake.${review}`
}

function facts(record: ShownRecord, history: RecordHistory): SummaryRow[] {
  const erased = record.reference.startsWith(FORGOTTEN)
  return [
    ...inReview(record),
    row('Rule', [
      { text: `${record.code}, version ${record.version}`, href: `/retention-rules/${record.code}` },
      { text: record.recordSeries },
      { text: ruleInWords(record), muted: true },
    ]),
    row('Service', [{ text: record.serviceName ?? 'Unassigned' }]),
    ...(erased ? [] : dates(record, history)),
    row('Source system', [{ text: `${record.source} ${record.sourceName}` }]),
    ...(erased ? [] : [row('Title', [said(record.title)]), row('Location', [said(record.location)])]),
    row('Quantity', [{ text: record.quantity.toLocaleString('en-GB') }]),
    row('First seen', [{ text: dateInWords(record.firstSeenOn) }]),
    row('Last seen', [
      {
        text: dateInWords(lastSeen(record, record.lastFullFeedOn)),
        tag: record.missingSince === null ? null : missingTag,
      },
    ]),
  ]
}

/** What keeps it, whatever its rule says. */
const held = (holds: HoldNamed[]): SummaryRow[] =>
  holds.length === 0
    ? []
    : [
        row(
          'Held by',
          holds.map((hold) => ({ text: holdInWords(hold), href: `/disposal-holds/${hold.id}`, tag: heldTag })),
        ),
      ]

/** What proves that it is gone. */
const certified = (number: string | null): SummaryRow[] =>
  number === null
    ? []
    : [row('Destruction certificate', [{ text: number, href: `/destruction-certificates/${number}` }])]

const row = (key: string, lines: Line[]): SummaryRow => ({ key, lines })

const said = (text: string): Line => (text === '' ? { text: 'None', muted: true } : { text })

function inReview({ reviewId, reviewBy, backlog, state }: ShownRecord): SummaryRow[] {
  if (reviewId === null) return []
  const review = {
    text: `Disposal review ${reviewId}`,
    href: `/disposal-reviews/${reviewId}`,
    tag: backlog === 1 ? backlogTag : null,
  }
  const by = reviewBy === null || isEnded(state) ? [] : [{ text: `Answer by ${dateInWords(reviewBy)}`, muted: true }]
  return [row('Review', [review, ...by])]
}

function dates(record: ShownRecord, history: RecordHistory): SummaryRow[] {
  const { triggerOn, correctedFrom, retainUntil, keptUntil, dueOn } = record
  const date = (on: IsoDate | null, none: string): Line =>
    on === null ? { text: none, muted: true } : { text: dateInWords(on) }
  const sent = correctedFrom === null ? [] : [{ text: `The source sent ${dateInWords(correctedFrom)}`, muted: true }]
  const extended =
    keptUntil !== null && keptUntil === retainUntil ? [{ text: 'Kept longer by decision', muted: true }] : []
  return [
    ...(record.triggerKind === 'none'
      ? []
      : [row(eventName(record), [date(triggerOn, 'Not yet'), ...given(record, history), ...sent])]),
    ...(record.state === 'permanent'
      ? []
      : [
          row('Keep until', [date(retainUntil, 'No date yet'), ...extended]),
          row('Past its period from', [date(dueOn, 'No date yet')]),
        ]),
  ]
}

/** Who gave the trigger date, where it came with the exception that placed the record under its rule. */
function given(record: ShownRecord, history: RecordHistory): Line[] {
  const by = history.exceptions.findLast((one) => {
    const date = dateGiven(record, history, one)
    return date !== null && date === record.triggerOn
  })
  if (!by) return []
  const text = `Given by ${by.decidedByName} with the exception in disposal review ${by.reviewId}`
  return [{ text, muted: true }]
}
