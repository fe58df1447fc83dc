import assert from 'node:assert/strict'
import { stripTypeScriptTypes } from 'node:module'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { againstTheArrows } from './lib/house-arrows.ts'
import { packagesAwayFromHome, sqlOutsideQueries, timeAndSettings } from './lib/house-places.ts'
import { shapeOf, tooLong } from './lib/house-sizes.ts'
import { typesLeftOut, withoutDocstring } from './lib/house-style.ts'
import { wordsLeftOut } from './lib/house-words.ts'
import { type Breach, type SourceFile, sourceFiles } from './lib/source-files.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const code = sourceFiles(root, ['{src,db,seed,scripts,e2e}/**/*.ts'])
const texts = sourceFiles(root, ['{src,db,seed,scripts,e2e,views,docs}/**/*.{ts,ejs,scss,md,txt}', 'README.md'])

const noneIn = (files: SourceFile[], rule: (file: SourceFile) => Breach[]): void => {
  assert.ok(files.length > 0, 'no file was looked at')
  const breaches = files.flatMap(rule).map(({ path, line, text }) => `${path}:${line} ${text}`)
  assert.equal(breaches.length, 0, `\n${breaches.join('\n')}`)
}

test('every part of the project is looked at', () => {
  const parts = [
    'src/domain/',
    'src/actions/',
    'src/formats/',
    'src/jobs/',
    'src/web/',
    'db/queries/',
    'seed/',
    'scripts/',
    'e2e/',
  ]
  const unseen = parts.filter((part) => !code.some(({ path }) => path.startsWith(part)))
  assert.deepEqual(unseen, [])
  assert.ok(texts.some(({ path }) => path.endsWith('.ejs')))
})

test('what the rules see of a file is still a program: no quote or comment was misread', () => {
  for (const { path, code: seen } of code) assert.doesNotThrow(() => stripTypeScriptTypes(seen), path)
})

test('imports follow the arrows', () => noneIn(code, againstTheArrows))

test('Express, Luxon and the database are known in one place each', () => noneIn(code, packagesAwayFromHome))

test('SQL is in queries and migrations', () => noneIn(code, sqlOutsideQueries))

test('the time and the environment are read where the program starts', () => noneIn(code, timeAndSettings))

test('there is no any, no ! and no class of our own', () => noneIn(code, typesLeftOut))

test('every exported function says what it means', () => noneIn(code, withoutDocstring))

test('nothing is unfinished, and the words are the words of the field', () => noneIn(texts, wordsLeftOut))

test('no file is longer than can be read', () =>
  noneIn([...code, ...texts.filter(({ path }) => path.endsWith('.ejs'))], tooLong))

test('the shape of the code is reported', (t) => {
  const { files, median, nineInTen, comments } = shapeOf(code)
  assert.ok(files > 0, 'no file was looked at')
  t.diagnostic(
    `${files} files, median ${median} lines, nine in ten within ${nineInTen}, ${comments.toFixed(1)} % comments`,
  )
})
