import { dirname, join } from 'node:path'
import { z } from 'zod'
import { readDate } from './domain/calendar.ts'

export type Config = {
  production: boolean
  port: number
  host: string
  baseUrl: string
  databaseUrl: string
  sessionSecret: string
  recordHashKey: string
  sweepCron: string
  stoppedToday: string | undefined
  logLevel: string
}

/** A setting that stops the start: the message names the variable and says what it should be. */
export class WrongSetting extends Error {}

/** Where uploaded files wait to be loaded: beside the database, so that one volume holds all that must not be lost. */
export const uploadsFolder = (config: Pick<Config, 'databaseUrl'>): string =>
  join(dirname(config.databaseUrl.replace(/^file:/, '')), 'uploads')

const DEVELOPMENT_SECRET = 'for development only, not a secret'
const LEAST_SECRET = 32

const Settings = z.object({
  PORT: z.coerce
    .number({ error: 'a whole number between 0 and 65535' })
    .int('a whole number')
    .min(0, 'at least 0')
    .max(65535, 'at most 65535')
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  BASE_URL: z
    .url({ protocol: /^https?$/, error: 'an http or https address, for example https://muniment.example.gov.uk' })
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(/^file:.+/, 'file: and a path, for example file:data/muniment.db')
    .default('file:data/muniment.db'),
  SESSION_SECRET: z.string().min(LEAST_SECRET, `at least ${LEAST_SECRET} characters`).optional(),
  RECORD_HASH_KEY: z.string().min(LEAST_SECRET, `at least ${LEAST_SECRET} characters`).optional(),
  SWEEP_CRON: z
    .string()
    .regex(/^\S+( \S+){4}$/, 'five fields of cron, for example 0 6 * * *')
    .default('0 6 * * *'),
  MUNIMENT_TODAY: z
    .string()
    .refine((text) => readDate(text) === text, 'a date such as 2026-11-22')
    .optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'one of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info'),
  NODE_ENV: z.string().optional(),
})

/**
 * Reads the settings from the environment; blank counts as not set.
 *
 * Throws `WrongSetting` for a value that cannot be used, and in production for a missing secret or a stopped date.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const answered = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = Settings.safeParse(answered)
  if (!result.success) throw new WrongSetting(result.error.issues.map(inWords).join('\n'))
  const set = result.data
  const production = set.NODE_ENV === 'production'
  if (production) refuseUnsafe(set)
  return {
    production,
    port: set.PORT,
    host: set.HOST,
    baseUrl: set.BASE_URL ?? `http://localhost:${set.PORT}`,
    databaseUrl: set.DATABASE_URL,
    sessionSecret: set.SESSION_SECRET ?? DEVELOPMENT_SECRET,
    recordHashKey: set.RECORD_HASH_KEY ?? DEVELOPMENT_SECRET,
    sweepCron: set.SWEEP_CRON,
    stoppedToday: set.MUNIMENT_TODAY,
    logLevel: set.LOG_LEVEL,
  }
}

function refuseUnsafe(set: z.output<typeof Settings>): void {
  if (!set.SESSION_SECRET)
    throw new WrongSetting('SESSION_SECRET is missing: in production it must be set to 32 or more random characters.')
  if (!set.RECORD_HASH_KEY)
    throw new WrongSetting(
      'RECORD_HASH_KEY is missing: in production it must be set to 32 or more random characters, and kept with the backups.',
    )
  if (set.MUNIMENT_TODAY)
    throw new WrongSetting(
      'MUNIMENT_TODAY is set: a stopped date is for tests and demonstrations; remove it in production.',
    )
}

const inWords = (issue: z.core.$ZodIssue): string =>
  `${issue.path.join('.')} must be ${issue.message.replace(/\.$/, '')}.`
