import assert from 'node:assert/strict'
import fc from 'fast-check'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { ENDED, type LifeRule, type Oracle } from './test-life-oracle.ts'
import type { LifeWorld } from './test-life-world.ts'

export type Step = fc.AsyncCommand<Oracle, LifeWorld>

/** What is done to both; whether it can be done is asked of the oracle. */
function step(
  name: string,
  can: (oracle: Oracle) => boolean,
  both: (oracle: Oracle, world: LifeWorld) => Promise<void>,
): Step {
  return {
    check: can,
    run: async (oracle, world) => {
      await both(oracle, world)
      await theSame(oracle, world, name)
    },
    toString: () => name,
  }
}

/**
 * Every record is where the oracle has it, in a review where it must be in one and nowhere else, forgotten once its data is gone and no
 * hold keeps what is known of it; and what is counted adds up.
 */
async function theSame(oracle: Oracle, world: LifeWorld, after: string): Promise<void> {
  const standing = await world.standing()
  assert.equal(standing.size, oracle.records.size, after)
  for (const { reference, life } of oracle.all()) {
    const isForgotten = ENDED.includes(life.state) && life.isForgotten
    const row = standing.get(isForgotten ? world.forgotten(reference) : reference)
    assert.ok(row, `${after}: ${reference} is there`)
    assert.equal(row.state, life.state, `${after}: ${reference}`)
    if (isForgotten) assert.equal(row.dueOn, null, `${after}: ${reference}`)
    if (ENDED.includes(life.state)) continue
    const isInReview = ['due', 'approved', 'instructed', 'failed'].includes(life.state)
    assert.deepEqual(
      { due: row.dueOn, isMissing: row.missingSince !== null, isInReview: row.reviewId !== null },
      { due: life.due, isMissing: life.missing, isInReview },
      `${after}: ${reference}`,
    )
  }
  assert.deepEqual(await wrongCounts(world.db), [], after)
}

const references = ['R-1', 'R-2', 'R-3', 'R-4', 'R-5', 'R-6']
const ruleOf = (reference: string): LifeRule => (Number(reference.slice(2)) % 2 === 0 ? 'LIB-03' : 'LIB-09')
const aRule = fc.constantFrom<LifeRule>('LIB-03', 'LIB-09')
const aTrigger = fc.option(
  fc.constantFrom('2015-05-01', '2019-12-31', '2020-02-29', '2021-11-22', '2024-02-29', '2025-06-30', '2026-11-01'),
  { nil: null, freq: 6 },
)
const someRows = fc.uniqueArray(fc.record({ reference: fc.constantFrom(...references), trigger: aTrigger }), {
  selector: ({ reference }) => reference,
  minLength: 1,
})
/** A review in which something is missing by now tells so first, and is decided when that has left it. */
const mayDecide = (oracle: Oracle, rule: LifeRule) => {
  const due = oracle.ofState('due', rule)
  return due.length > 0 && due.every(({ life }) => !life.missing)
}
const killedAfter = fc.nat(3)
const always = () => true

/** All that people, source systems and the schedule do with records. */
export const steps = {
  wait: fc.oneof(fc.constant(1), fc.nat(420)).map((days) =>
    step(`wait ${days} days`, always, async (oracle, world) => {
      oracle.wait(days)
      await world.moveTo(oracle.at.today)
    }),
  ),
  feed: fc.tuple(someRows, fc.boolean()).map(([rows, full]) => {
    const known = rows.map(({ reference, trigger }) => ({ reference, trigger, rule: ruleOf(reference) }))
    return step(`feed ${full ? 'in full ' : ''}${JSON.stringify(rows)}`, always, async (oracle, world) => {
      // A trigger date that is still to come is refused, which other tests are about.
      const come = known.filter(({ trigger }) => trigger === null || trigger <= oracle.at.today)
      oracle.feed(come, full)
      await world.feed(come, full)
    })
  }),
  sweep: fc.constant(
    step('sweep', always, async (oracle, world) => {
      oracle.sweep()
      await world.sweep()
    }),
  ),
  approve: aRule.map((rule) =>
    step(
      `approve ${rule}`,
      (oracle) => mayDecide(oracle, rule),
      async (oracle, world) => {
        oracle.approve(rule)
        await world.approve(rule)
      },
    ),
  ),
  second: fc.nat(2).map((nth) =>
    step(
      `second approval ${nth}`,
      (oracle) => oracle.awaiting().length > nth,
      async (oracle, world) => {
        oracle.second(oracle.awaiting()[nth] ?? 0)
        await world.second(nth)
      },
    ),
  ),
  sendBack: fc.nat(2).map((nth) =>
    step(
      `send back ${nth}`,
      (oracle) => oracle.awaiting().length > nth,
      async (oracle, world) => {
        oracle.sendBack(oracle.awaiting()[nth] ?? 0)
        await world.sendBack(nth)
      },
    ),
  ),
  keepAll: fc.integer({ min: 1, max: 300 }).map((days) =>
    step(
      `keep all longer by ${days} days`,
      (oracle) => {
        const due = oracle.ofState('due', 'LIB-09')
        return mayDecide(oracle, 'LIB-09') && due.every(({ life }) => life.extensions < 2)
      },
      async (oracle, world) => {
        const until = oracle.after(days)
        oracle.keepAll('LIB-09', until)
        await world.keepAll('LIB-09', until)
      },
    ),
  ),
  hold: fc
    .tuple(
      fc.option(aRule, { nil: null }),
      fc.uniqueArray(fc.constantFrom(...references), { minLength: 1 }),
      killedAfter,
    )
    .map(([rule, listed, after]) =>
      step(`hold ${rule ?? listed}, killed after ${after}`, always, async (oracle, world) => {
        oracle.hold(rule, rule ? [] : listed)
        oracle.ids.push(await world.hold(rule, listed, after))
      }),
    ),
  lift: fc.nat(3).map((nth) =>
    step(
      `lift hold ${nth}`,
      (oracle) => oracle.holds[nth]?.liftedOn === null,
      async (oracle, world) => {
        oracle.lift(nth)
        await world.lift(oracle.ids[nth] ?? 0)
        oracle.forget()
        await world.forget()
      },
    ),
  ),
  changeRule: fc
    .tuple(aRule, fc.integer({ min: 1, max: 8 }), fc.boolean(), killedAfter)
    .map(([rule, years, shortens, after]) =>
      step(
        `${rule} keeps ${years} years${shortens ? ', those held as well' : ''}, killed after ${after}`,
        (oracle) => oracle.years[rule] !== years,
        async (oracle, world) => {
          oracle.changeRule(rule, years, shortens)
          await world.changeRule(rule, years, shortens, after)
        },
      ),
    ),
  instruct: killedAfter.map((after) =>
    step(`instruct, killed after ${after}`, always, async (oracle, world) => {
      oracle.instruct()
      await world.instruct(after)
    }),
  ),
  fetch: fc.constant(
    step('fetch', always, async (oracle, world) => {
      oracle.fetch()
      await world.fetch()
    }),
  ),
  answer: fc.tuple(fc.nat(5), fc.constantFrom('done', 'not found', 'failed')).map(([nth, outcome]) =>
    step(
      `answer for record ${nth} of those instructed: ${outcome}`,
      (oracle) => oracle.ofState('instructed').length > nth,
      async (oracle, world) => {
        const { reference } = oracle.ofState('instructed')[nth] ?? { reference: '' }
        oracle.answer(reference, outcome)
        await world.answer(reference, outcome)
        oracle.forget()
        await world.forget()
      },
    ),
  ),
  answerRecalls: fc.constantFrom('stopped', 'too late').map((answer) =>
    step(`recalls: ${answer}`, always, async (oracle, world) => {
      oracle.answerRecalls(answer)
      await world.answerRecalls(answer)
      oracle.forget()
      await world.forget()
    }),
  ),
  again: fc.constant(
    step(
      'instruct again',
      (oracle) => oracle.ofState('failed').length > 0,
      async (oracle, world) => {
        oracle.again()
        await world.again()
      },
    ),
  ),
  takeBack: fc.constant(
    step(
      'take back',
      (oracle) => oracle.ofState('failed').length > 0,
      async (oracle, world) => {
        oracle.takeBack()
        await world.takeBack()
      },
    ),
  ),
} satisfies Record<string, fc.Arbitrary<Step>>

/**
 * The first that happens: two feeds of what is long past its period, on one day and on the next, each with a sweep, so that both reviews have records
 * of two days to answer by.
 */
export async function begin(oracle: Oracle, world: LifeWorld): Promise<void> {
  const first = references.slice(0, 2)
  for (const listed of [first, references.slice(2)]) {
    const rows = listed.map((reference) => ({ reference, rule: ruleOf(reference), trigger: '2015-05-01' }))
    oracle.wait(listed === first ? 0 : 1)
    await world.moveTo(oracle.at.today)
    oracle.feed(rows, false)
    await world.feed(rows, false)
    oracle.sweep()
    await world.sweep()
    await theSame(oracle, world, 'begin')
  }
}
