import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Count, noCount, sumOf } from './node-test-count.ts'
import { COMPILED, type Ended, type Environment, runProgram } from './run-program.ts'

/** How many processes run at once, and after how long what still runs is ended. */
export type Limits = { atOnce: number; limitSeconds: number }

/** What a run of test files came to. `unended`: files whose process ended before them; `unbegun`: those that none took up. */
export type TestRun = { ended: Ended; count: Count; unended: string[]; unbegun: string[] }

/**
 * Runs test files of the project in as many processes at once, each of which takes up the next file of the list when it has
 * ended one: those that take longest belong at its beginning. `env` is what the tests find as `process.env`.
 */
export async function runTestFiles(
  files: string[],
  env: Environment,
  { atOnce, limitSeconds }: Limits,
): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-tests-'))
  try {
    const reports = Array.from({ length: atOnce }, (_, number) => join(folder, `count-${number}`))
    const ended = await Promise.all(
      reports.map((report) => {
        const args = [...reporters(report), 'scripts/lib/node-test-worker.ts', folder, ...files]
        return runProgram(process.execPath, args, environment(env), limitSeconds)
      }),
    )
    const is = (number: number, state: string): boolean => existsSync(join(folder, `${number}-${state}`))
    return {
      ended: allOf(ended),
      count: sumOf(reports.map((report) => lastCount(existsSync(report) ? readFileSync(report, 'utf8') : ''))),
      unended: files.filter((_, number) => is(number, 'begun') && !is(number, 'ended')),
      unbegun: files.filter((_, number) => !is(number, 'begun')),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const reporters = (report: string): string[] =>
  [
    ['spec', 'stdout'],
    ['./scripts/lib/node-test-count.ts', report],
  ].flatMap(([name, to]) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`])

/** A test that runs this has a variable that would turn the report of its own tests into another form. */
const environment = (env: Environment): Environment => ({
  ...env,
  NODE_COMPILE_CACHE: COMPILED,
  NODE_TEST_CONTEXT: undefined,
})

function allOf(ended: Ended[]): Ended {
  // What was ended by a signal says nothing of it itself.
  const bad = ended.find(({ code }) => code === null) ?? ended.find(({ code }) => code !== 0)
  return { code: bad ? bad.code : 0, output: ended.map(({ output }) => output).join('\n') }
}

/** The last line that is whole: a run that is cut off may have begun another. */
export function lastCount(report: string): Count {
  const line = report.split('\n').at(-2)
  return line ? (JSON.parse(line) as Count) : noCount()
}
