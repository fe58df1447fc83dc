import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importsOf } from './imports.ts'
import { sourceFile } from './source-files.ts'

const targets = (text: string, path = 'src/web/page.ts'): string[] =>
  importsOf(sourceFile(path, text)).map(({ target }) => target)

test('every form of import is found, in order', () => {
  const text = [
    "import './effect.ts'",
    "import whole from 'a'",
    "import whole2, { part } from 'b'",
    "import {\n  one,\n  type Two,\n} from 'c'",
    "import * as all from 'd'",
    "export { x } from 'e'",
    "export * from 'f'",
    "export * as g from 'g'",
    "const later = await import('h')",
    "const old = require('i')",
    "const worker = new Worker(new URL('../jobs/worker.ts', import.meta.url))",
  ].join('\n')
  assert.deepEqual(targets(text), [
    'src/web/effect.ts',
    'a',
    'b',
    'c',
    'd',
    'e',
    'f',
    'g',
    'h',
    'i',
    'src/jobs/worker.ts',
  ])
})

test('an import in a comment or a text is none', () => {
  assert.deepEqual(targets("// import a from 'a'\nconst b = \"import c from 'c'\"\nconst d = `import('e')`"), [])
})

test('an export that takes from nowhere does not borrow the next import', () => {
  assert.deepEqual(targets("export type A = string\nexport const b = { from: 'c' }\nimport d from 'd'"), ['d'])
})

test('only import type is a type: a list of types still loads its module', () => {
  const text =
    "import type { A } from 'a'\nexport type { B } from 'b'\nimport { type C } from 'c'\nimport type from 'd'"
  assert.deepEqual(
    importsOf(sourceFile('db/open.ts', text)).map(({ typeOnly }) => typeOnly),
    [true, true, false, false],
  )
})

test('a path is counted from the root, and a package is named without what is inside it', () => {
  assert.deepEqual(
    targets("import a from '../../db/open.ts'\nimport b from '@x/y/z'\nimport c from 'kysely/migration'"),
    ['db/open.ts', '@x/y', 'kysely'],
  )
})

test('an address that is not a source file is no import', () => {
  assert.deepEqual(targets("const folder = new URL('../../views', import.meta.url)"), [])
})
