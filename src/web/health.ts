import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Router } from 'express'
import { standingOf } from '../../db/migrate.ts'
import { lastSuccessfulRun } from '../../db/queries/job-runs.ts'
import { isWritable } from '../../db/writable.ts'
import { hoursBetween } from '../domain/calendar.ts'
import { SWEEP_LATE_HOURS } from '../domain/sweep-guard.ts'
import { anyone } from './access.ts'
import type { App } from './app-context.ts'

const LEAST_FREE_BYTES = 256 * 1024 * 1024

/** For machines: `/healthz` says that the process answers; `/readyz` that it can do its work and when the sweep last ran. */
export function health(app: App): Router {
  const router = Router()
  router.get('/healthz', anyone(), (_req, res) => {
    res.json({ status: 'ok' })
  })
  router.get('/readyz', anyone(), async (_req, res) => {
    const last = await lastSuccessfulRun(app.db, 'sweep').catch(() => null)
    const status = readiness({
      readable: last !== null,
      current: last !== null && (await isCurrent(app)),
      writable: last !== null && (await isWritable(app.db, app.config.databaseUrl)),
      freeBytes: await freeBytes(app.config.uploads),
      hoursSinceSweep: last?.finishedAt ? hoursBetween(last.finishedAt, app.clock.now()) : null,
    })
    res.status(status === 'ok' ? 200 : 503).json({
      status,
      lastSweepAsOf: last?.asOf ?? null,
      lastSweepAt: last?.finishedAt ?? null,
    })
  })
  return router
}

/** `current`: the tables are of this version. `hoursSinceSweep` null: none has succeeded yet. */
export type Facts = {
  readable: boolean
  current: boolean
  writable: boolean
  freeBytes: number
  hoursSinceSweep: number | null
}

/** What keeps the server from its work, the worst first, or `ok`. */
export function readiness({ readable, current, writable, freeBytes, hoursSinceSweep }: Facts): string {
  if (!readable) return 'database unreadable'
  if (!current) return 'database of another version'
  if (!writable) return 'database not writable'
  if (freeBytes < LEAST_FREE_BYTES) return 'disk nearly full'
  return hoursSinceSweep === null || hoursSinceSweep > SWEEP_LATE_HOURS ? 'sweep late' : 'ok'
}

/** Another process may have brought the database to a newer version while this one was running. */
async function isCurrent({ db }: App): Promise<boolean> {
  const { pending, unknown } = await standingOf(db)
  return pending.length === 0 && unknown === undefined
}

/** Of the disk to which uploads go, and on which the embedded database is too; a folder that is still to be made lies in another. */
async function freeBytes(folder: string): Promise<number> {
  const path = resolve(folder)
  if (!existsSync(path)) return freeBytes(dirname(path))
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}
