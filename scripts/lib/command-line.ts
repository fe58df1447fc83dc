import { parseArgs } from 'node:util'

/** An option. With `value`, the word that stands in the help for what follows it; without, a switch. `many`: it may be given more than once. */
export type OptionSpec = { value?: string; required?: true; many?: true; does: string }

/** What is given without a name, in its order. */
export type ArgumentSpec = { optional?: true; does: string }

export type ArgumentSpecs = Record<string, ArgumentSpec>
export type OptionSpecs = Record<string, OptionSpec>

/** A command: its name after `npm run`, what it does in a sentence, what it takes. `--json` and `--help` go without saying. */
export type CommandSpec<A extends ArgumentSpecs = ArgumentSpecs, O extends OptionSpecs = OptionSpecs> = {
  name: string
  does: string
  arguments?: A
  options?: O
}

/** What was given, by the names of the specification: texts, and true or false for switches. */
export type Given<A extends ArgumentSpecs = ArgumentSpecs, O extends OptionSpecs = OptionSpecs> = {
  arguments: { [K in keyof A]: A[K] extends { optional: true } ? string | undefined : string }
  options: {
    [K in keyof O]: O[K] extends { many: true }
      ? string[]
      : O[K] extends { value: string }
        ? O[K] extends { required: true }
          ? string
          : string | undefined
        : boolean
  }
}

/** The command was called wrongly: the message says what is wrong, in a sentence. */
export class WrongUsage extends Error {}

const everywhere: OptionSpecs = {
  json: { does: 'print one JSON object on standard output' },
  help: { does: 'print this and do nothing' },
}

/** True when the arguments ask for help, or for JSON: known before the rest is read, which may be wrong. */
export const asksFor = (wanted: 'help' | 'json', args: string[]): boolean =>
  parseArgs({ args, strict: false, tokens: true }).tokens.some(
    (token) => token.kind === 'option' && token.name === wanted,
  )

/** Reads the arguments of a command by its specification. Throws `WrongUsage`. An option given twice counts as last given, unless it may be given many times. */
export function readCommandLine<A extends ArgumentSpecs, O extends OptionSpecs>(
  spec: CommandSpec<A, O>,
  args: string[],
): Given<A, O> {
  const specs: OptionSpecs = { ...spec.options, ...everywhere }
  const types = Object.entries(specs).map(
    ([name, { value }]) => [name, { type: value ? 'string' : 'boolean' }] as const,
  )
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(types),
  })
  const options: Record<string, string | boolean | string[]> = {}
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind === 'option') options[token.name] = given(specs, token, options[token.name])
  }
  for (const [name, { value, required, many, does }] of Object.entries(spec.options ?? {})) {
    if (required && options[name] === undefined) throw new WrongUsage(`--${name} ${value ?? ''} is missing: ${does}.`)
    if (!value || many) options[name] ??= many ? [] : false
  }
  return { arguments: named(spec.arguments ?? {}, positionals), options } as Given<A, O>
}

type OptionToken = { name: string; rawName: string; value: string | undefined; inlineValue: boolean | undefined }

/** The value of an option; one that may be given many times keeps all of them, in their order. */
function given(
  specs: OptionSpecs,
  token: OptionToken,
  before: string | boolean | string[] = [],
): string | boolean | string[] {
  const value = optionValue(specs, token)
  return specs[token.name]?.many ? [before, value].flat().map(String) : value
}

function optionValue(specs: OptionSpecs, { name, rawName, value, inlineValue }: OptionToken): string | boolean {
  const spec = rawName.startsWith('--') && Object.hasOwn(specs, name) ? specs[name] : undefined
  if (!spec) throw new WrongUsage(`There is no option ${rawName}.`)
  if (!spec.value) {
    if (value !== undefined) throw new WrongUsage(`${rawName} is a switch: it takes no value.`)
    return true
  }
  if (!value || (!inlineValue && value.startsWith('-')))
    throw new WrongUsage(`${rawName} needs a value: ${rawName} ${spec.value}.`)
  return value
}

function named(specs: ArgumentSpecs, positionals: string[]): Record<string, string | undefined> {
  const names = Object.keys(specs)
  const extra = positionals[names.length]
  if (extra !== undefined) throw new WrongUsage(`"${extra}" is one argument too many.`)
  return Object.fromEntries(
    Object.entries(specs).map(([name, { optional, does }], at) => {
      if (!optional && !positionals[at]) throw new WrongUsage(`${name} is missing: ${does}.`)
      return [name, positionals[at]]
    }),
  )
}

/**
 * The help of a command: how to call it, what it does, and each argument and option on a line.
 *
 * `--silent`: npm before version 12 would write two lines of its own on standard output first.
 */
export function helpText(spec: CommandSpec): string {
  const args = Object.entries(spec.arguments ?? {})
  const options = Object.entries(spec.options ?? {})
  const call = [
    ...args.map(([name, { optional }]) => (optional ? `[${name}]` : name)),
    ...options.map(([name, option]) => (option.required ? withValue(name, option) : `[${withValue(name, option)}]`)),
  ]
  const lines = [
    ...args.map(([name, { does }]) => [name, does] as const),
    ...[...options, ...Object.entries(everywhere)].map(
      ([name, option]) => [withValue(name, option), option.does] as const,
    ),
  ]
  const width = Math.max(...lines.map(([name]) => name.length))
  const usage = ['npm run --silent', spec.name, ...(call.length > 0 ? ['--', ...call] : [])].join(' ')
  return [spec.does, '', usage, '', ...lines.map(([name, does]) => `  ${name.padEnd(width)}  ${does}`)].join('\n')
}

const withValue = (name: string, { value }: OptionSpec): string => (value ? `--${name} ${value}` : `--${name}`)
