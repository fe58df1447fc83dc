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
 * Unless MUNIMENT_EVERYTHING is set, without nine files whose SQL is tested beneath them: what every page refuses before a database is asked, how
 * files leave, and how the server starts and stops. They take a quarter of the time of all.
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

/** Tests that go through every page, list or form for what the web does before or after a database is asked, or that start and stop servers. */
const ABOVE =
  /^(src\/server|src\/web\/(hardening|injections|injections-kept|list-files)|src\/jobs\/list-file|scripts\/(first-start|mail|server-stop))\.test\.ts$/

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
