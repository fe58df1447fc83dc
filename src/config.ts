import { dirname, join } from 'node:path'
import { z } from 'zod'
import { readDate } from './domain/calendar.ts'
import { DATABASE_URL_FORM, isDatabaseUrl, isPostgresUrl } from './domain/database-url.ts'
import { mailServerOf } from './domain/mail-server.ts'
import { type Role, roles } from './domain/permission.ts'

/**
 * Single sign-on by OpenID Connect. `roles`: which role a value of the claim gives, the first that fits; without a claim, roles
 * are assigned here. `plainHttp`: the provider is asked without encryption, which production never does.
 */
export type SsoConfig = {
  issuer: string
  plainHttp: boolean
  clientId: string
  clientSecret: string
  name: string
  scopes: string
  roleClaim: string | undefined
  roles: Map<string, Role>
}

export type MailConfig = { smtpUrl: string; from: string }

export type BackupConfig = { folder: string; keep: number }

/** `uploads`: the folder in which uploaded files wait to be loaded. `secureCookies`: cookies travel over https only. `trustedProxies`: whose word is taken for a request's address; none when empty. */
export type Config = {
  production: boolean
  port: number
  host: string
  baseUrl: string
  databaseUrl: string
  uploads: string
  sessionSecret: string
  recordHashKey: string
  sweepCron: string
  stoppedToday: string | undefined
  logLevel: string
  secureCookies: boolean
  trustedProxies: string[]
  mail: MailConfig | undefined
  sso: SsoConfig | undefined
  metricsToken: string | undefined
  pagesPerMinute: number
  backup: BackupConfig
  backupCron: string
  digestCron: string
}

/** A setting that stops the start: the message names the variable and says what it should be. */
export class WrongSetting extends Error {}

/** Beside the database, so that one volume holds all that must not be lost; where that is on a server, in `data`. */
const beside = (databaseUrl: string, name: string): string =>
  join(isPostgresUrl(databaseUrl) ? 'data' : dirname(databaseUrl.replace(/^file:/, '')), name)

const DEVELOPMENT_SECRET = 'for development only, not a secret'
const LEAST_SECRET = 32
const LEAST_DIFFERENT = 10
const ONE_ADDRESS = /^(?:[^<>@,;"\p{Cc}]*<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/u
const SERVER_ALONE = /^https?:\/\/[^\s\\/?#@]+\/?$/i
const FIVE_FIELDS = /^\S+( \S+){4}$/

const secret = z
  .string()
  .min(LEAST_SECRET, { error: `at least ${LEAST_SECRET} characters`, abort: true })
  .refine(
    (text) => new Set(text).size >= LEAST_DIFFERENT && !/^(.{1,8})\1+$/.test(text),
    `random: ${LEAST_SECRET} characters or more of which at least ${LEAST_DIFFERENT} differ, for example from openssl rand -base64 48`,
  )
  .optional()

const cron = (standard: string) =>
  z.string().regex(FIVE_FIELDS, `five fields of cron, for example ${standard}`).default(standard)

const whole = (error: string, least: number, most: number) =>
  z.coerce.number({ error }).int('a whole number').min(least, `at least ${least}`).max(most, `at most ${most}`)

const Settings = z.object({
  PORT: whole('a whole number between 0 and 65535', 0, 65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  BASE_URL: z
    .url({
      ...{ protocol: /^https?$/, abort: true },
      error: 'an http or https address, for example https://muniment.example.gov.uk',
    })
    .regex(SERVER_ALONE, 'the address of the server with nothing after it: https://muniment.example.gov.uk')
    .transform((url) => new URL(url).origin)
    .optional(),
  DATABASE_URL: z.string().refine(isDatabaseUrl, DATABASE_URL_FORM).default('file:data/muniment.db'),
  UPLOADS_FOLDER: z.string().optional(),
  SESSION_SECRET: secret,
  RECORD_HASH_KEY: secret,
  ALLOW_HTTP: z.enum(['yes', 'no'], { error: 'yes or no' }).default('no'),
  TRUST_PROXY: z.string().optional(),
  SWEEP_CRON: cron('0 6 * * *'),
  DIGEST_CRON: cron('30 7 * * *'),
  BACKUP_CRON: cron('30 2 * * *'),
  BACKUP_FOLDER: z.string().optional(),
  BACKUP_KEEP: whole('a whole number of backups to keep', 1, 1000).default(14),
  SMTP_URL: z
    .string()
    .superRefine((url, context) => {
      const server = mailServerOf(url)
      if (!server.ok) context.addIssue({ code: 'custom', message: server.problems.map(({ text }) => text).join(' ') })
    })
    .optional(),
  MAIL_FROM: z.string().regex(ONE_ADDRESS, 'one e-mail address, or a name and the address in < >').optional(),
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'the address of the identity provider' }).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_SCOPES: z
    .string()
    .regex(/^(?=.*\bopenid\b)\S+( \S+)*$/, 'scopes with a space between them, openid among them')
    .default('openid profile email'),
  OIDC_NAME: z.string().max(60, 'at most 60 characters').default('your council account'),
  OIDC_ROLE_CLAIM: z.string().optional(),
  OIDC_ROLES: z.string().optional(),
  METRICS_TOKEN: z.string().min(LEAST_SECRET, `at least ${LEAST_SECRET} characters`).optional(),
  PAGES_PER_MINUTE: whole('a whole number of pages', 60, 1_000_000).default(600),
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
    uploads: set.UPLOADS_FOLDER ?? beside(set.DATABASE_URL, 'uploads'),
    sessionSecret: set.SESSION_SECRET ?? DEVELOPMENT_SECRET,
    recordHashKey: set.RECORD_HASH_KEY ?? DEVELOPMENT_SECRET,
    sweepCron: set.SWEEP_CRON,
    stoppedToday: set.MUNIMENT_TODAY,
    logLevel: set.LOG_LEVEL,
    secureCookies: production && set.ALLOW_HTTP === 'no',
    trustedProxies: listOf(set.TRUST_PROXY ?? (production ? 'loopback' : '')),
    mail: mailOf(set),
    sso: ssoOf(set),
    metricsToken: set.METRICS_TOKEN,
    pagesPerMinute: set.PAGES_PER_MINUTE,
    backup: { folder: set.BACKUP_FOLDER ?? beside(set.DATABASE_URL, 'backups'), keep: set.BACKUP_KEEP },
    backupCron: set.BACKUP_CRON,
    digestCron: set.DIGEST_CRON,
  }
}

type Set = z.output<typeof Settings>

const listOf = (text: string): string[] =>
  text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

function mailOf(set: Set): MailConfig | undefined {
  if (!set.SMTP_URL) return undefined
  if (!set.MAIL_FROM)
    throw new WrongSetting('MAIL_FROM is missing: with SMTP_URL it must be the address that messages come from.')
  return { smtpUrl: set.SMTP_URL, from: set.MAIL_FROM }
}

function ssoOf(set: Set): SsoConfig | undefined {
  if (!set.OIDC_ISSUER) return undefined
  if (!set.OIDC_CLIENT_ID || !set.OIDC_CLIENT_SECRET)
    throw new WrongSetting(
      'OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set with OIDC_ISSUER: the identity provider gives both.',
    )
  if (ANY_TENANT.test(set.OIDC_ISSUER))
    throw new WrongSetting(
      'OIDC_ISSUER must name your own tenant, https://login.microsoftonline.com/<tenant id>/v2.0: this one lets in the people of every organisation.',
    )
  const roles = rolesOf(set.OIDC_ROLES ?? EACH_ROLE_BY_ITS_NAME)
  if (set.OIDC_ROLES && !set.OIDC_ROLE_CLAIM)
    throw new WrongSetting('OIDC_ROLE_CLAIM is missing: OIDC_ROLES says which role each value of that claim gives.')
  return {
    ...{ issuer: set.OIDC_ISSUER, plainHttp: set.OIDC_ISSUER.startsWith('http:'), scopes: set.OIDC_SCOPES },
    ...{ clientId: set.OIDC_CLIENT_ID, clientSecret: set.OIDC_CLIENT_SECRET },
    ...{ name: set.OIDC_NAME, roleClaim: set.OIDC_ROLE_CLAIM, roles },
  }
}

/** Addresses of Entra ID that stand for no tenant: whoever has an account with Microsoft could claim to be anybody. */
const ANY_TENANT = /^https:\/\/login\.microsoftonline\.[a-z]+\/(common|organizations|consumers)(\/|$)/i

const EACH_ROLE_BY_ITS_NAME = roles.map((role) => `${role}=${role}`).join('; ')

/** `Records team=manager; Audit=auditor`: a value of the claim, and the role that it gives. */
function rolesOf(text: string): Map<string, Role> {
  return new Map(
    listOf(text).map((pair) => {
      const at = pair.lastIndexOf('=')
      const role = roles.find((one) => one === pair.slice(at + 1).trim())
      if (at < 1 || !role)
        throw new WrongSetting(
          `OIDC_ROLES must be pairs such as Records team=manager; Audit=auditor, with the roles ${roles.join(', ')}.`,
        )
      return [pair.slice(0, at).trim(), role]
    }),
  )
}

function refuseUnsafe(set: Set): void {
  if (!set.SESSION_SECRET)
    throw new WrongSetting('SESSION_SECRET is missing: in production it must be set to 32 or more random characters.')
  if (!set.RECORD_HASH_KEY)
    throw new WrongSetting(
      'RECORD_HASH_KEY is missing: in production it must be set to 32 or more random characters, and kept with the backups.',
    )
  if (set.ALLOW_HTTP === 'no' && !(set.BASE_URL ?? '').startsWith('https://'))
    throw new WrongSetting(
      'BASE_URL must be the https address that people use, in production. To send passwords and cookies over plain http all the same, set ALLOW_HTTP=yes.',
    )
  if (set.OIDC_ISSUER?.startsWith('http:'))
    throw new WrongSetting(
      'OIDC_ISSUER must be an https address in production: over plain http anybody could answer for it.',
    )
  if (set.MUNIMENT_TODAY)
    throw new WrongSetting(
      'MUNIMENT_TODAY is set: a stopped date is for tests and demonstrations; remove it in production.',
    )
}

const inWords = (issue: z.core.$ZodIssue): string =>
  `${issue.path.join('.')} must be ${issue.message.replace(/\.$/, '')}.`
