import assert from 'node:assert/strict'
import { afterEach, beforeEach } from 'node:test'
import { program } from '../domain/permission.ts'
import { writeDigests } from './digest.ts'
import { sendDueMail } from './mail-sending.ts'
import { decideReview } from './review-decisions.ts'
import { answerFirstApproval } from './review-second.ts'
import { reviewWorld, TODAY } from './test-review.ts'

export const TOMORROW = '2026-11-23'
export const settings = {
  baseUrl: 'https://muniment.example.gov.uk',
  sessionSecret: 'a secret of thirty-two characters!',
}

/** The small world with its reviews, afresh for each test, and what tests of digests do all the time. */
export function digestWorld() {
  let at: Awaited<ReturnType<typeof reviewWorld>>
  beforeEach(async () => {
    at = await reviewWorld()
  })
  afterEach(() => at.close())
  type Actor = typeof at.manager

  /** The digests of a day, by the start of the reader's e-mail address. */
  const digests = async (day = TODAY) => {
    const rows = await at.db.selectFrom('mailOutbox').selectAll().where('kind', '=', 'digest').execute()
    const ofDay = rows.filter(({ dedupeKey }) => dedupeKey.startsWith(`digest/${day}/`))
    return Object.fromEntries(ofDay.map((row) => [row.toAddress.replace(/@.*/, ''), row]))
  }
  return {
    world: () => at,
    digests,
    write: (day = TODAY, instant = `${day}T12:30:00.000Z`) =>
      writeDigests(at.db, { who: program('Schedule'), clock: { today: () => day, now: () => instant }, ...settings }),
    /** Sends whatever waits, to a mail server that takes it all. */
    send: (day = TODAY) =>
      sendDueMail(at.db, {
        ...{ clock: { today: () => day, now: () => `${day}T13:00:00.000Z` }, signal: new AbortController().signal },
        deliver: async () => ({ delivered: true }),
      }),
    subjects: async (day = TODAY) =>
      Object.fromEntries(Object.entries(await digests(day)).map(([who, { subject }]) => [who, subject])),
    approve: async (id: number, actor: Actor = at.manager) => {
      const submitted = { answers: { decision: 'approve disposal' }, number: '', seen: await at.seen(id) }
      assert.ok((await decideReview(at.db, actor, id, submitted)).ok)
    },
    approveSecond: async (id: number, actor: Actor = at.governance) => {
      const submitted = { answers: { answer: 'second approval' }, number: '', seen: await at.seen(id) }
      assert.ok((await answerFirstApproval(at.db, actor, id, submitted)).ok)
    },
  }
}
