import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { findOrInstallBrowser, NoBrowser } from './browser.ts'
import type { Verdict } from './gates.ts'
import type { Count } from './node-test-count.ts'
import { type Limits, runTestFiles } from './node-tests.ts'
import { COMPILED, type Ended, type Environment, ROOT, runProgram } from './run-program.ts'

const UNIT_SECONDS = 600
const BROWSER_SECONDS = 900
/** Where tests lie beside the code. First those that start programs and wait for them: they take longest. */
const PLACES = ['src/*', 'scripts/**/*', 'src/jobs/*', 'src/web/*', '{src,db,seed}/**/*']

/** The tests beside the code, in the order in which they are best run. */
export const testFiles = (): string[] => [
  ...new Set(PLACES.flatMap((place) => globSync(`${place}.test.ts`, { cwd: ROOT }).sort())),
]

/** Runs the tests beside the code, several files at once; all databases are files. */
export async function unitTests(env: Environment, atOnce: number): Promise<Verdict> {
  const onFiles = { ...env, MUNIMENT_TEST_POSTGRES: undefined }
  return nodeTests(testFiles(), onFiles, { atOnce, limitSeconds: UNIT_SECONDS })
}

/** Runs test files in this order, several at once, in an environment of their own. */
export async function nodeTests(files: string[], env: Environment, limits: Limits): Promise<Verdict> {
  const { ended, count, unended, unbegun } = await runTestFiles(files, env, limits)
  const { passed, failed, skipped, empty, notes } = count
  const output = [
    withoutPassed(ended.output),
    ...empty.map((file) => `${file} has no test in it.`),
    ...unended.map((file) => `${file} had not ended.`),
    ...unbegun.map((file) => `${file} was not begun.`),
  ].join('\n')
  const wrong = failed + empty.length + unended.length + unbegun.length
  const verdict = testVerdict(ended, { passed, failed: wrong, skipped }, output)
  return { ...verdict, seen: [verdict.seen, ...notes].join('; ') }
}

/** The parts of Playwright's own report that count. */
type BrowserReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } }

/** Finds or installs a browser and runs the journeys in it. */
export async function browserTests(env: Environment): Promise<Verdict> {
  const browser = browserFor(env)
  if (!browser.ok) return { passed: 0, failed: 1, seen: 'no browser', output: browser.why }
  const { ended, report } = await withReport((file) => {
    const args = ['test', '--config', 'e2e', '--forbid-only', '--reporter=dot,json']
    return runProgram(
      'playwright',
      args,
      { ...env, NODE_COMPILE_CACHE: COMPILED, CHROMIUM_PATH: browser.path, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      BROWSER_SECONDS,
    )
  })
  const { expected, unexpected, flaky, skipped } = browserCount(report)
  return testVerdict(ended, { passed: expected, failed: unexpected + flaky, skipped }, ended.output)
}

/** Playwright writes its report when it has ended; a run that was cut off has none. */
const browserCount = (report: string): BrowserReport['stats'] =>
  report ? (JSON.parse(report) as BrowserReport).stats : { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }

function browserFor(env: Environment): { ok: true; path: string } | { ok: false; why: string } {
  try {
    return { ok: true, path: findOrInstallBrowser(env) }
  } catch (error) {
    if (error instanceof NoBrowser) return { ok: false, why: error.message }
    throw error
  }
}

/** A run that ended badly without a test that failed, that a signal ended, or in which no test ran, is a failure of its own. */
export function testVerdict(
  { code }: Ended,
  count: Pick<Count, 'passed' | 'failed' | 'skipped'>,
  output: string,
): Verdict {
  const { passed, failed, skipped } = count
  const none = passed + failed === 0
  const broken = code !== 0 && (failed === 0 || code === null)
  const seen = `${passed + failed} tests${skipped > 0 ? `, and ${skipped} left out` : ''}`
  if (none) return { passed, failed: 1, seen, output: `${output}\nNo test was run.` }
  if (broken)
    return {
      passed,
      failed: failed + 1,
      seen,
      output: `${output}\nThe run ended with ${code === null ? 'a signal' : `exit code ${code}`}.`,
    }
  return { passed, failed, seen, output }
}

/** Runs what writes a report into a file, and reads that; empty when none was written. */
async function withReport(run: (file: string) => Promise<Ended>): Promise<{ ended: Ended; report: string }> {
  const folder = mkdtempSync(`${tmpdir()}/muniment-test-`)
  try {
    const file = `${folder}/report.json`
    const ended = await run(file)
    return { ended, report: existsSync(file) ? readFileSync(file, 'utf8') : '' }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const withoutPassed = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/^\s*[✔﹣▶]/.test(line))
    .join('\n')
