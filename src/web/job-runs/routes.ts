import { type Response, Router } from 'express'
import { z } from 'zod'
import { countJobRuns, jobRunById, jobRuns, reviewsOpenedBy, runUnderLease } from '../../../db/queries/job-runs.ts'
import { runners } from '../../actions/job-leases.ts'
import { jobRunsExport } from '../../actions/job-runs-csv.ts'
import { stopRun } from '../../actions/job-stops.ts'
import { refusalOf } from '../../actions/sweep.ts'
import { SWEEP } from '../../actions/sweep-flagging.ts'
import { whole } from '../../actions/whole-list.ts'
import { jobNames } from '../../domain/job.ts'
import { may } from '../../domain/permission.ts'
import type { Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, NotFound } from '../errors.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, queryChoice, readQuery } from '../query.ts'
import { jobRunPage } from './run-view.ts'
import { jobRunsPage, RUNS_ON_A_PAGE, runStates } from './view.ts'

const RUNNING_ALREADY = 'A sweep is running already, and no other was started. This page shows how far it is.'
const NOTHING_TO_STOP = 'There was nothing to stop: the run has come to its end, or is stopping already.'

const listQuery = {
  job: queryChoice(jobNames),
  state: queryChoice(runStates),
  page: z
    .string({ error: 'give it once' })
    .regex(/^[1-9]\d{0,5}$/, 'must be a whole number of at least 1')
    .transform(Number)
    .optional(),
}

const Query = z.object(listQuery)
export type JobRunQuery = z.output<typeof Query>

/** The ledger of what ran by itself, and the button that runs the sweep now. */
export function routes(app: App): Router {
  const router = Router()

  const list = async (res: Response, query: JobRunQuery, problems: Problem[] = [], status = 200) => {
    const total = await countJobRuns(app.db, query)
    const offset = ((query.page ?? 1) - 1) * RUNS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const runs = await jobRuns(app.db, query, { limit: RUNS_ON_A_PAGE, offset })
    const now = app.clock.now()
    const runnerOf = await runners(app.db, now)
    const maySweep = may(userOf(res), 'run the sweep')
    sendPage(res, 'job-runs/index', jobRunsPage({ query, runs, runnerOf, total, maySweep, problems, now }), status)
  }

  router.get('/job-runs', needs('read job runs'), async (req, res) => list(res, readQuery(listQuery, req)))

  const files = { path: '/job-runs', permission: 'read job runs', query: listQuery } as const
  listFiles(app, router, files, ({ job, state }) => whole(jobRunsExport, { job, state }))

  router.post('/job-runs', needs('run the sweep'), async (req, res) => {
    const running = await runUnderLease(app.db, SWEEP, app.clock.now())
    if (running) {
      req.session.flash = RUNNING_ALREADY
      return res.redirect(303, `/job-runs/${running.id}`)
    }
    const confirmDate = req.body?.confirm_date === 'yes'
    const refusal = await refusalOf(app.db, { clock: app.clock, confirmDate })
    if (refusal !== null) return list(res, {}, [{ field: 'confirm_date', text: refusal }], 422)
    const { clock: _, ...by } = actingOf(app, req, res)
    app.work.sweep(by, confirmDate)
    req.session.flash = 'The sweep has been started. Its own page shows how far it is.'
    res.redirect(303, '/job-runs')
  })

  router.get('/job-runs/:id', needs('read job runs'), async (req, res) => {
    readQuery({}, req)
    const run = found(await jobRunById(app.db, found(pathId(req), 'job run')), 'job run')
    const seesReviews = may(userOf(res), 'read disposal reviews')
    const mayStop = may(userOf(res), 'run the sweep')
    const seesRecords = may(userOf(res), 'read records')
    const opened = seesReviews ? await reviewsOpenedBy(app.db, run.id) : null
    const history = await historyOf(app, res, { kind: 'job run', id: String(run.id) })
    const now = app.clock.now()
    const runner = (await runners(app.db, now))(run.job)
    sendPage(res, 'job-runs/show', {
      ...jobRunPage({ run, runner, opened, seesRecords, mayStop, now }),
      history,
    })
  })

  router.post('/job-runs/:id/stop', needs('run the sweep'), async (req, res) => {
    const run = found(await jobRunById(app.db, found(pathId(req), 'job run')), 'job run')
    const asked = await stopRun(app.db, actingOf(app, req, res), run.id)
    req.session.flash = asked ? 'The run stops when the piece of work that it is at is done.' : NOTHING_TO_STOP
    res.redirect(303, `/job-runs/${run.id}`)
  })

  return router
}
