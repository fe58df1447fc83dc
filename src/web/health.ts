import { Router } from 'express'
import { lastSuccessfulRun } from '../../db/queries/job-runs.ts'
import { hoursBetween } from '../domain/calendar.ts'
import { SWEEP_LATE_HOURS } from '../domain/sweep-guard.ts'
import { anyone } from './access.ts'
import type { App } from './app-context.ts'

/** For machines: `/healthz` says that the process answers; `/readyz` that the database does and when the sweep last ran. */
export function health(app: App): Router {
  const router = Router()
  router.get('/healthz', anyone(), (_req, res) => {
    res.json({ status: 'ok' })
  })
  router.get('/readyz', anyone(), async (_req, res) => {
    const last = await lastSuccessfulRun(app.db, 'sweep')
    const late = !last?.finishedAt || hoursBetween(last.finishedAt, app.clock.now()) > SWEEP_LATE_HOURS
    res.status(late ? 503 : 200).json({
      status: late ? 'sweep late' : 'ok',
      lastSweepAsOf: last?.asOf ?? null,
      lastSweepAt: last?.finishedAt ?? null,
    })
  })
  return router
}
