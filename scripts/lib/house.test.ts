import assert from 'node:assert/strict'
import { test } from 'node:test'
import { againstTheArrows } from './house-arrows.ts'
import { packagesAwayFromHome, sqlOutsideQueries, timeAndSettings } from './house-places.ts'
import { shapeOf, tooLong } from './house-sizes.ts'
import { typesLeftOut, withoutDocstring } from './house-style.ts'
import { wordsLeftOut } from './house-words.ts'
import { type Breach, type SourceFile, sourceFile } from './source-files.ts'

type Rule = (file: SourceFile) => Breach[]

const lines = (rule: Rule, path: string, text: string): number[] => rule(sourceFile(path, text)).map(({ line }) => line)
const breaks = (rule: Rule, path: string, text: string): void =>
  assert.ok(lines(rule, path, text).length > 0, `nothing found in ${path}: ${text}`)
const keeps = (rule: Rule, path: string, text: string): void => assert.deepEqual(rule(sourceFile(path, text)), [])

test('an import against the arrows is found, with its line and what to do', () => {
  assert.deepEqual(
    againstTheArrows(sourceFile('src/domain/hold.ts', "\nimport { a } from '../../db/queries/holds.ts'\n")),
    [
      {
        path: 'src/domain/hold.ts',
        line: 2,
        text: 'imports db/queries/holds.ts: domain may import only from domain; move what it needs there',
      },
    ],
  )
})

test('web, jobs and scripts never import each other, and only the server starts jobs', () => {
  breaks(againstTheArrows, 'src/web/records/routes.ts', "import { a } from '../../jobs/sweep.ts'")
  breaks(againstTheArrows, 'src/jobs/sweep.ts', "import type { A } from '../web/page.ts'")
  breaks(againstTheArrows, 'scripts/sweep.ts', "const a = await import('../src/jobs/sweep.ts')")
  breaks(againstTheArrows, 'src/app.ts', "import { startJobs } from './jobs/schedule.ts'")
  keeps(
    againstTheArrows,
    'src/serve.ts',
    "import { startJobs } from './jobs/schedule.ts'\nimport { createApp } from './app.ts'",
  )
})

test('imports along the arrows pass', () => {
  keeps(
    againstTheArrows,
    'src/web/records/routes.ts',
    "import { a } from '../../actions/records.ts'\nimport '../page.ts'",
  )
  keeps(againstTheArrows, 'scripts/sweep.ts', "import { sweep } from '../src/actions/sweep.ts'")
  keeps(againstTheArrows, 'db/queries/rules.ts', "import type { A } from '../../src/domain/retention-rule.ts'")
})

test('a test may reach upwards, but a test of the domain or the formats may not', () => {
  const text = "import { createApp } from '../app.ts'"
  keeps(againstTheArrows, 'src/web/pages.test.ts', text)
  keeps(againstTheArrows, 'src/config.test.ts', "import { readConfig } from './config.ts'")
  breaks(againstTheArrows, 'src/domain/hold.test.ts', text)
  breaks(againstTheArrows, 'src/formats/csv.test.ts', text)
})

test('the domain takes nothing from the machine', () => {
  breaks(againstTheArrows, 'src/domain/hold.ts', "import { readFileSync } from 'node:fs'")
  keeps(againstTheArrows, 'src/domain/hold.ts', "import { z } from 'zod'")
})

test('a file of no layer is found', () => {
  breaks(againstTheArrows, 'src/helpers/dates.ts', 'export {}')
  breaks(againstTheArrows, 'src/util.ts', 'export {}')
})

test('packages stay where they belong', () => {
  breaks(packagesAwayFromHome, 'src/actions/import.ts', "import type { Request } from 'express'")
  breaks(packagesAwayFromHome, 'src/domain/hold.ts', "import { DateTime } from 'luxon'")
  breaks(packagesAwayFromHome, 'src/domain/calendar.test.ts', "import { DateTime } from 'luxon'")
  breaks(packagesAwayFromHome, 'src/actions/import.ts', "import { type Kysely } from 'kysely'")
  breaks(packagesAwayFromHome, 'scripts/backup.ts', "import Sqlite from 'better-sqlite3'")
  keeps(packagesAwayFromHome, 'src/domain/calendar.ts', "import { DateTime } from 'luxon'")
  keeps(
    packagesAwayFromHome,
    'src/web/records/routes.ts',
    "import { Router } from 'express'\nimport type { Kysely } from 'kysely'",
  )
})

test('SQL is built in queries and migrations alone', () => {
  breaks(sqlOutsideQueries, 'src/web/records/routes.ts', "const rows = await db.selectFrom('records').execute()")
  breaks(sqlOutsideQueries, 'src/actions/sweep.ts', 'await sql`delete from records`.execute(db)')
  breaks(sqlOutsideQueries, 'seed/load.ts', "db\n  .insertInto('services')")
  keeps(sqlOutsideQueries, 'db/queries/records.ts', "db.selectFrom('records')")
  keeps(sqlOutsideQueries, 'src/actions/sweep.ts', "// .selectFrom('records')\nconst a = 'sql`'")
})

test('the time and the environment are read where the program starts alone', () => {
  for (const text of [
    'new Date()',
    'Date.now()',
    'const a = Date()',
    'process.env.PORT',
    "process['env']",
    'const { env } = process',
  ])
    breaks(timeAndSettings, 'src/actions/sweep.ts', text)
  breaks(timeAndSettings, 'scripts/lib/browser.ts', 'process.env.CHROMIUM_PATH')
  breaks(timeAndSettings, 'src/config.ts', "import { env } from 'node:process'")
  keeps(timeAndSettings, 'src/serve.ts', 'process.env.PORT; new Date()')
  keeps(timeAndSettings, 'scripts/sweep.ts', 'process.env.PORT; new Date()')
  keeps(timeAndSettings, 'src/domain/calendar.ts', 'now: () => Date\nprocess.exitCode = 1\nsite.env')
})

test('any, ! and classes of our own are found as code, not as words', () => {
  for (const text of ['a: any', 'a as any', 'Map<string, any>', 'any[]', 'z.any()'])
    breaks(typesLeftOut, 'src/app.ts', text)
  for (const text of ['a!.b', 'f(a!)', 'rows[0]!', 'f()!', 'let a!: string']) breaks(typesLeftOut, 'src/app.ts', text)
  breaks(typesLeftOut, 'src/app.ts', 'class Store {\n}')
  keeps(typesLeftOut, 'src/app.ts', "// any!\nconst a = 'any!'\nif (!a || a !== b) f({ any: 1 })\nawait Promise.any(a)")
  keeps(typesLeftOut, 'src/app.ts', 'class Refused extends Error {}')
  keeps(typesLeftOut, 'src/app.test.ts', 'const a = b! as any')
})

test('an exported function without a docstring is found, whichever way it is written', () => {
  for (const text of [
    'export function a() {}',
    'export async function a() {}',
    'export const a = (b: string): string => b',
    'export const a = async (b) => b',
    'export const a = <T>(b: T): T => b',
    'export const a = b => b',
    'export const a: Handler = (req, res) => {\n  f()\n}',
    'export const a: (b: string) => string = (b) => b',
    '// a comment is no docstring\nexport function a() {}',
    '/** Of something else. */\n\nexport function a() {}',
  ])
    breaks(withoutDocstring, 'src/domain/hold.ts', text)
})

test('what needs no docstring is let be', () => {
  for (const text of [
    '/** What it means. */\nexport function a() {}',
    '/**\n * What it means.\n */\nexport const a = () => 1',
    '/** Once for all. */\nexport function a(b: string): string\nexport function a(b: number): number\nexport function a(b) {}',
    'export const a = 3',
    'export const a = (1 + 2) * 3',
    'export const a = { b: () => 1 }\nexport type B = () => void',
    'function a() {}',
  ])
    keeps(withoutDocstring, 'db/queries/records.ts', text)
  keeps(withoutDocstring, 'scripts/lib/a.ts', 'export function a() {}')
  keeps(withoutDocstring, 'db/migrations/0001_first.ts', 'export async function up() {}')
})

test('unfinished work and words the house does not use are found', () => {
  breaks(wordsLeftOut, 'src/app.ts', `// ${['TO', 'DO'].join('')}: later`)
  breaks(wordsLeftOut, 'views/layout.ejs', `<p>The ${['Legal', 'basis'].join(' ')}</p>`)
  breaks(wordsLeftOut, 'docs/csv.md', ['legal', 'bases'].join('_'))
  keeps(wordsLeftOut, 'src/formats/json-ld.ts', `const a = 'https://w3id.org/dpv#${['legal', 'basis'].join('-')}'`)
  keeps(wordsLeftOut, 'seed/notices/libraries.txt', `The ${['legal', 'basis'].join(' ')} is`)
})

test('a test that says what ought to be is found by its name alone', () => {
  const wish = ['sho', 'uld'].join('')
  breaks(wordsLeftOut, 'src/a.test.ts', `test('a hold ${wish} win', () => {})`)
  breaks(wordsLeftOut, 'src/a.test.ts', `await t.test(\n  \`it ${wish} win\`,\n  () => {})`)
  breaks(wordsLeftOut, 'e2e/a.spec.ts', `test.describe('${wish}', () => {})`)
  keeps(wordsLeftOut, 'src/a.test.ts', `test('a hold wins', () => assert.equal(text, 'You ${wish} not'))`)
})

test('a long file is found, unless it is a migration or the sample register', () => {
  const long = 'a\n'.repeat(251)
  assert.deepEqual(lines(tooLong, 'src/app.ts', long), [251])
  keeps(tooLong, 'src/app.ts', 'a\n'.repeat(250))
  keeps(tooLong, 'db/migrations/0001_first.ts', long)
})

test('the shape of the code counts lines and comments, not tests', () => {
  const files = ['a\n', '// why\nb\n', 'c\nd\ne\n', 'x\n'.repeat(500)].map((text, at) =>
    sourceFile(at === 3 ? 'src/a.test.ts' : `src/${at}.ts`, text),
  )
  const { comments, ...shape } = shapeOf(files)
  assert.deepEqual(shape, { files: 3, median: 2, nineInTen: 2 })
  assert.equal(Math.round(comments), 17)
})
