import { nodeTests, testFiles } from './gate-tests.ts'
import type { Verdict } from './gates.ts'
import { importsOf } from './imports.ts'
import { startPostgres } from './postgres.ts'
import { type Environment, ROOT } from './run-program.ts'
import { type SourceFile, sourceFiles } from './source-files.ts'

const LIMIT_SECONDS = 900

/**
 * Runs every test that uses a database once more, on PostgreSQL: at MUNIMENT_TEST_POSTGRES, or on a server that is started for them.
 *
 * Unless MUNIMENT_EVERYTHING is set, without those whose SQL is tested beneath them: tests of what is refused before a database is asked, of how
 * files leave, of how the server starts and stops and of what commands print. They take as long again.
 */
export async function postgresTests(env: Environment, atOnce: number): Promise<Verdict> {
  const all = onAnyDatabase(testFiles(), sourceFiles(ROOT, ['{src,db,seed,scripts}/**/*.ts']))
  const files = env.MUNIMENT_EVERYTHING ? all : all.filter((path) => !ABOVE.test(path))
  const server = env.MUNIMENT_TEST_POSTGRES ? null : await startPostgres()
  try {
    const there = { ...env, MUNIMENT_TEST_POSTGRES: server?.url ?? env.MUNIMENT_TEST_POSTGRES }
    return await nodeTests(files, there, { atOnce, limitSeconds: LIMIT_SECONDS })
  } finally {
    await server?.stop()
  }
}

/** Tests of what happens before and after a database is asked, most of which go through every page, list or form, of starts and commands, and all kills but those of imports, sweeps and nodes. */
const ABOVE =
  /^(src\/server|src\/web\/(csrf|hardening|injections|injections-kept|list-files|routes-matrix)|src\/jobs\/(list-file|kills-.*)|scripts\/(api|check-certificate|export|first-start|import-records|journey|mail|restore|seed|sweep|server-stop|verify-audit))\.test\.ts$/

/** The one place from which tests have databases on the server, and the name by which they ask for one that is in a file everywhere. */
const DATABASES = 'db/test-postgres.ts'
const EMBEDDED = /\bembeddedDatabase\b/

/** The test files, in their order, that have a database of the kind that the environment says, through whatever else they import. */
export function onAnyDatabase(tests: readonly string[], sources: readonly SourceFile[]): string[] {
  const reaching = new Set([DATABASES])
  const loaded = sources.map(({ path, code, text }) => ({ path, code, targets: loadedBy({ path, code, text }) }))
  for (let before = 0; before < reaching.size; ) {
    before = reaching.size
    for (const { path, targets } of loaded) if (targets.some((target) => reaching.has(target))) reaching.add(path)
  }
  const inFiles = new Set(loaded.flatMap(({ path, code }) => (EMBEDDED.test(code) ? [path] : [])))
  return tests.filter((path) => reaching.has(path) && !inFiles.has(path))
}

const loadedBy = (file: SourceFile): string[] =>
  importsOf(file).flatMap(({ relative, typeOnly, target }) => (relative && !typeOnly ? [target] : []))
