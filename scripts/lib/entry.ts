/*
 * The frame of every `npm run` command. The file of a command reads:
 *
 *   import './lib/require-node-24.ts'
 *   import { openDatabase } from '../db/open.ts'
 *   import { command, WrongUsage } from './lib/entry.ts'
 *
 *   export const main = await command(
 *     import.meta,
 *     {
 *       name: 'sweep',
 *       does: 'Runs the retention sweep now, or for a past date.',
 *       options: { 'as-at': { value: 'YYYY-MM-DD', does: 'the date to sweep for; today when left out' } },
 *     },
 *     async ({ options, env, say }) => {
 *       const asked = options['as-at']
 *       if (asked && !readDate(asked)) throw new WrongUsage('--as-at must be a date such as 2026-11-22.')
 *       …
 *       return { ok: true, text: '12 records are newly due.', result: { newly_due: 12 } }
 *     },
 *   )
 *
 * Started as a program it runs; imported it is called, with arguments and an environment of the caller's.
 */
import type { Writable } from 'node:stream'
import { DatabaseUnusable } from '../../db/unusable.ts'
import { WrongSetting } from '../../src/config.ts'
import {
  type ArgumentSpecs,
  asksFor,
  type CommandSpec,
  type Given,
  helpText,
  type OptionSpecs,
  readCommandLine,
  WrongUsage,
} from './command-line.ts'

export { WrongUsage } from './command-line.ts'

/** What came of a command: a sentence for a person (null when its output already is the answer), an object for `--json`. Not `ok`: reported all the same, with exit code 1. */
export type Outcome = { ok: boolean; text: string | null; result: Record<string, unknown> }

/** The command could not do its work. The message says why; `result` joins it in the object of `--json`. */
export class CommandFailed extends Error {
  readonly result: Record<string, unknown>
  constructor(message: string, result: Record<string, unknown> = {}) {
    super(message)
    this.result = result
  }
}

/** With what a command is called, and where it prints: the answer goes to `out`, what is wrong to `err`. */
export type Call = { args: string[]; env: Record<string, string | undefined>; out: Writable; err: Writable }

/** A command that can be called; returns its exit code: 0 done, 1 failed, 2 wrong usage. */
export type Command = (call: Call) => Promise<number>

/**
 * What a command has besides what it was given. `say` tells a person in a line how far it is: on standard output, or beside it when `--json`
 * has that. `out` is standard output, for an answer that is too large for a line.
 */
type Around = { say: (line: string) => void; json: boolean } & Pick<Call, 'env' | 'out'>

type Run<A extends ArgumentSpecs, O extends OptionSpecs> = (given: Given<A, O> & Around) => Promise<Outcome>

const exitCodes = { done: 0, failed: 1, wrongUsage: 2 }

/** Makes a command; runs it, and sets the exit code, where its file is what this process was started with. */
export async function command<const A extends ArgumentSpecs, const O extends OptionSpecs>(
  { main }: Pick<ImportMeta, 'main'>,
  spec: CommandSpec<A, O>,
  run: Run<A, O>,
): Promise<Command> {
  const called: Command = (call) => runCommand(spec, run, call)
  const { argv, env, stdout: out, stderr: err } = process
  if (main) process.exitCode = await called({ args: argv.slice(2), env, out, err })
  return called
}

async function runCommand<const A extends ArgumentSpecs, const O extends OptionSpecs>(
  spec: CommandSpec<A, O>,
  run: Run<A, O>,
  { args, env, ...to }: Call,
): Promise<number> {
  const out = (line: string): void => void to.out.write(`${line}\n`)
  const err = (line: string): void => void to.err.write(`${line}\n`)
  if (asksFor('help', args)) {
    out(helpText(spec))
    return exitCodes.done
  }
  const json = asksFor('json', args)
  try {
    const around = { say: json ? err : out, json, env, out: to.out }
    const outcome = await run({ ...readCommandLine(spec, args), ...around })
    if (json) out(JSON.stringify(outcome.result))
    else if (outcome.text !== null) out(outcome.text)
    return outcome.ok ? exitCodes.done : exitCodes.failed
  } catch (error) {
    if (error instanceof WrongUsage) {
      err(`${error.message} npm run ${spec.name} -- --help says how to use it.`)
      if (json) out(JSON.stringify({ error: error.message }))
      return exitCodes.wrongUsage
    }
    const failure = error instanceof Error ? error : new Error(String(error))
    err(isForeseen(failure) ? failure.message : (failure.stack ?? failure.message))
    if (json) out(JSON.stringify({ ...(failure instanceof CommandFailed && failure.result), error: failure.message }))
    return exitCodes.failed
  }
}

/** What was foreseen is one sentence; of anything else, whoever mends it needs to see where it happened. */
const isForeseen = (error: Error): boolean =>
  error instanceof CommandFailed || error instanceof DatabaseUnusable || error instanceof WrongSetting
