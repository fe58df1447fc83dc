/*
 * The thread of one piece of heavy work. It has a connection of its own, so that pages never wait behind its transactions,
 * and ends with the work. Any message asks it to stop.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { pathOf } from '../../db/copy.ts'
import { openDatabase } from '../../db/open.ts'
import { tellWhoWaits } from '../../db/waiting-writers.ts'
import { clockFrom } from '../domain/calendar.ts'
import { runTask } from './run.ts'
import type { ThreadData } from './thread.ts'

const { task, config, waiting } = workerData as ThreadData
if (waiting) tellWhoWaits(pathOf(config.databaseUrl), waiting)
const stop = new AbortController()
parentPort?.once('message', () => stop.abort(new Error('The server is stopping.')))

// A backup outlives the night, so that what is said of it must hold. The rest is done again, or makes sure of what it did at its end.
const db = openDatabase(config.databaseUrl, task.job === 'backup' ? 'safe' : 'hurried')
try {
  const clock = clockFrom(() => new Date(), config.stoppedToday)
  parentPort?.postMessage(await runTask(task, { db, clock, config, signal: stop.signal }))
} finally {
  await db.destroy()
  parentPort?.close()
}
