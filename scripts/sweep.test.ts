import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addRecord } from '../db/test-records.ts'
import { run, runForJson, TODAY } from './lib/test-command.ts'
import { smallWorlds } from './lib/test-worlds.ts'

let worlds: Awaited<ReturnType<typeof smallWorlds>>
before(async () => {
  worlds = await smallWorlds()
})
after(() => worlds.remove())

/** A world with two records past their period and one that falls due on 1 December 2026. */
async function sweeper() {
  const { settings, open } = await worlds.fresh()
  const db = open()
  for (const triggerOn of ['2020-01-01', '2023-11-21', '2023-11-30']) await addRecord(db, worlds.world, { triggerOn })
  await addRecord(db, worlds.world, {})
  const states = async () => {
    const records = await db.selectFrom('records').select('state').orderBy('id').execute()
    return records.map(({ state }) => state)
  }
  return {
    db,
    states,
    sweep: (options: string[] = [], today = TODAY) =>
      runForJson('sweep', options, { ...settings, MUNIMENT_TODAY: today }),
    settings,
  }
}

test('the object of --json has these keys and no others', async () => {
  const { sweep, states, db } = await sweeper()
  const { code, result } = await sweep()
  assert.equal(code, 0)
  assert.deepEqual(Object.keys(result), [
    ...['as_of', 'days_missed', 'examined', 'newly_due', 'withdrawn', 'held', 'still_due', 'errors', 'duration_ms'],
  ])
  const { duration_ms, ...rest } = result
  assert.ok(Number(duration_ms) >= 0)
  assert.deepEqual(rest, {
    ...{ as_of: TODAY, days_missed: 0, examined: 2, newly_due: 2, withdrawn: 0, held: 0, still_due: 0, errors: [] },
  })
  assert.deepEqual(await states(), ['due', 'due', 'retained', 'open'])
  const twice = await sweep()
  assert.deepEqual([twice.code, twice.result.newly_due, twice.result.still_due], [0, 0, 2])
  const nextWeek = await sweep([], '2026-12-01')
  assert.deepEqual([nextWeek.result.newly_due, nextWeek.result.still_due, nextWeek.result.days_missed], [1, 2, 8])
  await db.destroy()
})

test('a date in the future is refused always, and the refusal is a run of its own', async () => {
  const { sweep, states, db } = await sweeper()
  for (const options of [[], ['--confirm-date']]) {
    const { code, result, stderr } = await sweep(['--as-at', '2026-11-23', ...options])
    assert.equal(code, 1)
    assert.match(stderr, /^23 November 2026 is in the future: .* Today is 22 November 2026\.\n$/)
    assert.deepEqual(result, { error: stderr.trimEnd() })
  }
  assert.deepEqual(await states(), ['retained', 'retained', 'retained', 'open'])
  const runs = await db.selectFrom('jobRuns').select(['state', 'asOf']).execute()
  assert.deepEqual(runs, Array(2).fill({ state: 'failed', asOf: '2026-11-23' }))
  await db.destroy()
})

test('a date far from the last sweep is refused until a person confirms it', async () => {
  const { sweep, db } = await sweeper()
  assert.equal((await sweep()).code, 0)
  const late = await sweep([], '2027-01-07')
  assert.equal(late.code, 1)
  assert.match(
    String(late.result.error),
    /^7 January 2027 is 46 days after the last sweep, as at 22 November 2026\. If the date is right, confirm it/,
  )
  const early = await sweep(['--as-at', '2026-11-14'])
  assert.match(String(early.result.error), /^14 November 2026 is 8 days before the last sweep/)
  const confirmed = await sweep(['--confirm-date'], '2027-01-07')
  assert.deepEqual([confirmed.code, confirmed.result.newly_due, confirmed.result.days_missed], [0, 1, 45])
  await db.destroy()
})

test('a run for a past date flags what was due then and does not count as today’s', async () => {
  const { sweep, states, db } = await sweeper()
  const past = await sweep(['--as-at', '15/11/2026'])
  assert.deepEqual([past.code, past.result.as_of, past.result.newly_due], [0, '2026-11-15', 1])
  assert.deepEqual(await states(), ['due', 'retained', 'retained', 'open'])
  const today = await sweep()
  assert.deepEqual([today.result.newly_due, today.result.still_due, today.result.days_missed], [1, 1, 0])
  await db.destroy()
})

test('a person reads one sentence', async () => {
  const { settings, db } = await sweeper()
  const { code, stdout, stderr } = await run('sweep', [], settings)
  assert.deepEqual([code, stderr], [0, ''])
  assert.equal(stdout, 'Swept as at 22 November 2026: 2 records newly due, 0 still due, 0 withdrawn.\n')
  await db.destroy()
})
