import { type ChildProcess, spawn } from 'node:child_process'
import { COMPILED, ROOT } from './run-program.ts'

/** The day on which all tests of commands take place. */
export const TODAY = '2026-11-22'

export type Ended = { code: number | null; stdout: string; stderr: string }

type Settings = Record<string, string | undefined>

/** The environment of a started program: nothing of the tester's own settings but what finds programs and folders. */
export const environment = (settings: Settings): Settings => {
  const { PATH, HOME, TMPDIR, SystemRoot } = process.env
  const found = { PATH, HOME, TMPDIR, SystemRoot, NODE_COMPILE_CACHE: COMPILED }
  return { ...found, MUNIMENT_TODAY: TODAY, LOG_LEVEL: 'silent', ...settings }
}

/** Starts the file behind a command, as `npm run` does. */
export const startCommand = (name: string, args: string[], settings: Settings = {}): ChildProcess =>
  spawn(process.execPath, [`scripts/${name}.ts`, ...args], {
    cwd: ROOT,
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** What a started program printed, once it has ended. */
export async function ended(program: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    program[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk
    })
  const code = await new Promise<number | null>((done, fail) => program.once('error', fail).once('close', done))
  return { code, ...text }
}

/** Runs a command to its end. */
export const run = (name: string, args: string[], settings: Settings = {}): Promise<Ended> =>
  ended(startCommand(name, args, settings))

/** As `run` with `--json`: the exit code and the one object that it printed. */
export async function runForJson(name: string, args: string[], settings: Settings = {}) {
  const { code, stdout, stderr } = await run(name, [...args, '--json'], settings)
  return { code, stderr, result: JSON.parse(stdout) as Record<string, unknown> }
}
