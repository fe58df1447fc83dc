/*
 * Does one piece of heavy work in a process of its own, for tests that kill it: `node src/jobs/test-task.ts URL TASK`.
 * It says `started` when the database is open, and the report at the end. Its clock stands still, so that two runs compare. Every second
 * such process commits pieces together, as a thread of the server does; the others each by itself, as a command does.
 */
import { pathOf } from '../../db/copy.ts'
import { openDatabase } from '../../db/open.ts'
import { tellWhoWaits } from '../../db/waiting-writers.ts'
import { runTask, type Task } from './run.ts'

const [url = '', task = ''] = process.argv.slice(2)
const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
if (process.pid % 2 === 0) tellWhoWaits(pathOf(url))
const db = openDatabase(url, 'hurried')
process.stdout.write('started\n')
const { signal } = new AbortController()
const config = {
  recordHashKey: 'k'.repeat(32),
  databaseUrl: url,
  backup: { folder: `${url.slice(5)}-backups`, keep: 2 },
  ...{ baseUrl: 'http://localhost', sessionSecret: 's'.repeat(32) },
}
const report = await runTask(JSON.parse(task) as Task, { db, clock, config, signal })
process.stdout.write(report.text)
await db.destroy()
