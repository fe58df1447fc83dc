import { availableParallelism } from 'node:os'
import { auditDependencies } from './gate-audit.ts'
import { checkCss } from './gate-css.ts'
import { postgresTests } from './gate-postgres.ts'
import { browserTests, unitTests } from './gate-tests.ts'
import { type Environment, ROOT, runProgram } from './run-program.ts'

/** What a gate found. A check counts as one, passed or failed; a runner counts its tests. `seen`: what was looked at, in words. */
export type Verdict = { passed: number; failed: number; seen: string; output: string }

/** One of the things that `npm test` does. */
export type Gate = { name: string; title: string; run: (env: Environment) => Promise<Verdict> }

const CHECK_SECONDS = 120

/** Everything that `npm test` does, in its order: what is quick and likeliest to fail first. */
export const gates: Gate[] = [
  { name: 'types', title: 'Type check', run: types },
  { name: 'style', title: 'Lint and format', run: style },
  { name: 'unused', title: 'Unused code', run: unused },
  { name: 'audit', title: 'Known vulnerabilities of dependencies', run: auditDependencies },
  { name: 'css', title: 'Style sheet is what its sources build', run: checkCss },
  { name: 'unit', title: 'Unit and route tests', run: (env) => unitTests(env, availableParallelism() + 1) },
  {
    name: 'postgres',
    title: 'Unit and route tests on PostgreSQL',
    run: (env) => postgresTests(env, availableParallelism() + 1),
  },
  { name: 'browser', title: 'Browser tests', run: (env) => browserTests(env) },
]

async function types(env: Environment): Promise<Verdict> {
  const { code, output } = await runProgram('tsc', ['--pretty', 'false', '--listFiles'], env, CHECK_SECONDS)
  const isFile = (line: string): boolean => /^(\/|[A-Za-z]:).*\.[cm]?ts$/.test(line.trim())
  const lines = output.split('\n')
  const ours = lines.filter((line) => isFile(line) && line.startsWith(ROOT) && !line.includes('/node_modules/'))
  return verdict(code === 0, ours.length, lines.filter((line) => !isFile(line)).join('\n'))
}

async function style(env: Environment): Promise<Verdict> {
  const args = ['check', '--error-on-warnings', '--max-diagnostics=100', '.']
  const { code, output } = await runProgram('biome', args, env, CHECK_SECONDS)
  return verdict(code === 0, Number(/^Checked (\d+) files?/m.exec(output)?.[1] ?? 0), output)
}

async function unused(env: Environment): Promise<Verdict> {
  const args = [
    '--no-progress',
    '--treat-config-hints-as-errors',
    '--reporter',
    'symbols',
    '--reporter',
    './scripts/lib/knip-count.ts',
  ]
  const { code, output } = await runProgram('knip', args, env, CHECK_SECONDS)
  const count = /^files looked at: (\d+)$/m
  return verdict(code === 0, Number(count.exec(output)?.[1] ?? 0), output.replace(count, ''))
}

/** A check that saw nothing has checked nothing, whatever it says. */
function verdict(good: boolean, files: number, output: string): Verdict {
  const passed = good && files > 0
  return {
    passed: passed ? 1 : 0,
    failed: passed ? 0 : 1,
    seen: `${files} files`,
    output: good && files === 0 ? `${output}\nNo file was looked at.` : output,
  }
}
