import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { findOrInstallBrowser, NoBrowser } from './browser.ts'
import type { Verdict } from './gates.ts'
import type { Count } from './node-test-count.ts'
import { type Ended, type Environment, runProgram } from './run-program.ts'

const UNIT_SECONDS = 300
const BROWSER_SECONDS = 360
const PLACES = ['src', 'db', 'seed', 'scripts'].map((folder) => `${folder}/**/*.test.ts`)

/** Runs the tests beside the code, several files at once. */
export async function unitTests(env: Environment, atOnce: number): Promise<Verdict> {
  const { ended, report } = await withReport<Count>((file) => {
    const reporters = [
      ['spec', 'stdout'],
      ['./scripts/lib/node-test-count.ts', file],
    ].flatMap(([name, to]) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`])
    return runProgram(
      process.execPath,
      ['--test', `--test-concurrency=${atOnce}`, ...reporters, ...PLACES],
      env,
      UNIT_SECONDS,
    )
  })
  const { passed, failed, skipped, empty, notes } = report ?? noCount
  const noTest = empty.map((file) => `${file} has no test in it.`)
  const output = [withoutPassed(ended.output), ...noTest].join('\n')
  const verdict = testVerdict(ended, { passed, failed: failed + empty.length, skipped }, output)
  return { ...verdict, seen: [verdict.seen, ...notes].join('; ') }
}

const noCount: Count = { passed: 0, failed: 0, skipped: 0, empty: [], notes: [] }

/** The parts of Playwright's own report that count. */
type BrowserReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } }

/** Finds or installs a browser and runs the journeys in it. */
export async function browserTests(env: Environment): Promise<Verdict> {
  const browser = browserFor(env)
  if (!browser.ok) return { passed: 0, failed: 1, seen: 'no browser', output: browser.why }
  const { ended, report } = await withReport<BrowserReport>((file) => {
    const args = ['test', '--config', 'e2e', '--forbid-only', '--reporter=dot,json']
    return runProgram(
      'playwright',
      args,
      { ...env, CHROMIUM_PATH: browser.path, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      BROWSER_SECONDS,
    )
  })
  const { expected, unexpected, flaky, skipped } = report?.stats ?? { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }
  return testVerdict(ended, { passed: expected, failed: unexpected + flaky, skipped }, ended.output)
}

function browserFor(env: Environment): { ok: true; path: string } | { ok: false; why: string } {
  try {
    return { ok: true, path: findOrInstallBrowser(env) }
  } catch (error) {
    if (error instanceof NoBrowser) return { ok: false, why: error.message }
    throw error
  }
}

/** A run that ended badly without a test that failed, or in which no test ran, is a failure of its own. */
export function testVerdict(
  { code }: Ended,
  count: Pick<Count, 'passed' | 'failed' | 'skipped'>,
  output: string,
): Verdict {
  const { passed, failed, skipped } = count
  const none = passed + failed === 0
  const broken = code !== 0 && failed === 0
  const seen = `${passed + failed} tests${skipped > 0 ? `, and ${skipped} left out` : ''}`
  if (none) return { passed, failed: 1, seen, output: `${output}\nNo test was run.` }
  if (broken)
    return {
      passed,
      failed: 1,
      seen,
      output: `${output}\nThe run ended with ${code === null ? 'a signal' : `exit code ${code}`}.`,
    }
  return { passed, failed, seen, output }
}

/** Runs what writes a report into a file and reads it; null when none was written, or not to its end. */
async function withReport<R>(run: (file: string) => Promise<Ended>): Promise<{ ended: Ended; report: R | null }> {
  const folder = mkdtempSync(`${tmpdir()}/muniment-test-`)
  try {
    const file = `${folder}/report.json`
    const ended = await run(file)
    return { ended, report: readReport<R>(file) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function readReport<R>(file: string): R | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as R
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return null
    throw error
  }
}

const withoutPassed = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/^\s*[✔﹣]/.test(line))
    .join('\n')
