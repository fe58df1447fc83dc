import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { markedPieces, type Piece, tellingLine } from './search-marking.ts'
import { searchTerms } from './search-words.ts'

const shown = (pieces: Piece[]): string => pieces.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('')
const marked = (text: string, query: string): string => shown(markedPieces(text, searchTerms(query)))

test('whole words are marked that begin with what was typed', () => {
  assert.equal(marked('The Libraries’ cafés (library)', 'LIBR cafe'), 'The [Libraries]’ [cafés] ([library])')
  assert.equal(marked('Strictly nothing', 'rict'), 'Strictly nothing')
})

test('where the signs of a word make it what was asked for, all of it is marked', () => {
  assert.equal(marked('Growth of 100% a\\year, 1000', '100%'), 'Growth of [100%] a\\year, 1000')
  assert.equal(marked('See LIB-A10.', 'lib-a1'), 'See [LIB-A10.]')
})

test('the line that tells most is shown, cut around the first word found', () => {
  const lines = [
    'Library',
    'Library consent',
    'A small library that is asked for consent',
    `${'before '.repeat(40)}consent in a library ${'after '.repeat(60)}`,
  ]
  assert.equal(
    shown(tellingLine(lines, searchTerms('library consent'))),
    'A small [library] that is asked for [consent]',
  )
  const long = shown(tellingLine(lines.slice(3), searchTerms('library')))
  assert.match(long, /^… (before )+consent in a \[library\] (after )+…$/)
  assert.ok(long.length < 230)
})

test('without a word found, the first line of some length is shown, or none', () => {
  const lines = ['LIB', 'Lending books and other media to members']
  assert.equal(shown(tellingLine(lines, searchTerms('zebra'))), lines[1])
  assert.deepEqual(tellingLine(['LIB'], searchTerms('zebra')), [])
})

test('the pieces of any text are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 5 }), (text, query) => {
      const terms = searchTerms(`${query} ${text.slice(0, 3)}`)
      assert.equal(
        markedPieces(text, terms)
          .map((piece) => piece.text)
          .join(''),
        text,
      )
      tellingLine([text.repeat(40)], terms)
    }),
    { numRuns: 500 },
  )
})
