import { addAnchor } from '../../db/queries/audit-anchors.ts'
import { jobRunById, lastSuccessfulRun } from '../../db/queries/job-runs.ts'
import type { Db } from '../../db/schema.ts'
import { addSeconds, type Clock, type Instant } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { type DigestFacts, digestFacts } from './digest-facts.ts'
import { type DigestSettings, digestFor } from './digest-words.ts'
import type { Ran } from './job-leases.ts'
import { type RunEnd, type RunNumbers, runJob } from './job-runs.ts'
import { queueMessage } from './mail.ts'

/** The name of the digest in the ledger of runs. */
export const DIGEST = 'digest'

const DAY_SECONDS = 86_400
const MOST_DAYS_BACK = 7

/**
 * Writes the digest of today to everybody whom something needs, into the outbox. A second run on one day adds nothing.
 *
 * The head of the audit trail goes with every message, and is written down as anchored once a message has it.
 */
export async function writeDigests(
  db: Db,
  request: Acting & DigestSettings & { signal?: AbortSignal | undefined },
): Promise<Ran<RunEnd>> {
  mustBeAllowed(request, 'write the digest')
  const { baseUrl, sessionSecret, ...acting } = request
  const asOf = acting.clock.today()
  const after = (await lastSuccessfulRun(db, DIGEST))?.startedAt ?? null
  return runJob(db, { ...acting, job: DIGEST, asOf, forPastDate: false, daysMissed: 0 }, async ({ id }) => {
    const until = (await jobRunById(db, id))?.startedAt ?? acting.clock.now()
    const facts = await digestFacts(db, { after: newsSince(after, until), until, today: asOf })
    return queueDigests(db, acting.clock, facts, { baseUrl, sessionSecret })
  })
}

/** Since the last digest, but not more than a week back; a day back when there was none. */
function newsSince(last: Instant | null, until: Instant): Instant {
  const earliest = addSeconds(until, -MOST_DAYS_BACK * DAY_SECONDS)
  if (last === null) return addSeconds(until, -DAY_SECONDS)
  return last < earliest ? earliest : last
}

async function queueDigests(db: Db, clock: Clock, facts: DigestFacts, settings: DigestSettings): Promise<RunNumbers> {
  const { readers, trail, today } = facts
  const queued = await db.transaction().execute(async (tx) => {
    let count = 0
    for (const reader of readers) {
      const digest = digestFor(reader, facts, settings)
      if (!digest) continue
      const dedupeKey = `digest/${today}/${reader.id}`
      const message = { ...digest, dedupeKey, userId: reader.id, to: reader.email, kind: 'digest' } as const
      if (await queueMessage(tx, clock, message)) count += 1
    }
    if (count > 0 && trail.id > 0) await addAnchor(tx, { eventId: trail.id, hash: trail.hash, anchoredAt: clock.now() })
    return count
  })
  return { examined: readers.length, notes: [`Wrote to ${countOf(queued, 'person', 'people')}.`] }
}
