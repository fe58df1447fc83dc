import { nodeTests, testFiles } from './gate-tests.ts'
import type { Verdict } from './gates.ts'
import { importsOf } from './imports.ts'
import { startPostgres } from './postgres.ts'
import { type Environment, ROOT } from './run-program.ts'
import { type SourceFile, sourceFiles } from './source-files.ts'

const LIMIT_SECONDS = 600

/** Runs every test that uses a database once more, on PostgreSQL: at MUNIMENT_TEST_POSTGRES, or on a server that is started for them. */
export async function postgresTests(env: Environment, atOnce: number): Promise<Verdict> {
  const files = onAnyDatabase(testFiles(), sourceFiles(ROOT, ['{src,db,seed,scripts}/**/*.ts']))
  const server = env.MUNIMENT_TEST_POSTGRES ? null : await startPostgres()
  try {
    const there = { ...env, MUNIMENT_TEST_POSTGRES: server?.url ?? env.MUNIMENT_TEST_POSTGRES }
    return await nodeTests(files, there, { atOnce, limitSeconds: LIMIT_SECONDS })
  } finally {
    await server?.stop()
  }
}

/** The one place from which tests have their databases, and the name by which they ask for one that is in a file everywhere. */
const DATABASES = 'db/test-world.ts'
const EMBEDDED = /\bembeddedDatabase\b/

/** The test files, in their order, that have a database of the kind that the environment says, through whatever else they import. */
export function onAnyDatabase(tests: readonly string[], sources: readonly SourceFile[]): string[] {
  const files = new Map(sources.map((file) => [file.path, file]))
  const reaching = new Map<string, boolean>()
  const reaches = (path: string): boolean => {
    const known = reaching.get(path)
    if (known !== undefined) return known
    const file = files.get(path)
    const found =
      path === DATABASES ||
      (file !== undefined && importsOf(file).some((one) => one.relative && !one.typeOnly && reaches(one.target)))
    reaching.set(path, found)
    return found
  }
  return tests.filter((path) => reaches(path) && !EMBEDDED.test(files.get(path)?.code ?? ''))
}
