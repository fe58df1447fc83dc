import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { drawBars } from './bars.ts'

const heights = (svg: string): number[] =>
  [...svg.matchAll(/<rect [^>]*height="([\d.]+)" fill="#1d70b8"/g)].map(([, height]) => Number(height))

test('columns are as high as their values, and none is higher than the scale', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20_000_000 }), { minLength: 1, maxLength: 72 }), (values) => {
      const svg = drawBars({ title: 'T', description: 'D', bars: values.map((value) => ({ value, label: '' })) }, 'p')
      const drawn = heights(svg)
      assert.equal(drawn.length, values.filter((value) => value > 0).length)
      assert.ok(drawn.every((height) => height >= 0 && height <= 240))
      assert.ok(Math.max(0, ...drawn) >= (Math.max(...values) > 0 ? 60 : 0), 'the highest is at least a quarter')
    }),
  )
})

test('a chart has no style of its own, is named, and what stands in it is escaped', () => {
  const svg = drawBars({ title: 'A & B', description: '<i>', bars: [{ value: 3, label: '<2026>' }] }, 'p')
  assert.doesNotMatch(svg, /style=|<i>|<2026>/)
  assert.match(svg, /<title id="p-title">A &amp; B<\/title>/)
})
