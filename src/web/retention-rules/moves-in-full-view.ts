import {
  type FullPreview,
  type SampledEffect,
  type SampleRecord,
  sampledEffects,
} from '../../actions/rule-preview-full.ts'
import { dateInWords, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import { type ChangePreview, figuresOf } from '../../domain/change-preview.ts'
import { countOf } from '../../domain/list.ts'
import type { Cell, TableView } from '../components.ts'
import { serviceName, stateTag } from '../disposal-reviews/words.ts'
import { queryString } from '../query.ts'
import { heldBy, referenceInWords, stateTags, totalInWords } from '../records/words.ts'
import { moves, movesTable } from './moves-view.ts'

/**
 * What a change would do to records: in a sentence and in numbers, by service and by review, and by examples.
 *
 * `partly`: the reader sees only records of their own services. `figures`: goes into the form, and comes back with the approval.
 */
export function movesInFull(preview: FullPreview, partly = false) {
  const { total, services, reviews, samples } = preview
  const counts = movesTable(total)
  return {
    lead: moves(total),
    counted: countedWhen(preview, partly),
    instructed:
      preview.instructed === 0
        ? null
        : `${countOf(preview.instructed, 'record')} that source systems have been told to dispose of ${preview.instructed === 1 ? 'is' : 'are'} not reached by any change.`,
    held: heldInWords(preview),
    tables: [counts, servicesTable(services), reviewsTable(reviews)].filter(({ rows }) => rows.length > 0),
    samples: sampledEffects.flatMap((effect) => {
      const records = samples[effect]
      if (records.length === 0) return []
      return [{ summary: summaryOf(effect, records.length, total[effect]), table: sampleTable(effect, records) }]
    }),
    figures: figuresOf(total),
  }
}

/** What a hold keeps may become due by a change, and is still neither flagged nor disposed of. */
function heldInWords({ held: { rule, total } }: FullPreview) {
  if (total.records === 0) return null
  const link = { text: 'See what is held', href: `/records${queryString({ rule, held: 'yes' })}` }
  const one = total.exact && total.records === 1
  return {
    words: `Disposal holds keep ${totalInWords(total)} of this rule, whatever ${one ? 'its date is' : 'their dates are'}.`,
    link,
  }
}

function countedWhen({ countedAt }: FullPreview, partly: boolean): string {
  const of = partly ? 'the records of your services, and no others, ' : 'the records held '
  return `Counted among ${of}as they stood on ${instantInWords(countedAt)}. Nothing moves before the change is approved.`
}

const number = (count: number): Cell => ({ text: count.toLocaleString('en-GB'), numeric: true })

const servicesTable = (services: FullPreview['services']): TableView => ({
  caption: 'By service',
  head: [
    { text: 'Service' },
    ...['Records', 'Later', 'Earlier', 'Become due', 'Stop being due', 'Leave reviews'].map((text) => ({
      ...{ text, numeric: true },
    })),
  ],
  rows: services.map(({ name, preview }) => [
    { text: serviceName(name), header: true },
    ...numbersOf(preview).map(number),
  ]),
  empty: '',
})

const numbersOf = (of: ChangePreview): number[] => [
  ...[of.records, of.later, of.earlier, of.becomeDue, of.stopBeingDue, of.leaveReviews],
]

/** What leaves only with shorter dates has a column where there is any. */
function reviewsTable(reviews: FullPreview['reviews']): TableView {
  const more = reviews.some(({ preview }) => preview.leaveReviewsIfShortened > preview.leaveReviews)
  return {
    caption: 'Open reviews and approvals that this touches',
    head: [
      { text: 'Review' },
      { text: 'State' },
      { text: 'Records in it', numeric: true },
      { text: 'Leave it', numeric: true },
      ...(more ? [{ text: 'Leave it if shorter dates apply to records held', numeric: true }] : []),
    ],
    rows: reviews.map(({ id, serviceName: service, preview, ...review }) => [
      { text: `Review ${id}`, href: `/disposal-reviews/${id}`, detail: serviceName(service), header: true },
      { text: '', tag: stateTag({ ...review, outcome: null }) },
      number(preview.records),
      number(preview.leaveReviews),
      ...(more ? [number(preview.leaveReviewsIfShortened)] : []),
    ]),
    empty: '',
  }
}

const kinds: Record<SampledEffect, string> = {
  later: 'fall due later, or never',
  earlier: 'fall due earlier',
  becomeDue: 'become due',
  stopBeingDue: 'stop being due',
  leaveReviews: 'leave disposal reviews and approvals',
}

const summaryOf = (effect: SampledEffect, shown: number, of: number): string =>
  shown < of
    ? `${shown} of the ${of.toLocaleString('en-GB')} records that ${kinds[effect]}`
    : `Records that ${kinds[effect]} (${of.toLocaleString('en-GB')})`

const sampleTable = (effect: SampledEffect, records: SampleRecord[]): TableView => ({
  caption: `Records that ${kinds[effect]}`,
  captionHidden: true,
  head: ['Record', 'Service', 'Trigger date', 'Past its period from', 'After the change', 'State', 'Held'].map(
    (text) => ({
      ...{ text },
    }),
  ),
  rows: records.map((record) => [
    { text: referenceInWords(record), href: `/records/${record.id}`, header: true },
    { text: serviceName(record.serviceName) },
    { text: dated(record.triggerOn, 'Not known yet') },
    { text: dated(record.dueOn, 'Never') },
    { text: dated(record.thenDueOn, 'Never') },
    { text: '', tag: stateTags[record.state] },
    heldBy(record.holds),
  ]),
  empty: '',
})

const dated = (date: IsoDate | null, none: string): string => (date === null ? none : dateInWords(date))
