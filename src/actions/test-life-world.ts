import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instructionById } from '../../db/queries/disposal-instructions.ts'
import { openRecalls } from '../../db/queries/instruction-recalls.ts'
import { ruleByCode } from '../../db/queries/retention-rules.ts'
import { reviewById, reviewContents } from '../../db/queries/review-show.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { program, type User } from '../domain/permission.ts'
import { contentOf } from '../domain/rule-content.ts'
import { answerByApi, beginFetch } from './api-answers.ts'
import { seenOf } from './disposal-answers.ts'
import { liftHold } from './disposal-holds.ts'
import { instructAgain, takeFailedBack } from './failed-records.ts'
import { carryOutHolds } from './hold-release.ts'
import { instructApproved } from './instructing.ts'
import { answerRecallsByApi } from './instruction-recalls.ts'
import { stopWhatIsKept } from './instruction-upkeep.ts'
import { recomputePending } from './recompute.ts'
import { createFeed, loadFeed } from './record-feeds.ts'
import { changeRule } from './retention-rules.ts'
import { decideReview } from './review-decisions.ts'
import { forgetDisposed } from './review-disposals.ts'
import { answerFirstApproval } from './review-second.ts'
import { sweep } from './sweep.ts'
import { HASH_KEY, placed } from './test-holds.ts'
import { daysRead } from './test-life-days-read.ts'
import type { LifeRule } from './test-life-oracle.ts'
import { reviewWorld, TODAY } from './test-review.ts'

/** A process that was killed between two of its transactions. */
class Killed extends Error {}

/** The program, to be driven as people, source systems and the schedule drive it; every day it is told is its own. */
export async function lifeWorld() {
  const at = await reviewWorld()
  const { db, world } = at
  const folder = mkdtempSync(join(tmpdir(), 'muniment-life-'))
  const days = daysRead(db)
  let today = TODAY
  let files = 0
  const clock = { today: () => today, now: () => `${today}T12:00:00.000Z` }
  const as = (who: User) => ({ who, clock })
  const governance = as(world.users.governance)
  const upkeep = { who: program('Test'), clock, hashKey: HASH_KEY }
  const lms = { role: 'source system', name: 'LMS', sourceSystemId: world.systems.lms, tokenId: 1 } as const
  const source = { who: lms, clock, hashKey: HASH_KEY }

  const openInstructions = async () => {
    const rows = await db
      .selectFrom('disposalInstructions')
      .select('id')
      .where('state', '=', 'open')
      .orderBy('id')
      .execute()
    return Promise.all(
      rows.map(async ({ id }) => {
        const instruction = await instructionById(db, id, null)
        assert.ok(instruction)
        return instruction
      }),
    )
  }
  const reviewOf = async (rule: LifeRule, state: 'open' | 'awaiting second approval', nth = 0) => {
    const rows = await db
      .selectFrom('disposalReviews')
      .select('id')
      .where('ruleId', '=', world.rules[rule].ruleId)
      .where('state', '=', state)
      .orderBy('id')
      .execute()
    const review = await reviewById(db, rows[nth]?.id ?? 0, null)
    assert.ok(review, `there is a review of ${rule} that is ${state}`)
    return { review, ...(await reviewContents(db, review)) }
  }
  const decide = async (rule: LifeRule, answers: object) => {
    const { review, records, seen } = await reviewOf(rule, 'open')
    return decideReview(db, as(world.users.manager), review.id, { answers, number: String(records), seen })
  }
  const answerFirst = async (nth: number, answers: object) => {
    const { review, records, seen } = await reviewOf('LIB-09', 'awaiting second approval', nth)
    const given = await answerFirstApproval(db, governance, review.id, { answers, number: String(records), seen })
    assert.ok(given.ok, JSON.stringify(given))
  }
  const failedInstructions = async () => {
    const rows = await db
      .selectFrom('instructionItems as item')
      .innerJoin('records as record', 'record.id', 'item.recordId')
      .select('item.instructionId')
      .where('item.state', '=', 'failed')
      .where('record.state', '=', 'failed')
      .distinct()
      .execute()
    return rows.map(({ instructionId }) => instructionId)
  }

  return {
    db,
    close: async () => {
      await at.close()
      rmSync(folder, { recursive: true, force: true })
    },
    moveTo: async (day: string) => {
      if (day !== today) await days.end(today)
      today = day
    },
    daysStand: days.stand,

    feed: async (rows: { reference: string; rule: LifeRule; trigger: string | null }[], full: boolean) => {
      files += 1
      const filePath = join(folder, `feed-${files}.csv`)
      const lines = rows.map(({ reference, rule, trigger }) => `${reference},${rule},${trigger ?? ''}`)
      writeFileSync(filePath, ['reference,rule,trigger_date', ...lines, ''].join('\n'))
      const sent = {
        source: 'LMS',
        fileName: 'feed.csv',
        filePath,
        uploaded: false,
        mode: full ? 'full' : 'delta',
      } as const
      const feed = await createFeed(db, governance, { ...sent, correction: false, dryRun: false })
      assert.ok(feed.ok)
      assert.equal((await loadFeed(db, feed.value, { clock, hashKey: HASH_KEY })).state, 'done')
    },

    sweep: async () => {
      const swept = await sweep(db, { clock, who: program('Test'), confirmDate: true })
      assert.ok(swept.ok, JSON.stringify(swept))
      assert.deepEqual(swept.value.errors, [])
    },

    approve: async (rule: LifeRule) => {
      const decided = await decide(rule, { decision: 'approve disposal' })
      assert.ok(decided.ok, JSON.stringify(decided))
    },
    keepAll: async (rule: LifeRule, keepUntil: string) => {
      const why = { because: 'still in use', reason: 'Asked for again' }
      const decided = await decide(rule, { decision: 'keep all longer', keepUntil, ...why })
      assert.ok(decided.ok, JSON.stringify(decided))
    },
    second: (nth: number) => answerFirst(nth, { answer: 'second approval' }),
    sendBack: (nth: number) => answerFirst(nth, { answer: 'send back', reason: 'Look again' }),

    /** `killedAfter`: how many of its transactions are made before the process dies and begins anew. */
    hold: async (rule: LifeRule | null, references: string[], killedAfter: number): Promise<number> => {
      const id = await placed(db, governance, rule ? { rules: [rule] } : { source: 'LMS', references })
      await killed(killedAfter, (renew) => carryOutHolds(db, { clock, renew }))
      return id
    },
    lift: async (id: number) => {
      const done = await liftHold(db, governance, { id, seen: 1 }, { reason: 'It is settled' })
      assert.ok(done.ok, JSON.stringify(done))
    },

    changeRule: async (code: LifeRule, years: number, shortensExisting: boolean, killedAfter: number) => {
      const rule = await ruleByCode(db, code, null)
      assert.ok(rule)
      const content = { ...contentOf(rule), period: `P${years}Y` }
      const changed = await changeRule(db, governance, { code, seen: rule.version, content, shortensExisting })
      assert.ok(changed.ok, JSON.stringify(changed))
      await killed(killedAfter, (renew) => recomputePending(db, { clock, renew }))
    },

    instruct: (killedAfter: number) => killed(killedAfter, (renew) => instructApproved(db, { ...upkeep, renew })),
    fetch: async () => {
      await stopWhatIsKept(db, upkeep)
      for (const instruction of await openInstructions()) await beginFetch(db, source, instruction)
    },
    answer: async (reference: string, outcome: 'done' | 'not found' | 'failed') => {
      const fields = {
        outcome,
        done_on: outcome === 'done' ? today : '',
        method: outcome === 'done' ? 'Deleted' : '',
        reason: outcome === 'failed' ? 'Locked' : '',
      }
      for (const { id } of await openInstructions())
        assert.ok(
          (await answerByApi(db, source, id, { answers: [{ reference, fields }], about: {}, key: undefined })).ok,
        )
    },
    answerRecalls: async (answer: 'stopped' | 'too late') => {
      const fields = answer === 'stopped' ? { answer } : { answer, done_on: today, method: 'Deleted' }
      for (const instruction of await openInstructions()) {
        const recalls = await openRecalls(db, { instructionId: instruction.id }, { limit: 100 })
        const sent = recalls.map(({ id }) => ({ recall: id, fields }))
        const results = await answerRecallsByApi(db, source, instruction, sent)
        assert.deepEqual(
          results.map(({ result }) => result),
          sent.map(() => 'taken'),
          JSON.stringify(results),
        )
      }
    },
    again: async () => {
      for (const id of await failedInstructions()) {
        const instruction = await instructionById(db, id, null)
        assert.ok(instruction)
        const done = await instructAgain(db, governance, id, { items: 'all', seen: seenOf(instruction) })
        assert.ok(done.ok, JSON.stringify(done))
      }
    },
    takeBack: async () => {
      for (const id of await failedInstructions()) {
        const instruction = await instructionById(db, id, null)
        assert.ok(instruction)
        const chosen = { items: 'all', seen: seenOf(instruction), reason: 'Not to be disposed of' } as const
        const done = await takeFailedBack(db, governance, id, chosen)
        assert.ok(done.ok, JSON.stringify(done))
      }
    },

    forget: () => forgetDisposed(db, clock, HASH_KEY),

    /** Every record as it stands; one that is forgotten by the hash that stands in the place of its reference. */
    standing: async () => {
      const rows = await db
        .selectFrom('records')
        .select(['reference', 'state', 'dueOn', 'missingSince', 'reviewId'])
        .execute()
      return new Map(rows.map((row) => [row.reference, row]))
    },
    forgotten: (reference: string) => forgottenReference(HASH_KEY, world.systems.lms, reference),
  }
}

export type LifeWorld = Awaited<ReturnType<typeof lifeWorld>>

/** Does something, kills it once after some of its transactions have begun, and does it again to its end. */
async function killed<T>(after: number, work: (renew: () => Promise<void>) => Promise<T>): Promise<T> {
  let left = after
  const dying = async () => {
    if (left === 0) throw new Killed()
    left -= 1
  }
  try {
    return await work(dying)
  } catch (error) {
    if (!(error instanceof Killed)) throw error
    return work(async () => {})
  }
}
