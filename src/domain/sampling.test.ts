import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
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

test('a forecast has 72 months without a gap, and begins in the middle of one', () => {
  const months = forecastMonths('2026-11-27')
  assert.equal(months.length, 72)
  assert.deepEqual(months[0], { name: '2026-11', from: '2026-11-27', to: '2026-11-30' })
  assert.deepEqual(months.at(-1), { name: '2032-10', from: '2032-10-01', to: '2032-10-31' })
})
