import { type ChildProcess, spawn } from 'node:child_process'
import { Writable } from 'node:stream'
import type { Command } from './entry.ts'
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

/** Starts the file behind a command in a process of its own, as `npm run` does: for what only a process can do, such as being killed. */
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

/** Runs a command to its end, in this process: to load all of its modules anew takes longer than most of what a command does. */
export async function run(name: string, args: string[], settings: Settings = {}): Promise<Ended> {
  const { main } = (await import(`../${name}.ts`)) as { main: Command }
  return outcomeOf(main, args, environment(settings))
}

/** What a command that is called with arguments prints, and its exit code. */
export async function outcomeOf(command: Command, args: string[], env: Settings = {}): Promise<Ended> {
  const [out, err] = [gathered(), gathered()]
  const code = await command({ args, env, out: out.to, err: err.to })
  return { code, stdout: out.text(), stderr: err.text() }
}

/** A stream that keeps what is written to it. */
function gathered() {
  const chunks: Buffer[] = []
  const to = new Writable({
    write(chunk: Buffer, _, written) {
      chunks.push(chunk)
      written()
    },
  })
  return { to, text: () => Buffer.concat(chunks).toString('utf8') }
}

/** As `run` with `--json`: the exit code and the one object that it printed. */
export async function runForJson(name: string, args: string[], settings: Settings = {}) {
  const { code, stdout, stderr } = await run(name, [...args, '--json'], settings)
  return { code, stderr, result: JSON.parse(stdout) as Record<string, unknown> }
}
