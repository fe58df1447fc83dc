import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { element, xml } from './svg.ts'
import { textWidth, wrapped } from './svg-text.ts'

const letters = { size: 16 }

test('what has a meaning in XML is escaped, and what XML does not know is left out', () => {
  assert.equal(xml(`<a href="x">'&'</a>`), '&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;')
  assert.equal(xml('a\u0000b\u001bc\ud800d\uffffe'), 'a b c\ufffdd e')
  assert.equal(
    element('text', { x: 1.26, fill: undefined, 'font-family': '"' }),
    '<text x="1.3" font-family="&quot;"/>',
  )
})

test('text breaks between words', () => {
  assert.deepEqual(wrapped('Supplier of the library management system', 208, letters, 5), [
    'Supplier of the library',
    'management system',
  ])
})

test('a word longer than a line breaks within, never within a character', () => {
  const lines = wrapped('👩‍👩‍👧'.repeat(30), 208, letters, 5)
  assert.ok(lines.length > 1)
  assert.equal(lines.join(''), '👩‍👩‍👧'.repeat(30))
  assert.ok(lines.every((line) => /^(👩‍👩‍👧)+$/u.test(line)))
})

test('text with more than its lines ends in an ellipsis, within the width', () => {
  const lines = wrapped('word '.repeat(100), 100, letters, 3)
  assert.equal(lines.length, 3)
  assert.match(lines[2]!, /…$/)
})

test('no line is wider than asked, and nothing is lost while there are lines', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 60, max: 300 }), (text, width) => {
      const lines = wrapped(text, width, letters, 1000)
      assert.ok(lines.every((line) => textWidth(line, letters) <= width))
      assert.equal(lines.join('').replace(/\s/g, ''), text.replace(/\s/g, ''))
    }),
  )
})
