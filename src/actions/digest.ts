import { addAnchor } from '../../db/queries/audit-anchors.ts'
import { digestReaders } from '../../db/queries/digest.ts'
import { jobRunById } from '../../db/queries/job-runs.ts'
import { withdrawEarlierDigests } from '../../db/queries/mail-outbox.ts'
import type { Db } from '../../db/schema.ts'
import { addSeconds, type Clock, type Instant } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { type DigestNews, type DigestState, digestNews, digestState } from './digest-facts.ts'
import { type DigestSettings, digestFor } from './digest-words.ts'
import type { Ran } from './job-leases.ts'
import { type RunEnd, type RunNumbers, runJob } from './job-runs.ts'
import { queueMessage } from './mail.ts'

/** The name of the digest in the ledger of runs. */
export const DIGEST = 'digest'

const WEEK_SECONDS = 7 * 86_400

/**
 * Writes the digest of today to everybody whom something needs, into the outbox. A second run on one day adds nothing.
 *
 * Digests of earlier days that could not be sent are withdrawn: today's tells what happened since the last that was. The head of the
 * audit trail goes with every message, and is written down as anchored once a message has it.
 */
export async function writeDigests(
  db: Db,
  request: Acting & DigestSettings & { signal?: AbortSignal | undefined },
): Promise<Ran<RunEnd>> {
  mustBeAllowed(request, 'write the digest')
  const { baseUrl, sessionSecret, ...acting } = request
  const asOf = acting.clock.today()
  return runJob(db, { ...acting, job: DIGEST, asOf, forPastDate: false, daysMissed: 0 }, async ({ id }) => {
    const until = (await jobRunById(db, id))?.startedAt ?? acting.clock.now()
    const state = await digestState(db, { until, today: asOf })
    return queueDigests(db, acting.clock, state, { baseUrl, sessionSecret })
  })
}

async function queueDigests(db: Db, clock: Clock, state: DigestState, settings: DigestSettings): Promise<RunNumbers> {
  const { trail, today, until } = state
  const keys = `digest/${today}/`
  // Dated by the end of what it tells, from which the next one goes on.
  const dated = { ...clock, now: () => until }
  return db.transaction().execute(async (tx) => {
    await withdrawEarlierDigests(tx, keys, clock.now())
    const newsUntilNow = newsUntil(tx, until)
    const readers = await digestReaders(tx, today)
    // Whoever is a manager's deputy is reminded in their place.
    const managedServiceIds = [...new Set(readers.flatMap(({ serviceIds }) => serviceIds))]
    let queued = 0
    for (const reader of readers) {
      const news = await newsUntilNow(reader.toldUntil)
      const digest = digestFor(reader, { ...state, ...news, managedServiceIds }, settings)
      if (!digest) continue
      const dedupeKey = `${keys}${reader.id}`
      const message = { ...digest, dedupeKey, userId: reader.id, to: reader.email, kind: 'digest' } as const
      if (await queueMessage(tx, dated, message)) queued += 1
    }
    if (queued > 0 && trail.id > 0)
      await addAnchor(tx, { eventId: trail.id, hash: trail.hash, anchoredAt: clock.now() })
    return { examined: readers.length, notes: [`Wrote to ${countOf(queued, 'person', 'people')}.`] }
  })
}

/** The news since an instant, but not more than a week back: asked once for all who were told last at the same time. */
function newsUntil(tx: Db, until: Instant): (toldUntil: Instant) => Promise<DigestNews> {
  const earliest = addSeconds(until, -WEEK_SECONDS)
  const known = new Map<Instant, DigestNews>()
  return async (toldUntil) => {
    const after = toldUntil < earliest ? earliest : toldUntil
    const news = known.get(after) ?? (await digestNews(tx, after, until))
    known.set(after, news)
    return news
  }
}
