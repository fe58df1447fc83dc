/*
 * The thread of heavy work, one piece after the other. Each has a connection of its own, so that pages never wait behind its transactions.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { pathOf } from '../../db/copy.ts'
import { openDatabase } from '../../db/open.ts'
import { tellWhoWaits } from '../../db/waiting-writers.ts'
import { clockFrom } from '../domain/calendar.ts'
import { runTask, type Task } from './run.ts'
import type { Order, ThreadData } from './thread.ts'

const { config, waiting } = workerData as ThreadData
const clock = clockFrom(() => new Date(), config.stoppedToday)
if (waiting) tellWhoWaits(pathOf(config.databaseUrl), waiting)

let stop = new AbortController()
parentPort?.on('message', (order: Order) => {
  if (order === 'stop') stop.abort(new Error('The server is stopping.'))
  else void work(order)
})

/** What is thrown ends the thread, which tells whoever waits for the report. */
async function work(task: Task): Promise<void> {
  stop = new AbortController()
  // A backup outlives the night, so that what is said of it must hold. The rest is done again, or makes sure of what it did at its end.
  const db = openDatabase(config.databaseUrl, task.job === 'backup' ? 'safe' : 'hurried')
  const context = { db, clock, config, signal: stop.signal }
  const report = await runTask(task, context).finally(() => db.destroy())
  parentPort?.postMessage(report)
}
