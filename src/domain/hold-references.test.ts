import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readReferences } from './hold-references.ts'

test('a list has one reference on each line, with or without a heading, and each counts once', () => {
  assert.deepEqual(readReferences('\u{FEFF}Reference\r\nA-1\r\n\r\n A-2 \n"A, 3"\n"say ""4"""\nA-1\n'), {
    references: ['A-1', 'A-2', 'A, 3', 'say "4"'],
    repeated: 1,
    problems: [],
  })
})

test('what is wrong is said line by line', () => {
  const { references, problems } = readReferences(`A-1\nA-2\tMr Smith\n${'x'.repeat(201)}\nforgotten:1\nA-5`)
  assert.deepEqual(references, ['A-1', 'A-5'])
  assert.deepEqual(problems, [
    'Line 2: it holds characters that a reference cannot have, for example a tab: leave one column only',
    'Line 3: a reference has 200 characters at most',
    'Line 4: no reference begins with “forgotten:”',
  ])
})

test('of many wrong lines the first are said, and how many more there are', () => {
  const { problems } = readReferences(Array.from({ length: 30 }, () => 'a\tb').join('\n'))
  assert.equal(problems.length, 21)
  assert.equal(problems.at(-1), '10 more lines cannot be read either')
})

test('an empty list, and one of more than 100,000, are refused', () => {
  assert.deepEqual(readReferences(' \n').problems, ['Enter the references, one on each line'])
  const many = Array.from({ length: 100_001 }, (_, at) => `R-${at}`).join('\n')
  assert.match(
    readReferences(many).problems[0] ?? '',
    /^The list has 100,001 references: place a hold on 100,000 at most/,
  )
})
