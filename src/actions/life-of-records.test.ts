import { test } from 'node:test'
import fc from 'fast-check'
import { testServer } from '../../db/test-world.ts'
import { lifeOracle } from './test-life-oracle.ts'
import { begin, type Step, steps } from './test-life-steps.ts'
import { lifeWorld } from './test-life-world.ts'
import { TODAY } from './test-review.ts'

const RUNS = Number(process.env.MUNIMENT_LIFE_RUNS ?? (testServer ? 4 : 25))
const MOST_STEPS = 60

/** What comes late in a life is tried more often than what undoes it. */
const often: Record<keyof typeof steps, number> = {
  ...{ wait: 4, feed: 2, sweep: 4, hold: 1, lift: 3, changeRule: 1 },
  ...{ approve: 8, second: 6, sendBack: 1, keepAll: 1, instruct: 4 },
  ...{ fetch: 2, answer: 8, answerRecalls: 2, again: 3, takeBack: 1 },
}

const chosen = Object.entries(steps).flatMap(([name, step]) =>
  Array<fc.Arbitrary<Step>>(often[name as keyof typeof steps]).fill(step),
)

test(`whatever is done in whatever order, and killed at whatever point, records are where ${RUNS} histories of an oracle have them, and lists as at each day what they were`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(chosen, { maxCommands: MOST_STEPS, size: '+2' }), async (commands) => {
      const real = await lifeWorld()
      try {
        const model = lifeOracle(TODAY)
        await begin(model, real)
        await fc.asyncModelRun(() => ({ model, real }), commands)
        await real.daysStand()
      } finally {
        await real.close()
      }
    }),
    { numRuns: RUNS },
  )
})
