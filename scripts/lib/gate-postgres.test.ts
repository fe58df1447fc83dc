import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnyDatabase } from './gate-postgres.ts'
import { testFiles } from './gate-tests.ts'
import { ROOT } from './run-program.ts'
import { sourceFile, sourceFiles } from './source-files.ts'

test('tests that have a database run on PostgreSQL too, however far they have it from; those of files alone do not', () => {
  const sources = [
    sourceFile('db/test-postgres.ts', 'export const freshPostgres = () => {}'),
    sourceFile('db/test-world.ts', "import { freshPostgres } from './test-postgres.ts'"),
    sourceFile('src/web/test-site.ts', "import { temporaryDatabase } from '../../db/test-world.ts'"),
    sourceFile('src/web/test-people.ts', "import { testSite } from './test-site.ts'\nimport './test-site.ts'"),
    sourceFile('src/web/far.test.ts', "import { people } from './test-people.ts'"),
    sourceFile('src/domain/pure.test.ts', "import { place } from './place.ts'"),
    sourceFile('src/domain/typed.test.ts', "import type { World } from '../../db/test-world.ts'"),
    sourceFile('src/actions/file.test.ts', "import { embeddedDatabase } from '../../db/test-world.ts'"),
    sourceFile('src/actions/said.test.ts', "// not an embeddedDatabase\nimport '../../db/test-world.ts'"),
  ]
  const tests = sources.map(({ path }) => path).filter((path) => path.endsWith('.test.ts'))
  assert.deepEqual(onAnyDatabase(tests, sources), ['src/web/far.test.ts', 'src/actions/said.test.ts'])
})

test('of this project most tests of routes and actions are among them, and no test of the law', () => {
  const files = onAnyDatabase(testFiles(), sourceFiles(ROOT, ['{src,db,seed,scripts}/**/*.ts']))
  const share = (folder: string) => {
    const all = testFiles().filter((path) => path.startsWith(folder))
    return files.filter((path) => path.startsWith(folder)).length / all.length
  }
  assert.ok(share('src/actions/') > 0.7 && share('src/web/') > 0.7, `${files.length} files`)
  assert.equal(share('src/domain/'), 0)
  assert.ok(files.includes('db/postgres.test.ts') && files.includes('scripts/journey.test.ts'))
  assert.ok(!files.includes('src/actions/restore.test.ts'))
})
