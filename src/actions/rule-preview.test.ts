import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { rulesByCode } from '../../db/queries/retention-rules.ts'
import { caseRule, heldRecord } from '../../db/test-rules.ts'
import { smallWorld, temporaryDatabase, tries } from '../../db/test-world.ts'
import { addDays, type Clock, countedFromKinds } from '../domain/calendar.ts'
import type { ChangePreview } from '../domain/change-preview.ts'
import { place } from '../domain/placement.ts'
import { type RuleContent, triggerKinds } from '../domain/retention-rule.ts'
import { recomputePending } from './recompute.ts'
import { addRule, changeRule } from './retention-rules.ts'
import { previewChange } from './rule-preview.ts'
import { acting } from './test-acting.ts'

const TODAY = '2026-11-22'
const clock: Clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }
const grace = acting(clock)

const { db, close } = await temporaryDatabase()
const world = await smallWorld(db)
after(close)

const content = (parts: Partial<RuleContent> = {}) => caseRule({ serviceId: world.services.libraries, ...parts })

let cases = 0

test('after any change of a rule each record stands where the domain places it, and the preview said so', async () => {
  await fc.assert(
    fc.asyncProperty(
      changes,
      fc.boolean(),
      fc.array(records, { minLength: 1, maxLength: 25 }),
      async (parts, shorten, held) => {
        const code = `CASE-${++cases}`
        await addRule(db, grace, { ...content(), code })
        const ids: number[] = []
        for (const one of held) ids.push(await heldRecord(db, { ...one, rule: code, ...home }))
        const before = await Promise.all(ids.map(read))
        const next = content(parts)
        const preview = await previewChange(db, (await rulesByCode(db)).get(code)!.ruleId, next, TODAY)
        const saved = await changeRule(db, grace, { code, seen: 1, content: next, shortensExisting: shorten })
        if (!saved.ok) return
        await recomputePending(db, { clock })
        const expected: ChangePreview = {
          records: ids.length,
          later: 0,
          earlier: 0,
          becomeDue: 0,
          stopBeingDue: 0,
          leaveReviews: 0,
          leaveReviewsIfShortened: 0,
        }
        for (const [at, id] of ids.entries()) {
          const was = before[at]!
          const placed = place(next, held[at]!.triggerOn, held[at]!.keptUntil)
          const earlier = (placed.dueOn ?? '9') < (was.dueOn ?? '9')
          if (earlier) expected.earlier++
          if ((placed.dueOn ?? '9') > (was.dueOn ?? '9')) expected.later++
          const [past, willBe] = [(was.dueOn ?? '9') <= TODAY, (placed.dueOn ?? '9') <= TODAY]
          if (!past && willBe) expected.becomeDue++
          if (past && !willBe) expected.stopBeingDue++
          const { state, retainUntil, dueOn } = await read(id)
          if (earlier && !shorten)
            assert.deepEqual([state, retainUntil, dueOn], [was.state, was.retainUntil, was.dueOn])
          else assert.deepEqual({ state, retainUntil, dueOn }, placed)
        }
        assert.deepEqual(preview, expected)
      },
    ),
    { numRuns: tries(60) },
  )
})

const dates = fc.integer({ min: 0, max: 12_000 }).map((days) => addDays('1996-01-01', days))
const records = fc.record({
  triggerOn: fc.option(dates, { freq: 4 }),
  keptUntil: fc.option(
    fc.integer({ min: 1, max: 365 }).map((days) => addDays(TODAY, days)),
    { freq: 4 },
  ),
})
const changes: fc.Arbitrary<Partial<RuleContent>> = fc.oneof(
  fc.record({
    period: fc.constantFrom('P0D', 'P1Y', 'P18M', 'P6Y', 'P7Y6M', 'P25Y', 'P90D'),
    countedFrom: fc.constantFrom(...countedFromKinds),
    triggerKind: fc.constantFrom(...triggerKinds.filter((kind) => kind !== 'none')),
  }),
  fc.constant<Partial<RuleContent>>({ disposalAction: 'retain permanently', period: '' }),
  fc.constant<Partial<RuleContent>>({ disposalAction: 'review', period: '' }),
  fc.constant<Partial<RuleContent>>({ authority: 'Another act' }),
)

const home = { sourceSystemId: world.systems.lms, serviceId: world.services.libraries }

const read = (id: number) =>
  db.selectFrom('records').select(['state', 'retainUntil', 'dueOn']).where('id', '=', id).executeTakeFirstOrThrow()
