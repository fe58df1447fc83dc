import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { finds, indexWords, partsOf, searchTerms } from './search-words.ts'

const isFoundBy = (text: string, query: string): boolean => {
  const words = indexWords(text)
  return searchTerms(query).every((term) => words.some((word) => finds(term, word)))
}

test('a word is found by its beginning, whatever the capitals and the accents', () => {
  assert.ok(isFoundBy('Library membership', 'LIBR memb'))
  assert.ok(isFoundBy('Café Zoë', 'cafe zoe'))
  assert.ok(isFoundBy('cafe', 'CAFÉ'))
  assert.ok(!isFoundBy('Library membership', 'rary'))
})

test('a single character is a whole word, since too much begins with it', () => {
  assert.ok(isFoundBy('Article 9 condition', 'article 9'))
  assert.ok(!isFoundBy('Article 99', 'article 9'))
})

test('signs within a word are what they are, and each word among them is found as well', () => {
  assert.ok(isFoundBy('Growth of 100% a\\year', '100% a\\year'))
  assert.ok(!isFoundBy('Growth of 1000 a year', '100%'))
  assert.ok(!isFoundBy('Growth of 1000 a year', 'a\\year'))
  assert.ok(isFoundBy('personal-data/records', 'data/rec'))
  assert.ok(isFoundBy('Kept as LIB-A10', 'lib-a1'))
  assert.ok(isFoundBy('the council’s e‑mail', "council's e-mail"))
})

test('punctuation around a word is nothing that it must have', () => {
  assert.ok(isFoundBy('(Libraries), and “more”.', 'libraries more'))
  assert.ok(isFoundBy('Libraries', '"librar*" -'))
  assert.deepEqual(searchTerms(' … ?! -- “” '), [])
})

test('a word with signs comes apart into its words', () => {
  assert.deepEqual(
    searchTerms('near(library)')
      .flatMap(partsOf)
      .map(({ typed }) => typed),
    ['near', 'library'],
  )
})

test('the words of any text are of the letters a to z, digits and underscores, and it is found by each piece of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      for (const word of indexWords(text)) assert.match(word, /^[a-z0-9_]+$/)
      assert.ok(isFoundBy(text, text), text)
    }),
    { numRuns: 500 },
  )
})

test('a text without end has an end of words, and a word without end is found by its beginning', () => {
  const words = indexWords('ab-'.repeat(500_000) + Array.from({ length: 200_000 }, (_, at) => `w${at}`).join(' '))
  assert.ok(words.join(' ').length <= 500_000)
  assert.ok(Math.max(...words.map((word) => word.length)) < 2000)
  assert.ok(isFoundBy('x'.repeat(1000), 'x'.repeat(200)))
  assert.ok(Math.max(...indexWords('😀'.repeat(1000)).map((word) => word.length), 0) < 2000)
})
