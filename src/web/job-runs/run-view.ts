import type { JobRun, OpenedReview } from '../../../db/queries/job-runs.ts'
import type { Runner } from '../../actions/job-leases.ts'
import { stoppableJobs } from '../../actions/job-stops.ts'
import { dateInWords, type Instant, instantInWords } from '../../domain/calendar.ts'
import type { SummaryRow, TableView } from '../components.ts'
import { stateTag } from '../disposal-reviews/words.ts'
import { orCutOff, runProgress } from '../progress.ts'
import { errorsOf, jobInWords, notesOf, pastOrMissed, stateTags, took } from './words.ts'

const LIST = '/job-runs'

/** What a run's page is made of. `runner`: whether anybody is at the job; `opened`: the reviews it opened, null for who may not read reviews. */
export type RunFacts = {
  run: JobRun
  runner: Runner
  opened: OpenedReview[] | null
  seesRecords: boolean
  mayStop: boolean
  now: Instant
}

/** One run: its numbers, what went wrong, what it noted, the reviews it opened, and how far it is as long as it runs. */
export function jobRunPage({ run, runner, opened, seesRecords, mayStop, now }: RunFacts) {
  const errors = errorsOf(run)
  const here = `${LIST}/${run.id}`
  return {
    title: `${jobInWords(run.job)} of ${run.asOf ? dateInWords(run.asOf) : instantInWords(run.startedAt)}`,
    trail: [{ text: 'Job runs', href: LIST }],
    tag: stateTags[run.state],
    error: run.error,
    underWay:
      run.state === 'running'
        ? { progress: runProgress(run, runner, now), refresh: here, waiting: waits(runner) }
        : null,
    stop: mayStop && stoppableJobs.includes(run.job) && run.state === 'running' ? stopOf(run, here) : null,
    facts: facts(run),
    notes: notesOf(run),
    reviews: run.job === 'sweep' ? opened && reviewsTable(opened) : null,
    errors: errors.length === 0 ? null : errorsTable(errors, seesRecords),
  }
}

/** What is said of a run that does not say how far it is. */
const waits = (runner: Runner): string => `${orCutOff('It is still running', runner)}.`

const SWEEP_GOES_ON = 'It does not start again today by itself; the next sweep goes on from there.'
const DATES_GO_ON = 'A sweep that waits for it stops too; the next one goes on with the dates before it flags anything.'

/** `asked`: somebody has asked already. */
const stopOf = ({ job, stopAskedBy }: JobRun, here: string) => ({
  action: `${here}/stop`,
  words: `What it has done stays when it is stopped. ${job === 'sweep' ? SWEEP_GOES_ON : DATES_GO_ON}`,
  asked:
    stopAskedBy === null
      ? null
      : `${stopAskedBy} has asked that it stop. It does so when the piece of work that it is at is done.`,
})

function facts(run: JobRun): SummaryRow[] {
  return [
    said('Started', instantInWords(run.startedAt), `By ${run.startedBy}`),
    ...(run.finishedAt ? [said('Ended', instantInWords(run.finishedAt), took(run))] : []),
    ...(run.asOf ? [said('As at', dateInWords(run.asOf), pastOrMissed(run) ?? undefined)] : []),
    ...(run.dateConfirmedBy ? [said('Date confirmed', `By ${run.dateConfirmedBy}`)] : []),
    ...(run.job === 'sweep' ? sweepFacts(run) : []),
    ...(run.job === 'recompute'
      ? [
          number('Given new dates', run.examined, 'Records of rules that were changed'),
          number('Left reviews', run.withdrawn, 'Since they are kept longer now'),
        ]
      : []),
    ...(run.job === 'verify-audit' && run.state === 'succeeded'
      ? [number('Examined', run.examined, 'Events of the audit trail')]
      : []),
  ]
}

const said = (key: string, text: string, detail?: string): SummaryRow => ({
  key,
  lines: [{ text }, ...(detail ? [{ text: detail, muted: true }] : [])],
})

const number = (key: string, count: number, detail: string) => said(key, count.toLocaleString('en-GB'), detail)

const sweepFacts = (run: JobRun): SummaryRow[] => [
  number('Examined', run.examined, 'Records past their period, or in a review'),
  number('Newly due', run.newlyDue, 'Gathered into disposal reviews by this run'),
  number('Still due', run.stillDue, 'Waiting in open reviews since an earlier run'),
  number('Withdrawn', run.withdrawn, 'Taken out of reviews, since they no longer belong there'),
  number('Held', run.heldPastPeriod, 'Past their period, and kept by disposal holds'),
]

const reviewsTable = (opened: OpenedReview[]): TableView => ({
  caption: 'Disposal reviews that this run opened',
  head: [
    { text: 'Record series' },
    { text: 'Service' },
    { text: 'State' },
    { text: 'Records in it now', numeric: true },
  ],
  rows: opened.map((review) => [
    { text: review.recordSeries, href: `/disposal-reviews/${review.id}`, detail: review.rule, header: true },
    { text: review.service ?? 'Unassigned' },
    { text: '', tag: stateTag(review) },
    { text: review.records?.toLocaleString('en-GB') ?? '', numeric: true },
  ]),
  empty: 'This run opened no review; what it flagged joined reviews that were open already.',
})

const errorsTable = (errors: { record: number; reason: string }[], seesRecords: boolean): TableView => ({
  caption: 'Records that could not be dealt with',
  head: [{ text: 'Record' }, { text: 'Why' }],
  rows: errors.map(({ record, reason }) => [
    { text: `Record ${record}`, href: seesRecords ? `/records/${record}` : null, header: true },
    { text: reason },
  ]),
  empty: '',
})
