/*
 * Decides and disposes in a process of its own, for tests that kill it: `node src/jobs/test-decide.ts URL USERS`. Each open review is approved,
 * what is approved instructed, all of it answered for, and what is gone forgotten; whoever comes after one that was killed finds what that left.
 */
import { openDatabase } from '../../db/open.ts'
import { type Review, reviewById, reviewContents } from '../../db/queries/review-show.ts'
import { decideReview } from '../actions/review-decisions.ts'
import { carryOutAsJob } from '../actions/review-work-job.ts'
import { program, type User } from '../domain/permission.ts'
import { disposeOfAll } from './test-answers.ts'

const [url = '', users = ''] = process.argv.slice(2)
const { manager, governance } = JSON.parse(users) as Record<'manager' | 'governance', User>
const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const hashKey = 'k'.repeat(32)
const db = openDatabase(url)
process.stdout.write('started\n')

/** What is in a review now, to decide on. */
async function seenIn(id: number): Promise<{ review: Review; number: string; seen: string }> {
  const review = await reviewById(db, id, null)
  if (!review) throw new Error(`There is no review ${id}`)
  const { records, seen } = await reviewContents(db, review)
  return { review, number: String(records), seen }
}

for (const { id } of await db.selectFrom('disposalReviews').select('id').orderBy('id').execute()) {
  const { review, number, seen } = await seenIn(id)
  if (review.state === 'open') {
    const submitted = { answers: { decision: 'approve disposal' }, number, seen }
    const decided = await decideReview(db, { who: manager, clock }, id, submitted)
    if (!decided.ok) throw new Error(JSON.stringify(decided.problems))
  }
}
await carryOutAsJob(db, { who: program('Decisions'), clock, hashKey })
await disposeOfAll(db, { governance, clock, hashKey })
process.stdout.write('Decided.')
await db.destroy()
