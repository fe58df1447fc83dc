import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { meant, mistakes } from './spelling.ts'

const known = ['archive', 'consent', 'librarian', 'library', 'licence', 'retention', 'schedule', 'state', 'statute']

test('one mistake is put right in a word of four to seven letters, two in a longer one', () => {
  assert.deepEqual(meant('libary', known), ['library'])
  assert.deepEqual(meant('ilbrary', known), ['library'])
  assert.deepEqual(meant('consemt', known), ['consent'])
  assert.deepEqual(meant('consemd', known), [])
  assert.deepEqual(meant('retenton', known), ['retention'])
  assert.deepEqual(meant('retemtiom', known), ['retention'])
})

test('a word that is only begun is put right when no whole word is near', () => {
  assert.deepEqual(meant('libar', known), ['library', 'librarian'])
  assert.deepEqual(meant('stete', known), ['state'])
})

test('short words, references and years are what they are', () => {
  for (const typed of ['lib', 'lib-a1', '2o19', 'ccc', ''])
    assert.deepEqual(meant(typed, [...known, 'lab', 'lib-a2']), [])
})

test('the mistakes between two words are those that making one of the other takes, either way', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
  fc.assert(
    fc.property(word, word, (one, other) => {
      const { whole, beginning } = mistakes(one, other)
      assert.equal(whole, mistakes(other, one).whole)
      assert.equal(whole === 0, one === other)
      assert.ok(whole <= Math.max(one.length, other.length))
      const starts = Array.from({ length: other.length + 1 }, (_, at) => mistakes(one, other.slice(0, at)).whole)
      assert.equal(beginning, Math.min(...starts))
    }),
    { numRuns: 2000 },
  )
})

test('a letter too many, too few, another one and two that changed places are one mistake each', () => {
  for (const typed of ['librrary', 'libary', 'ligrary', 'lirbary']) assert.equal(mistakes(typed, 'library').whole, 1)
})
