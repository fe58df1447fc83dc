import type { JobRun, OpenedReview } from '../../../db/queries/job-runs.ts'
import { dateInWords, instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Cell, FilterBarView, PaginationView, SummaryRow, TableView, Tag } from '../components.ts'
import { fieldError } from '../form.ts'
import { queryString } from '../query.ts'
import type { JobRunQuery } from './routes.ts'

export const RUNS_ON_A_PAGE = 50
export const jobNames = ['sweep'] as const
export const runStates = ['running', 'succeeded', 'failed', 'stopped'] as const
const LIST = '/job-runs'

const stateTags: Record<JobRun['state'], Tag> = {
  running: { text: 'Running', colour: 'blue' },
  succeeded: { text: 'Succeeded', colour: 'green' },
  failed: { text: 'Failed', colour: 'red' },
  stopped: { text: 'Stopped', colour: 'yellow' },
}

/** What the list is made of. `total`: the runs that match, of which `runs` are one page. */
export type JobRunFacts = { query: JobRunQuery; runs: JobRun[]; total: number; maySweep: boolean; problems: Problem[] }

/** The list of runs; `sweep` is the button that starts one, for who may. */
export function jobRunsPage({ query, runs, total, maySweep, problems }: JobRunFacts) {
  const refused = fieldError(problems, 'confirm_date')
  return {
    title: 'Job runs',
    lead: 'What ran by itself, when, and what came of it. The sweep runs every night and makes up for nights that it missed.',
    problems,
    sweep: maySweep ? { refused } : null,
    confirm: {
      name: 'confirm_date',
      label: 'The date of the sweep',
      values: [],
      error: refused,
      options: [{ value: 'yes', text: 'Today’s date is right: run the sweep' }],
    },
    filters: filterBar(query),
    table: {
      caption: 'Job runs',
      captionHidden: true,
      head: [
        { text: 'Started' },
        { text: 'As at' },
        { text: 'Result' },
        { text: 'Newly due', numeric: true },
        { text: 'Still due', numeric: true },
        { text: 'Withdrawn', numeric: true },
        { text: 'Took', numeric: true },
      ],
      rows: runs.map(tableRow),
      empty: total === 0 && query.state === undefined ? 'Nothing has run yet.' : 'No run matches.',
    } satisfies TableView,
    pages: pages(query, total),
    csv: `${LIST}.csv${queryString({ ...query, page: undefined })}`,
  }
}

const tableRow = (run: JobRun): Cell[] => [
  {
    text: instantInWords(run.startedAt),
    href: `${LIST}/${run.id}`,
    detail: `${capital(run.job)}, started by ${run.startedBy}`,
    header: true,
  },
  { text: run.asOf ? dateInWords(run.asOf) : '', detail: pastOrMissed(run) },
  { text: '', tag: stateTags[run.state], detail: run.error ?? errorsInWords(run) },
  { text: run.newlyDue.toLocaleString('en-GB'), numeric: true },
  { text: run.stillDue.toLocaleString('en-GB'), numeric: true },
  { text: run.withdrawn.toLocaleString('en-GB'), numeric: true },
  { text: took(run), numeric: true },
]

function pastOrMissed(run: JobRun): string | null {
  if (run.forPastDate === 1) return 'For a past date'
  return run.daysMissed > 0 ? `Made up for ${countOf(run.daysMissed, 'missed night')}` : null
}

const errorsInWords = (run: JobRun): string | null => {
  const { length } = errorsOf(run)
  return length > 0 ? `${countOf(length, 'record')} could not be dealt with` : null
}

const errorsOf = (run: JobRun) => JSON.parse(run.errors) as { record: number; reason: string }[]

function took({ durationMs }: JobRun): string {
  if (durationMs === null || durationMs === 0) return ''
  return durationMs < 1000 ? `${durationMs} ms` : `${(durationMs / 1000).toFixed(1)} s`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function filterBar(query: JobRunQuery): FilterBarView {
  const without = (name: 'state') => `${LIST}${queryString({ ...query, page: undefined, [name]: undefined })}`
  return {
    action: LIST,
    fields: [
      {
        kind: 'select',
        name: 'state',
        label: 'Result',
        value: query.state ?? '',
        options: [
          { value: '', text: 'Any' },
          ...runStates.map((state) => ({ value: state, text: stateTags[state].text })),
        ],
      },
    ],
    applied: query.state ? [{ text: `Result: ${stateTags[query.state].text}`, href: without('state') }] : [],
    clear: LIST,
  }
}

function pages(query: JobRunQuery, total: number): PaginationView {
  const page = query.page ?? 1
  const last = Math.min(page * RUNS_ON_A_PAGE, total)
  const to = (number: number) => `${LIST}${queryString({ ...query, page: number === 1 ? undefined : number })}`
  return {
    previous: page > 1 ? to(page - 1) : null,
    next: last < total ? to(page + 1) : null,
    words: total === 0 ? null : `${(page - 1) * RUNS_ON_A_PAGE + 1} to ${last} of ${countOf(total, 'run')}`,
  }
}

/** One run: its numbers, what went wrong, what it noted, and the reviews it opened (null for who may not read reviews). */
export function jobRunPage(run: JobRun, opened: OpenedReview[] | null, seesRecords: boolean) {
  const errors = errorsOf(run)
  return {
    title: `${capital(run.job)} of ${run.asOf ? dateInWords(run.asOf) : instantInWords(run.startedAt)}`,
    trail: [{ text: 'Job runs', href: LIST }],
    tag: stateTags[run.state],
    error: run.error,
    refresh: run.state === 'running' ? `${LIST}/${run.id}` : null,
    facts: facts(run),
    notes: JSON.parse(run.notes) as string[],
    reviews: opened && reviewsTable(opened),
    errors: errors.length === 0 ? null : errorsTable(errors, seesRecords),
  }
}

function facts(run: JobRun): SummaryRow[] {
  const said = (key: string, text: string, detail?: string): SummaryRow => ({
    key,
    lines: [{ text }, ...(detail ? [{ text: detail, muted: true }] : [])],
  })
  const number = (key: string, count: number, detail: string) => said(key, count.toLocaleString('en-GB'), detail)
  return [
    said('Started', instantInWords(run.startedAt), `By ${run.startedBy}`),
    ...(run.finishedAt ? [said('Ended', instantInWords(run.finishedAt), took(run))] : []),
    ...(run.asOf ? [said('As at', dateInWords(run.asOf), pastOrMissed(run) ?? undefined)] : []),
    number('Examined', run.examined, 'Records past their period, or in a review'),
    number('Newly due', run.newlyDue, 'Gathered into disposal reviews by this run'),
    number('Still due', run.stillDue, 'Waiting in open reviews since an earlier run'),
    number('Withdrawn', run.withdrawn, 'Taken out of reviews, since they no longer belong there'),
  ]
}

const reviewsTable = (opened: OpenedReview[]): TableView => ({
  caption: 'Disposal reviews that this run opened',
  head: [{ text: 'Record series' }, { text: 'Service' }, { text: 'Records in it now', numeric: true }],
  rows: opened.map((review) => [
    { text: review.recordSeries, href: `/disposal-reviews/${review.id}`, detail: review.rule, header: true },
    { text: review.service ?? 'Unassigned' },
    { text: review.records.toLocaleString('en-GB'), numeric: true },
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
