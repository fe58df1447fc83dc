import { hash as sha, timingSafeEqual } from 'node:crypto'
import { type Request, type RequestHandler, Router } from 'express'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { lastSuccessfulRun } from '../../db/queries/job-runs.ts'
import {
  eventsOfKind,
  feedsByState,
  lastSuccesses,
  messagesWaiting,
  reviewsByState,
  runsByState,
} from '../../db/queries/metrics.ts'
import type { Db } from '../../db/schema.ts'
import { BACKUP, isBackedUpHere } from '../actions/nightly-backup.ts'
import { anyone } from './access.ts'
import type { App } from './app-context.ts'
import { NotFound } from './errors.ts'

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const METHODS = ['GET', 'HEAD', 'POST']

/**
 * What a monitoring system reads at `/metrics`, in a registry of the application's own: the process, every request by route,
 * and what the database knows of jobs, feeds, reviews and mail. No label ever names a person or a record.
 */
export function metrics(app: App): { measure: RequestHandler; router: Router } {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  ofTheDatabase(registry, app.db)
  const router = Router()
  router.get('/metrics', anyone(), async (req, res) => {
    if (!isMonitor(req, app.config.metricsToken)) throw new NotFound()
    res.type(registry.contentType).send(await registry.metrics())
  })
  return { measure: measureRequests(registry), router }
}

/** By the pattern of the route, not by the address: that would name what somebody looked at. */
function measureRequests(registry: Registry): RequestHandler {
  const durations = new Histogram({
    name: 'muniment_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  })
  return (req, res, next) => {
    const stop = durations.startTimer()
    res.on('close', () => {
      const route = typeof req.route?.path === 'string' ? req.route.path : 'none'
      const method = METHODS.includes(req.method) ? req.method : 'other'
      stop({ method, route, status: `${Math.floor(res.statusCode / 100)}xx` })
    })
    next()
  }
}

type Value = [labels: Record<string, string>, value: number]

/** Each number is read when it is asked for; all come from indexes or small tables, however many records there are. */
function ofTheDatabase(registry: Registry, db: Db): void {
  const registers = [registry]
  const gauge = (name: string, help: string, labelNames: string[], read: () => Promise<Value[]>) =>
    new Gauge({
      ...{ name, help, labelNames, registers },
      async collect() {
        const values = await read()
        this.reset()
        for (const [labels, value] of values) this.set(labels, value)
      },
    })
  const total = (name: string, help: string, labelNames: string[], read: () => Promise<Value[]>) =>
    new Counter({
      ...{ name, help, labelNames, registers },
      async collect() {
        const values = await read()
        this.reset()
        for (const [labels, value] of values) this.inc(labels, value)
      },
    })

  total('muniment_sign_in_failures_total', 'Attempts to sign in that failed.', [], async () => [
    [{}, await eventsOfKind(db, 'sign-in failed')],
  ])
  total('muniment_mail_given_up_total', 'Messages that could not be sent.', [], async () => [
    [{}, await eventsOfKind(db, 'mail given up')],
  ])
  gauge('muniment_mail_waiting', 'Messages that wait to be sent.', [], async () => [[{}, await messagesWaiting(db)]])
  total('muniment_job_runs_total', 'Runs of each job, by how they ended.', ['job', 'state'], async () =>
    (await runsByState(db)).map(({ job, state, count }) => [{ job, state }, count]),
  )
  gauge('muniment_job_last_success_timestamp_seconds', 'When each job last succeeded.', ['job'], async () =>
    (await lastSuccesses(db))
      .filter(({ job }) => job !== BACKUP || isBackedUpHere(db))
      .map(({ job, seconds }) => [{ job }, seconds]),
  )
  gauge('muniment_feeds', 'Record feeds by state.', ['state'], async () =>
    (await feedsByState(db)).map(({ state, feeds }) => [{ state }, feeds]),
  )
  total('muniment_feed_rows_total', 'Rows of loaded feeds, by what became of them.', ['outcome'], async () => {
    const feeds = await feedsByState(db)
    return (['created', 'updated', 'unchanged', 'rejected'] as const).map((outcome) => [
      { outcome },
      feeds.reduce((sum, feed) => sum + feed[outcome], 0),
    ])
  })
  gauge('muniment_disposal_reviews', 'Disposal reviews by state.', ['state'], async () =>
    (await reviewsByState(db)).map(({ state, count }) => [{ state }, count]),
  )
  gauge('muniment_last_sweep_records', 'Records of the last successful sweep.', ['state'], async () => {
    const last = await lastSuccessfulRun(db, 'sweep')
    if (!last) return []
    const { newlyDue, stillDue, withdrawn } = last
    return [
      [{ state: 'newly due' }, newlyDue],
      [{ state: 'still due' }, stillDue],
      [{ state: 'withdrawn' }, withdrawn],
    ]
  })
}

const FORWARDED = ['forwarded', 'via', 'x-real-ip', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']
const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/

/** Whoever has the token; without one, programs of this machine that do not come through a proxy. */
function isMonitor(req: Request, token: string | undefined): boolean {
  if (token !== undefined) return sameText(req.get('authorization') ?? '', `Bearer ${token}`)
  return LOOPBACK.test(req.socket.remoteAddress ?? '') && FORWARDED.every((name) => req.get(name) === undefined)
}

/** Hashes have one length, and comparing them takes one time. */
const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(sha('sha256', a, 'buffer'), sha('sha256', b, 'buffer'))
