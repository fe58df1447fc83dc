/*
 * A node for tests with several: `node src/jobs/test-node.ts URL USERS`. It loads, sweeps, brings up to date, decides and confirms whatever is
 * there to do, as long as there is any; what another node holds or has done meanwhile is left to that.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../db/open.ts'
import { type Review, reviewById, reviewContents } from '../../db/queries/review-show.ts'
import { NotAllowed } from '../actions/acting.ts'
import { decideReview } from '../actions/review-decisions.ts'
import { program, type User } from '../domain/permission.ts'
import { runTask, type Task } from './run.ts'
import { disposeOfAll } from './test-answers.ts'

const [url = '', users = ''] = process.argv.slice(2)
const { manager, governance } = JSON.parse(users) as Record<'manager' | 'governance', User>
const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const hashKey = 'k'.repeat(32)
const db = openDatabase(url)
const { signal } = new AbortController()
const config = {
  ...{ recordHashKey: hashKey, databaseUrl: url, backup: { folder: '/nowhere', keep: 2 } },
  ...{ baseUrl: 'http://localhost', sessionSecret: 's'.repeat(32) },
}
const tasks: Task[] = [
  { job: 'load-feeds' },
  { job: 'recompute' },
  { job: 'sweep', by: { who: program('Schedule') }, confirmDate: false, onlyIfMissing: false },
  { job: 'help-sweep' },
  { job: 'carry-out-decisions' },
]

/** Decides one review as a person would who opens its page: what has changed since is refused, and looked at again later. */
async function decide(review: Review): Promise<void> {
  const { records, seen } = await reviewContents(db, review)
  if (review.state === 'open' && records > 0) {
    const submitted = { answers: { decision: 'approve disposal' }, number: String(records), seen }
    await decideReview(db, { who: manager, clock }, review.id, submitted)
  }
}

/** True when a feed waits, or a review, or a record that is past its period, or one that is yet to be forgotten. */
async function isLeft(): Promise<boolean> {
  const feeds = await db.selectFrom('recordFeeds').select('id').where('state', 'in', ['waiting', 'running']).execute()
  const reviews = await db.selectFrom('disposalReviews').select('id').where('state', '<>', 'closed').execute()
  const late = db.selectFrom('records').select('id').where('state', '=', 'retained').where('dueOn', '<=', clock.today())
  return feeds.length + reviews.length + (await late.limit(1).execute()).length > 0
}

process.stdout.write('started\n')
while (await isLeft()) {
  for (const task of tasks) await runTask(task, { db, clock, config, signal })
  for (const { id } of await db.selectFrom('disposalReviews').select('id').where('state', '<>', 'closed').execute()) {
    const review = await reviewById(db, id, null)
    if (review) await decide(review).catch(ofAnother)
  }
  await disposeOfAll(db, { governance, clock, hashKey })
  await pause(20)
}
await disposeOfAll(db, { governance, clock, hashKey })
process.stdout.write('Nothing is left.')
await db.destroy()

/** The other node may have decided between the look and the decision. */
function ofAnother(error: unknown): void {
  if (!(error instanceof NotAllowed)) throw error
}
