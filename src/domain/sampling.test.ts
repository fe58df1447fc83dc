import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from './calendar.ts'
import { forecastMonths } from './forecast.ts'
import { seededSample } from './sampling.ts'

const things = fc.uniqueArray(fc.string(), { maxLength: 60 })
const itself = (thing: string): string => thing

test('a sample has as many different things as asked for, and is the same in whatever order they come', () => {
  fc.assert(
    fc.property(things, fc.string(), fc.nat({ max: 70 }), (all, seed, size) => {
      const sample = seededSample(all, itself, seed, size)
      assert.equal(new Set(sample).size, Math.min(size, all.length))
      assert.ok(sample.every((thing) => all.includes(thing)))
      assert.deepEqual(seededSample(all.toReversed(), itself, seed, size), sample)
    }),
  )
})

test('a larger sample begins with the smaller one, and each thing is drawn about as often as any other', () => {
  const all = Array.from({ length: 50 }, (_, n) => `decision ${n}`)
  assert.deepEqual(seededSample(all, itself, 's', 20).slice(0, 5), seededSample(all, itself, 's', 5))
  const drawn = new Map<string, number>()
  for (let seed = 0; seed < 2000; seed++)
    for (const thing of seededSample(all, itself, String(seed), 5)) drawn.set(thing, (drawn.get(thing) ?? 0) + 1)
  assert.ok(
    [...drawn.values()].every((times) => times > 130 && times < 280),
    'two hundred times, more or less',
  )
})

test('a forecast of six years has no gap, begins on the next day and ends on the same date', () => {
  const months = forecastMonths('2026-11-26')
  assert.equal(months.length, 73)
  assert.deepEqual(months[0], { name: '2026-11', from: '2026-11-27', to: '2026-11-30' })
  assert.deepEqual(months[1], { name: '2026-12', from: '2026-12-01', to: '2026-12-31' })
  assert.deepEqual(months.at(-1), { name: '2032-11', from: '2032-11-01', to: '2032-11-26' })
  for (const [at, { from }] of months.entries()) if (at > 0) assert.equal(from, addDays(months[at - 1]?.to ?? '', 1))
})

test('a forecast from the end of a month has whole months, and one from a leap day ends on 28 February', () => {
  const months = forecastMonths('2026-11-30')
  assert.deepEqual([months.length, months[0]?.from, months.at(-1)?.to], [72, '2026-12-01', '2032-11-30'])
  const leap = forecastMonths('2028-02-29')
  assert.deepEqual([leap.length, leap[0]?.from, leap.at(-1)?.to], [72, '2028-03-01', '2034-02-28'])
})
