/*
 * The frame of every `npm run` command. The file of a command reads:
 *
 *   import './lib/require-node-24.ts'
 *   import { openDatabase } from '../db/open.ts'
 *   import { command, WrongUsage } from './lib/entry.ts'
 *
 *   await command(
 *     {
 *       name: 'sweep',
 *       does: 'Runs the retention sweep now, or for a past date.',
 *       options: { 'as-at': { value: 'YYYY-MM-DD', does: 'the date to sweep for; today when left out' } },
 *     },
 *     async ({ options, say }) => {
 *       const asked = options['as-at']
 *       if (asked && !readDate(asked)) throw new WrongUsage('--as-at must be a date such as 2026-11-22.')
 *       …
 *       return { ok: true, text: '12 records are newly due.', result: { newly_due: 12 } }
 *     },
 *   )
 */
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

/** How a command tells a person how far it is: on standard output, or beside it when `--json` has that. */
type Say = { say: (line: string) => void }

type Run<A extends ArgumentSpecs, O extends OptionSpecs> = (given: Given<A, O> & Say) => Promise<Outcome>

const exitCodes = { done: 0, failed: 1, wrongUsage: 2 }

/** Runs a command with the arguments of this process and sets its exit code: 0 done, 1 failed, 2 wrong usage. */
export async function command<const A extends ArgumentSpecs, const O extends OptionSpecs>(
  spec: CommandSpec<A, O>,
  run: Run<A, O>,
): Promise<void> {
  const out = (line: string): void => void process.stdout.write(`${line}\n`)
  const err = (line: string): void => void process.stderr.write(`${line}\n`)
  process.exitCode = await runCommand(spec, run, process.argv.slice(2), { out, err })
}

/** As `command`, but with the arguments and both outputs given; returns the exit code. */
export async function runCommand<const A extends ArgumentSpecs, const O extends OptionSpecs>(
  spec: CommandSpec<A, O>,
  run: Run<A, O>,
  args: string[],
  { out, err }: Record<'out' | 'err', (line: string) => void>,
): Promise<number> {
  if (asksFor('help', args)) {
    out(helpText(spec))
    return exitCodes.done
  }
  const json = asksFor('json', args)
  try {
    const outcome = await run({ ...readCommandLine(spec, args), say: json ? err : out })
    if (json) out(JSON.stringify(outcome.result))
    else if (outcome.text !== null) out(outcome.text)
    return outcome.ok ? exitCodes.done : exitCodes.failed
  } catch (error) {
    if (error instanceof WrongUsage) {
      err(`${error.message} npm run ${spec.name} -- --help says how to use it.`)
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
