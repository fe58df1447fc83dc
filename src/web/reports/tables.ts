import type { RepeatedlyKept } from '../../../db/queries/report-reviews.ts'
import type { Drawn } from '../../actions/report-sample.ts'
import { dateInWords, londonDate } from '../../domain/calendar.ts'
import type { DecisionTimes } from '../../domain/decision-times.ts'
import { countOf } from '../../domain/list.ts'
import type { AgedReviews } from '../../domain/review-ageing.ts'
import type { Cell, TableView } from '../components.ts'

const numeric = (n: number): Cell => ({ text: n.toLocaleString('en-GB'), numeric: true })
const service = ({ serviceName }: { serviceName: string | null }): Cell => ({
  text: serviceName ?? 'Unassigned',
  header: true,
})
const days = (n: number | null): Cell => ({ text: n === null ? '' : countOf(n, 'day'), numeric: true })

/** How long reviews are past the day to answer by. */
export const overdueTable = (rows: AgedReviews[]): TableView => ({
  caption: 'Reviews that wait for an answer',
  captionHidden: true,
  head: [
    { text: 'Service' },
    { text: 'Past the day to answer by' },
    { text: 'Reviews', numeric: true },
    { text: 'Records', numeric: true },
    { text: 'Earliest day to answer by' },
  ],
  rows: rows.map((row) => [
    service(row),
    { text: row.age.charAt(0).toUpperCase() + row.age.slice(1) },
    numeric(row.reviews),
    numeric(row.records),
    { text: dateInWords(row.earliest) },
  ]),
  empty: 'No disposal review waits for an answer.',
})

/** How long decisions took. */
export const timesTable = (rows: DecisionTimes[]): TableView => ({
  caption: 'Time from opening to decision',
  captionHidden: true,
  head: [
    { text: 'Service' },
    { text: 'Reviews', numeric: true },
    { text: 'Half within', numeric: true },
    { text: 'Nine in ten within', numeric: true },
    { text: 'Longest', numeric: true },
    { text: 'Answered late', numeric: true },
    { text: 'Second approvals', numeric: true },
    { text: 'Half of them within', numeric: true },
  ],
  rows: rows.map((row) => [
    service(row),
    numeric(row.reviews),
    days(row.median),
    days(row.ninetieth),
    days(row.longest),
    numeric(row.late),
    numeric(row.seconds),
    days(row.secondMedian),
  ]),
  empty: 'No disposal review was decided in that time.',
})

/** Records that were kept longer more than once. */
export const extensionsTable = (rows: RepeatedlyKept[]): TableView => ({
  caption: 'Records kept longer more than once',
  captionHidden: true,
  head: [
    { text: 'Record series' },
    { text: 'Service' },
    { text: 'Times kept longer', numeric: true },
    { text: 'Records', numeric: true },
  ],
  rows: rows.map((row) => [
    { text: row.recordSeries, detail: row.ruleCode, header: true },
    { text: row.serviceName ?? 'Unassigned' },
    numeric(row.times),
    numeric(row.records),
  ]),
  empty: 'No record was kept longer more than once.',
})

/** The decisions of a sample, in the order in which they were drawn. */
export const sampleTable = (rows: Drawn[]): TableView => ({
  caption: 'Decisions drawn',
  captionHidden: true,
  head: [
    { text: 'Drawn' },
    { text: 'Decision' },
    { text: 'Record series' },
    { text: 'Service' },
    { text: 'Records', numeric: true },
    { text: 'Decided' },
    { text: 'Why' },
  ],
  rows: rows.map((row) => [
    { text: String(row.place), header: true },
    {
      text: row.what.charAt(0).toUpperCase() + row.what.slice(1),
      href: `/disposal-reviews/${row.reviewId}`,
      detail: row.kind === 'decision' ? null : 'Exceptions made together',
    },
    { text: row.recordSeries, detail: row.ruleCode },
    { text: row.serviceName ?? 'Unassigned' },
    numeric(row.records),
    { text: dateInWords(londonDate(row.decidedAt)), detail: `By ${row.decidedBy}` },
    { text: row.reason },
  ]),
  empty: 'Nothing was decided in those days.',
})
