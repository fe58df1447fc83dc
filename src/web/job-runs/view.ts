import type { JobRun } from '../../../db/queries/job-runs.ts'
import type { Runner } from '../../actions/job-leases.ts'
import { dateInWords, type Instant, instantInWords } from '../../domain/calendar.ts'
import { jobNames } from '../../domain/job.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Cell, FilterBarView, TableView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { fieldError } from '../form.ts'
import { pagesOf } from '../pages-view.ts'
import { runProgress } from '../progress.ts'
import { queryString } from '../query.ts'
import type { JobRunQuery } from './routes.ts'
import { errorsInWords, jobInWords, notesOf, pastOrMissed, stateTags, took } from './words.ts'

export const RUNS_ON_A_PAGE = 50
export const runStates = ['running', 'succeeded', 'failed', 'stopped'] as const
const LIST = '/job-runs'

/** What the list is made of. `total`: the runs that match, of which `runs` are one page; `runnerOf`: whether anybody is at a job. */
export type JobRunFacts = {
  query: JobRunQuery
  runs: JobRun[]
  runnerOf: (job: string) => Runner
  total: number
  maySweep: boolean
  problems: Problem[]
  now: Instant
}

/** The list of runs; `sweep` is the button that starts one, for who may. */
export function jobRunsPage({ query, runs, runnerOf, total, maySweep, problems, now }: JobRunFacts) {
  const refused = fieldError(problems, 'confirm_date')
  return {
    title: 'Job runs',
    lead: 'What ran by itself, when, and what came of it. The sweep and the backup run every night; a sweep makes up for nights that it missed.',
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
      rows: runs.map((run) => tableRow(run, runnerOf(run.job), now)),
      empty:
        total === 0 && query.state === undefined && query.job === undefined
          ? 'Nothing has run yet.'
          : 'No run matches.',
    } satisfies TableView,
    pages: pagesOf(LIST, query, { total, rows: RUNS_ON_A_PAGE, one: 'run' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined })),
  }
}

const tableRow = (run: JobRun, runner: Runner, now: Instant): Cell[] => [
  {
    text: instantInWords(run.startedAt),
    href: `${LIST}/${run.id}`,
    detail: `${jobInWords(run.job)}, started by ${run.startedBy}`,
    header: true,
  },
  { text: run.asOf ? dateInWords(run.asOf) : '', detail: pastOrMissed(run) },
  {
    text: '',
    tag: stateTags[run.state],
    detail: run.error ?? errorsInWords(run) ?? howFar(run, runner, now) ?? outcome(run),
  },
  ...[run.newlyDue, run.stillDue, run.withdrawn].map((count) => ({
    text: run.job === 'sweep' ? count.toLocaleString('en-GB') : '',
    numeric: true,
  })),
  { text: took(run), numeric: true },
]

function howFar(run: JobRun, runner: Runner, now: Instant): string | null {
  const progress = runProgress(run, runner, now)
  return progress && `${progress.label}: ${progress.words}`
}

/** What a job other than the sweep, which has its numbers, says of itself first. */
const outcome = (run: JobRun): string | null => (run.job === 'sweep' ? null : (notesOf(run)[0] ?? null))

function filterBar(query: JobRunQuery): FilterBarView {
  const without = (name: 'state' | 'job') => `${LIST}${queryString({ ...query, page: undefined, [name]: undefined })}`
  return {
    action: LIST,
    fields: [
      {
        kind: 'select',
        name: 'job',
        label: 'Job',
        value: query.job ?? '',
        options: [{ value: '', text: 'Any' }, ...jobNames.map((job) => ({ value: job, text: jobInWords(job) }))],
      },
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
    applied: [
      ...(query.job ? [{ text: `Job: ${jobInWords(query.job)}`, href: without('job') }] : []),
      ...(query.state ? [{ text: `Result: ${stateTags[query.state].text}`, href: without('state') }] : []),
    ],
    clear: LIST,
  }
}
