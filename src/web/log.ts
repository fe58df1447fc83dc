import { type DestinationStream, type Logger, pino } from 'pino'

/** What never goes into the log, should somebody hand it there one day: at the top of what is logged, and one level down. */
const secretFields = [
  ...['authorization', 'cookie', 'set-cookie', 'password', 'token', 'secret'],
  ...['email', 'toAddress', 'smtpUrl', 'clientSecret', 'sessionSecret', 'recordHashKey'],
]
const quoted = (name: string): string => `["${name}"]`

/** Fields of an error that say what happened; others may hold what somebody sent, such as the addresses of a message. */
const toldOfErrors = ['code', 'status', 'errno', 'syscall'] as const

/** The log: one JSON object a line on standard output, or into `to`. Secrets are left out, and errors tell no more than what happened. */
export function newLog(level: string, to?: DestinationStream): Logger {
  const paths = secretFields.flatMap((name) => [quoted(name), `*${quoted(name)}`, `*.headers${quoted(name)}`])
  const options = {
    level,
    redact: { paths, censor: '(left out)' },
    serializers: { err: errorInWords },
  }
  return to ? pino(options, to) : pino(options)
}

function errorInWords(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const told = toldOfErrors.flatMap((name) => (name in error ? [[name, (error as Partial<Told>)[name]]] : []))
  const cause = error.cause === undefined ? {} : { cause: errorInWords(error.cause) }
  return { type: error.name, message: error.message, stack: error.stack, ...Object.fromEntries(told), ...cause }
}

type Told = Record<(typeof toldOfErrors)[number], unknown>
