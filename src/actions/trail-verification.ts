import { addAnchor } from '../../db/queries/audit-chain.ts'
import { headOfTrail } from '../../db/queries/audit-events.ts'
import { addToRun } from '../../db/queries/job-runs.ts'
import type { Db } from '../../db/schema.ts'
import { countOf } from '../domain/list.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { type TrailVerdict, verifyTrail } from './audit-trail.ts'
import type { Ran } from './job-leases.ts'
import { type RunEnd, runJob } from './job-runs.ts'
import type { TrailBreak } from './trail-diagnosis.ts'

/** The name of the verification in the ledger of runs. */
export const VERIFY_AUDIT = 'verify-audit' as const

/** The trail is not whole; the message says where. The run that found it counts as failed. */
export class TrailBroken extends Error {}

const TELL_EVERY_MS = 1_000

const subject = { kind: 'audit trail', id: '' } as const

/**
 * Verifies the audit trail as a job: the run and what it found are written down, and where the trail is whole, so is the point it has come to.
 *
 * Throws `TrailBroken`, once all that is written.
 */
export async function verifyAsJob(db: Db, context: Acting & { signal?: AbortSignal }): Promise<Ran<RunEnd>> {
  mustBeAllowed(context, 'read the audit trail')
  const { clock } = context
  const request = { ...context, job: VERIFY_AUDIT, asOf: clock.today(), forPastDate: false, daysMissed: 0 }
  return runJob(db, request, async (run) => {
    const { signal } = run
    await run.step('Looking at each event', (await headOfTrail(db)).id)
    const verdict = await verifyTrail(db, { signal, today: clock.today(), onPage: nowAndThen(db, run.id) })
    await db.transaction().execute((tx) => writeDown(tx, context, verdict))
    if (verdict.broken) throw new TrailBroken(verdictInWords(verdict))
    return { examined: verdict.events, notes: verdictSentences(verdict) }
  })
}

/** Writes down how far it is, but not after every thousand events: each write waits for the disk. */
function nowAndThen(db: Db, runId: number): (events: number) => Promise<void> {
  let [told, at] = [0, performance.now()]
  return async (events) => {
    if (performance.now() - at < TELL_EVERY_MS) return
    await addToRun(db, runId, { done: events - told })
    ;[told, at] = [events, performance.now()]
  }
}

/** How what was found begins where an event is wrong, and where a certificate is. */
export const TRAIL_BROKEN = 'The audit trail is broken.'
export const CERTIFICATE_CHANGED = 'A destruction certificate was changed, or is gone.'

/** What a verification found, in words; where the trail is whole, with the number and hash that it has come to. */
export const verdictInWords = (verdict: TrailVerdict): string => verdictSentences(verdict).join(' ')

function verdictSentences({ broken, events, erased, head, certificates }: TrailVerdict): string[] {
  if (broken) return [broken.certificate === undefined ? TRAIL_BROKEN : CERTIFICATE_CHANGED, broken.text]
  if (events === 0) return ['The audit trail is whole: nothing has happened yet.']
  const issued = `${countOf(certificates, 'destruction certificate is', 'destruction certificates are')} what was issued.`
  const names = `The names of ${countOf(erased, 'event')} have been erased, as events of the trail account for.`
  return [
    `The audit trail is whole: ${countOf(events, 'event')}.`,
    `Event ${head.id} has the hash ${head.hash}.`,
    ...(erased === 0 ? [] : [names]),
    ...(certificates === 0 ? [] : [issued]),
  ]
}

async function writeDown(tx: Db, acting: Acting, { broken, events, head }: TrailVerdict): Promise<void> {
  if (broken) {
    await recordEvent(tx, acting, {
      kind: 'trail broken',
      subject,
      facts: { ...placeOf(broken), finding: broken.text },
    })
    return
  }
  if (head.id > 0) await addAnchor(tx, { eventId: head.id, hash: head.hash, anchoredAt: acting.clock.now() })
  await recordEvent(tx, acting, {
    ...{ kind: 'trail verified', subject },
    facts: { events, 'last event': head.id, 'its hash': head.hash },
  })
}

const placeOf = ({ event, certificate }: TrailBreak): Record<string, string | number> =>
  certificate === undefined ? { event } : { certificate }
