import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Box, Picture } from '../domain/picture.ts'
import { drawDiagram } from './diagram.ts'
import { drawMatrix } from './matrix.ts'
import { boxesOf, wellFormed } from './test-svg.ts'

const box = (id: string, column: number, names = [id]): Box => ({
  id,
  column,
  kind: 'Kind',
  names,
  detail: '',
  look: 'usual',
})
const picture = (boxes: Box[], arrows: Picture['arrows'], title = 'Flow'): Picture => ({
  title,
  description: 'What goes where',
  columns: ['From', 'Through', 'To', 'Abroad'],
  boxes,
  arrows,
  text: [],
})
const arrow = (from: string, to: string, restricted = false) => ({ from, to, restricted })
const NASTY = `<script>alert(1)</script> "&' ]]> \u0000\u001b\u202e ${'x'.repeat(200)}`

test('a drawing is named, described, well-formed and without styles or scripts', async () => {
  const svg = await drawDiagram(picture([box('a', 0), box('b', 1, [NASTY])], [arrow('a', 'b')], NASTY), 'p')
  wellFormed(svg)
  assert.match(svg, /^<svg [^>]*role="img" aria-labelledby="p-title p-description"/)
  assert.match(svg, /<title id="p-title">&lt;script&gt;/)
  assert.match(svg, /<desc id="p-description">What goes where<\/desc>/)
  assert.doesNotMatch(svg, /<script|<style|\sstyle=|\son\w+=|\bhref=|url\(/)
})

test('boxes of a column stand one below the other, and columns from left to right', async () => {
  const boxes = [box('a', 0), box('b', 0), box('c', 1), box('d', 2), box('alone', 2)]
  const drawn = boxesOf(await drawDiagram(picture(boxes, [arrow('a', 'c'), arrow('b', 'c'), arrow('c', 'd')]), 'p'))
  assert.equal(drawn.length, 5)
  const [a, b, c, d, alone] = drawn
  assert.equal(a!.x, b!.x)
  assert.equal(d!.x, alone!.x)
  assert.ok(a!.x + a!.width < c!.x && c!.x + c!.width < d!.x)
  for (const one of drawn)
    for (const other of drawn)
      assert.ok(one === other || one.x !== other.x || one.y + one.height <= other.y || other.y + other.height <= one.y)
})

test('a restricted transfer is dashed, and a key says so in words', async () => {
  const boxes = [box('a', 1), box('b', 2), box('c', 3)]
  const dashed = await drawDiagram(picture(boxes, [arrow('a', 'b'), arrow('b', 'c', true), arrow('a', 'c', true)]), 'p')
  assert.equal([...dashed.matchAll(/stroke-dasharray/g)].length, 3)
  assert.match(dashed, /Dashed: a restricted transfer/)
  assert.doesNotMatch(await drawDiagram(picture(boxes, [arrow('a', 'b'), arrow('b', 'c')]), 'p'), /dash/i)
})

test('a picture without arrows, and one of one box, are drawn too', async () => {
  assert.equal(boxesOf(await drawDiagram(picture([box('a', 0), box('b', 2)], []), 'p')).length, 2)
  assert.equal(boxesOf(await drawDiagram(picture([box('a', 1)], []), 'p')).length, 1)
})

test('a matrix has a number where a row and a column meet, in a shape of its kind of data', () => {
  const svg = drawMatrix(
    {
      title: NASTY,
      description: 'Who holds what',
      rows: [
        { name: NASTY, mark: 'special category' },
        { name: 'Offences', mark: 'criminal offence' },
      ],
      columns: [{ name: 'Libraries', mark: null }],
      cells: [[1234], [0]],
      text: [],
    },
    'p',
  )
  wellFormed(svg)
  assert.match(svg, />1,234</)
  assert.doesNotMatch(svg, /<script|<style|\sstyle=/)
})
