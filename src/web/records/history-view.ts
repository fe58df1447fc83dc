import type { InstructedItem, RecordHistory, ShownRecord } from '../../../db/queries/record-show.ts'
import { dateInWords, type Instant, type IsoDate, instantInWords, londonDate } from '../../domain/calendar.ts'
import { disposedState } from '../../domain/disposal.ts'
import { flaggableFrom, holdInWords } from '../../domain/disposal-hold.ts'
import type { Cell, TableView } from '../components.ts'
import { changeInWords, reviewLeft } from './change-words.ts'
import { dateGiven, type Exception } from './date-given.ts'
import { stateTags } from './words.ts'

/** Something that happened; `at` puts it in order, a bare date before all moments of its day. */
type Event = { at: IsoDate | Instant; what: string; href?: string | null; who: string; why: string }

/** What happened to a record, from the day it was first seen on: when, what, who, and why. */
export function historyTable(record: ShownRecord, history: RecordHistory, seesFeeds: boolean): TableView {
  const events = [
    firstSeen(record, history, seesFeeds),
    ...changed(history),
    ...flagged(record, history),
    ...excepted(record, history),
    ...decided(record, history),
    ...instructed(record, history),
    ...confirmed(record, history),
    ...lifted(record, history),
  ]
  return {
    caption: 'History',
    head: [{ text: 'When' }, { text: 'What happened' }, { text: 'Who' }, { text: 'Why' }],
    rows: events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(tableRow),
    empty: '',
  }
}

const tableRow = ({ at, what, href, who, why }: Event): Cell[] => [
  { text: at.includes('T') ? instantInWords(at) : dateInWords(at), header: true },
  { text: what, href: href ?? null },
  { text: who },
  { text: why },
]

function firstSeen(record: ShownRecord, { feed }: RecordHistory, seesFeeds: boolean): Event {
  if (!feed) return { at: record.firstSeenOn, what: 'First seen', who: '', why: '' }
  return {
    at: record.firstSeenOn,
    what: `First seen in feed ${feed.id} of ${record.source}`,
    href: seesFeeds ? `/record-feeds/${feed.id}` : null,
    who: feed.sentByName,
    why: `${feed.mode === 'full' ? 'Full' : 'Delta'} feed ${feed.fileName}`,
  }
}

/** An exception writes its change down as well: it is told once, with the review it was made in. */
const changed = ({ changes, exceptions }: RecordHistory): Event[] =>
  changes
    .filter(({ changedAt, what }) => {
      const kind = kindsOfChanges[what]
      return !exceptions.some((exception) => exception.kind === kind && exception.decidedAt === changedAt)
    })
    .map((change) => ({ at: change.changedAt, what: changeInWords(change), who: change.byName, why: change.reason }))

/** A time that a record was in a review. `reviewBy`: null where nobody knows it any more. */
type Stay = { reviewId: number; flaggedOn: IsoDate; reviewBy: IsoDate | null; backlog: boolean }

/** Each time that a record came into a review: the one that it is in, those that exceptions took it out of, and those that it left otherwise. */
function flagged(record: ShownRecord, { exceptions, changes }: RecordHistory): Event[] {
  const stays = [
    stay({ ...record, backlog: record.backlog === 1 }),
    ...exceptions.map(({ reviewId, previousFlaggedOn: flaggedOn, previousReviewBy: reviewBy }) =>
      stay({ reviewId, flaggedOn, reviewBy }),
    ),
    ...changes.map((change) =>
      stay({ reviewBy: null, ...(reviewLeft(change) ?? { reviewId: null, flaggedOn: null }) }),
    ),
  ].filter((one) => one !== null)
  const once = new Map(stays.toReversed().map((one) => [`${one.reviewId} ${one.flaggedOn}`, one]))
  return [...once.values()].map(flaggedEvent)
}

function stay(known: {
  reviewId: number | null
  flaggedOn: IsoDate | null
  reviewBy: IsoDate | null
  backlog?: boolean
}): Stay | null {
  const { reviewId, flaggedOn, reviewBy, backlog = false } = known
  return reviewId === null || flaggedOn === null ? null : { reviewId, flaggedOn, reviewBy, backlog }
}

function flaggedEvent({ reviewId, flaggedOn, reviewBy, backlog }: Stay): Event {
  const what = `Flagged as past its period, in disposal review ${reviewId}`
  const by = reviewBy === null ? '' : `To be answered by ${dateInWords(reviewBy)}`
  const why = backlog ? `${by}; it was past its period when it was first seen` : by
  return { at: flaggedOn, what, href: `/disposal-reviews/${reviewId}`, who: 'Sweep', why }
}

/** An exception by what it writes into the history of its record. */
const kindsOfChanges: Record<string, Exception['kind']> = {
  'kept until': 'keep longer',
  'trigger date': 'wrong date',
  rule: 'wrong rule',
  'already gone': 'already gone',
}

const excepted = (record: ShownRecord, history: RecordHistory): Event[] =>
  history.exceptions.map((exception) => {
    const { decidedAt, reviewId, decidedByName, agreedByName, reason } = exception
    const what = `${exceptedHow(exception, dateGiven(record, history, exception))}: exception in disposal review ${reviewId}`
    return {
      at: decidedAt,
      what,
      who: [decidedByName, ...(agreedByName ? [agreedByName] : [])].join(', then '),
      why: reason,
    }
  })

function exceptedHow(exception: Exception, given: IsoDate | null): string {
  const { kind, keepUntil, correctedTriggerOn, goneOn, correctRule } = exception
  const on = (date: IsoDate | null, word: string) => (date === null ? '' : `${word} ${dateInWords(date)}`)
  switch (kind) {
    case 'keep longer':
      return `Kept longer${on(keepUntil, ', until')}`
    case 'wrong date':
      return `Trigger date corrected${on(correctedTriggerOn, ' to')}`
    case 'wrong rule':
      return `Placed under rule ${correctRule ?? ''}${on(given, ', with the trigger date')}`
    case 'already gone':
      return `Gone already at its source${on(goneOn, ', by')}`
  }
}

/** Only what was decided once the record was in the review. */
const decided = ({ flaggedOn, reviewId }: ShownRecord, { decisions }: RecordHistory): Event[] =>
  decisions
    .filter(({ decidedAt }) => flaggedOn === null || londonDate(decidedAt) >= flaggedOn)
    .map((row) => ({
      at: row.decidedAt,
      what: `${decisionWords[row.decision]} in disposal review ${reviewId}`,
      who: row.decidedByName,
      why: row.reason,
    }))

const decisionWords: Record<RecordHistory['decisions'][number]['decision'], string> = {
  'approve disposal': 'Disposal approved',
  'second approval': 'Disposal approved a second time',
  'send back': 'Sent back to the manager',
  'keep all longer': 'All kept longer',
}

/** What its source was told, was asked, and answered. */
const instructed = ({ disposalAction }: ShownRecord, { instructed }: RecordHistory): Event[] =>
  instructed.flatMap((item) => {
    const href = `/disposal-instructions/${item.instructionId}`
    const by = `disposal instruction ${item.instructionId}`
    return [
      { at: item.instructedAt, what: `Disposal instructed: ${by}`, href, who: 'Instructing', why: '' },
      ...(item.recallAskedAt === null
        ? []
        : [{ at: item.recallAskedAt, what: `Its source was asked to stop: ${by}`, href, who: '', why: '' }]),
      ...(item.answeredAt === null
        ? []
        : [
            {
              ...{ at: item.answeredAt, what: answered(item, disposalAction), href, who: item.answeredByName ?? '' },
              why: item.method || item.reason,
            },
          ]),
    ]
  })

function answered({ state, doneOn }: InstructedItem, action: ShownRecord['disposalAction']): string {
  const on = doneOn === null ? '' : ` on ${dateInWords(doneOn)}`
  if (state === 'done') return `Disposal confirmed: ${stateTags[disposedState(action)].text.toLowerCase()}${on}`
  if (state === 'not found') return 'Not found at its source: already gone'
  return state === 'failed' ? 'Its disposal failed' : 'Kept: its source was not to dispose of it any more'
}

function confirmed({ disposalAction }: ShownRecord, { confirmation }: RecordHistory): Event[] {
  if (!confirmation) return []
  const { text } = stateTags[disposedState(disposalAction)]
  const what = `Disposal confirmed: ${text.toLowerCase()} on ${dateInWords(confirmation.disposedOn)}`
  return [{ at: confirmation.confirmedAt, what, who: confirmation.confirmedByName, why: confirmation.method }]
}

/** The holds that it was under. Not why they were lifted, as that may name people. */
const lifted = ({ dueOn }: ShownRecord, { lifted }: RecordHistory): Event[] =>
  lifted.map((hold) => {
    const from = dateInWords(flaggableFrom(hold.liftedOn))
    return {
      at: hold.liftedAt,
      what: `${holdInWords(hold)}, placed on ${dateInWords(hold.placedOn)}, was lifted`,
      href: `/disposal-holds/${hold.id}`,
      who: hold.liftedByName,
      why: dueOn === null ? '' : `It may be flagged from ${from}, unless another hold keeps it`,
    }
  })
