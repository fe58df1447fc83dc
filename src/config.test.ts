import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readConfig, WrongSetting } from './config.ts'

const SECRET = 'a secret of thirty-two characters!'
const HASH_KEY = 'the key of hashes that outlive records'
const production = {
  NODE_ENV: 'production',
  SESSION_SECRET: SECRET,
  RECORD_HASH_KEY: HASH_KEY,
  BASE_URL: 'https://muniment.example.gov.uk',
}
/** What the settings of access, mail and backups are when nothing is said of them. */
const usual = {
  ...{
    secureCookies: false,
    trustedProxies: [],
    mail: undefined,
    sso: undefined,
    metricsToken: undefined,
    pagesPerMinute: 600,
  },
  ...{ backupCron: '30 2 * * *', digestCron: '30 7 * * *' },
}

const refusal = (env: Record<string, string | undefined>): string => {
  try {
    readConfig(env)
  } catch (error) {
    assert.ok(error instanceof WrongSetting)
    return error.message
  }
  return 'nothing was refused'
}

test('nothing set gives a server for one person at this machine', () => {
  assert.deepEqual(readConfig({}), {
    production: false,
    port: 3000,
    host: '127.0.0.1',
    baseUrl: 'http://localhost:3000',
    databaseUrl: 'file:data/muniment.db',
    uploads: 'data/uploads',
    sessionSecret: 'for development only, not a secret',
    recordHashKey: 'for development only, not a secret',
    sweepCron: '0 6 * * *',
    stoppedToday: undefined,
    logLevel: 'info',
    backup: { folder: 'data/backups', keep: 14 },
    ...usual,
  })
})

test('each setting is taken from its variable, and a blank one counts as not set', () => {
  const set = readConfig({
    PORT: '0',
    HOST: '0.0.0.0',
    BASE_URL: 'https://muniment.example.gov.uk',
    DATABASE_URL: 'file:/srv/muniment.db',
    SESSION_SECRET: SECRET,
    RECORD_HASH_KEY: HASH_KEY,
    SWEEP_CRON: '30 5 * * *',
    MUNIMENT_TODAY: '2026-11-22',
    LOG_LEVEL: 'silent',
    NODE_ENV: '',
  })
  assert.deepEqual(set, {
    production: false,
    port: 0,
    host: '0.0.0.0',
    baseUrl: 'https://muniment.example.gov.uk',
    databaseUrl: 'file:/srv/muniment.db',
    uploads: '/srv/uploads',
    sessionSecret: SECRET,
    recordHashKey: HASH_KEY,
    sweepCron: '30 5 * * *',
    stoppedToday: '2026-11-22',
    logLevel: 'silent',
    backup: { folder: '/srv/backups', keep: 14 },
    ...usual,
  })
  assert.equal(readConfig({ PORT: '', MUNIMENT_TODAY: '', LOG_LEVEL: '' }).port, 3000)
})

const DATABASE_URL =
  'DATABASE_URL must be file: and a path, for example file:data/muniment.db, or postgres://user:password@server/database.'
const SERVER_ALONE =
  'BASE_URL must be the address of the server with nothing after it: https://muniment.example.gov.uk.'

test('a database of PostgreSQL may be named, and what is beside a file is then in data', () => {
  const DATABASE_URL = 'postgres://muniment:secret@db.example/muniment?sslmode=verify-full'
  const config = readConfig({ DATABASE_URL })
  assert.equal(config.databaseUrl, DATABASE_URL)
  assert.equal(config.uploads, join('data', 'uploads'))
})

test('the address that people use is taken without the slash at its end, so that links have one', () => {
  const baseUrl = (url: string) => readConfig({ BASE_URL: url }).baseUrl
  assert.equal(baseUrl('https://muniment.example.gov.uk/'), 'https://muniment.example.gov.uk')
  assert.equal(baseUrl('http://localhost:3000/'), 'http://localhost:3000')
})

describe('a wrong value is refused by the name of its variable and what it is to be', () => {
  const wrong = [
    ['PORT', 'eighty', 'PORT must be a whole number between 0 and 65535.'],
    ['PORT', '80.5', 'PORT must be a whole number.'],
    ['PORT', '-1', 'PORT must be at least 0.'],
    ['PORT', '65536', 'PORT must be at most 65535.'],
    [
      'BASE_URL',
      'muniment.example',
      'BASE_URL must be an http or https address, for example https://muniment.example.gov.uk.',
    ],
    [
      'BASE_URL',
      'ftp://x.example',
      'BASE_URL must be an http or https address, for example https://muniment.example.gov.uk.',
    ],
    ...['/register', '/?page=1', '/?', '/#top', '//'].map(
      (rest) => ['BASE_URL', `https://muniment.example.gov.uk${rest}`, SERVER_ALONE] as const,
    ),
    ['BASE_URL', 'https://user:word@muniment.example.gov.uk', SERVER_ALONE],
    ...[
      'data/muniment.db',
      'file:',
      'mysql://localhost/x',
      'postgres:',
      'postgres://localhost',
      'postgres://localhost/',
    ].map((url) => ['DATABASE_URL', url, DATABASE_URL] as const),
    ['SESSION_SECRET', 'short', 'SESSION_SECRET must be at least 32 characters.'],
    ['RECORD_HASH_KEY', 'short', 'RECORD_HASH_KEY must be at least 32 characters.'],
    [
      'SESSION_SECRET',
      's'.repeat(40),
      'SESSION_SECRET must be random: 32 characters or more of which at least 10 differ, for example from openssl rand -base64 48.',
    ],
    ['ALLOW_HTTP', 'true', 'ALLOW_HTTP must be yes or no.'],
    ['BACKUP_KEEP', '0', 'BACKUP_KEEP must be at least 1.'],
    ['SMTP_URL', 'mail.example', 'SMTP_URL must be an address such as smtp://user:password@mail.example.gov.uk:587.'],
    ['METRICS_TOKEN', 'short', 'METRICS_TOKEN must be at least 32 characters.'],
    ['SWEEP_CRON', 'at six', 'SWEEP_CRON must be five fields of cron, for example 0 6 * * *.'],
    ['SWEEP_CRON', '0 6 * * * *', 'SWEEP_CRON must be five fields of cron, for example 0 6 * * *.'],
    ['MUNIMENT_TODAY', '2026-02-29', 'MUNIMENT_TODAY must be a date such as 2026-11-22.'],
    ['MUNIMENT_TODAY', '22/11/2026', 'MUNIMENT_TODAY must be a date such as 2026-11-22.'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.'],
  ] as const
  for (const [name, value, sentence] of wrong)
    test(`${name}=${value}`, () => assert.equal(refusal({ [name]: value }), sentence))

  test('several at once are told together, one a line', () => {
    assert.equal(refusal({ PORT: 'x', LOG_LEVEL: 'x' }).split('\n').length, 2)
  })

  test('a secret is never repeated in the refusal', () => {
    assert.doesNotMatch(refusal({ SESSION_SECRET: 'my-own-secret' }), /my-own-secret/)
  })
})

describe('in production', () => {
  test('both secrets are asked for, and a stopped date is refused', () => {
    assert.match(refusal({ ...production, SESSION_SECRET: '' }), /^SESSION_SECRET is missing: in production/)
    assert.match(refusal({ ...production, RECORD_HASH_KEY: undefined }), /^RECORD_HASH_KEY is missing: in production/)
    assert.match(refusal({ ...production, MUNIMENT_TODAY: '2026-11-22' }), /^MUNIMENT_TODAY is set: .* remove it/)
  })

  test('plain http is refused unless it is asked for', () => {
    const http = { ...production, BASE_URL: 'http://muniment.example.gov.uk' }
    assert.match(refusal(http), /^BASE_URL must be the https address .* set ALLOW_HTTP=yes\.$/)
    assert.equal(readConfig({ ...http, ALLOW_HTTP: 'yes' }).secureCookies, false)
    assert.equal(readConfig(production).secureCookies, true)
  })

  test('with them it starts', () => {
    assert.deepEqual([readConfig(production).production, readConfig(production).sessionSecret], [true, SECRET])
  })
})

describe('single sign-on and mail', () => {
  const sso = { OIDC_ISSUER: 'https://login.example.gov.uk', OIDC_CLIENT_ID: 'muniment', OIDC_CLIENT_SECRET: 'secret' }

  test('are off until they are set, and then need all their parts', () => {
    assert.match(refusal({ OIDC_ISSUER: sso.OIDC_ISSUER }), /^OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set/)
    assert.match(refusal({ SMTP_URL: 'smtp://mail.example.gov.uk' }), /^MAIL_FROM is missing/)
    for (const from of [
      'm',
      'a@b.example, c@d.example',
      'M <a@b.example>\r\nBcc: c@d.example',
      '<a@b.example> <c@d.example>',
    ])
      assert.match(refusal({ MAIL_FROM: from }), /^MAIL_FROM must be one e-mail address, or a name/, from)
    assert.match(refusal({ SMTP_URL: 'smtp://mail.example.gov.uk?tls=maybe' }), /^SMTP_URL must be .*\?tls=no/)
    const set = readConfig({ SMTP_URL: 'smtps://mail.example.gov.uk', MAIL_FROM: 'Muniment <m@example.gov.uk>' })
    assert.deepEqual(set.mail, { smtpUrl: 'smtps://mail.example.gov.uk', from: 'Muniment <m@example.gov.uk>' })
  })

  test('a claim gives roles by its values, which may hold anything but a separator', () => {
    const set = readConfig({ ...sso, OIDC_ROLE_CLAIM: 'groups', OIDC_ROLES: 'Records team=manager; a=b=auditor' })
    assert.deepEqual(
      [...(set.sso?.roles ?? [])],
      [
        ['Records team', 'manager'],
        ['a=b', 'auditor'],
      ],
    )
    assert.match(refusal({ ...sso, OIDC_ROLES: 'Records team=boss' }), /^OIDC_ROLES must be pairs such as/)
    assert.match(refusal({ ...sso, OIDC_ROLES: '=auditor' }), /^OIDC_ROLES must be pairs such as/)
    assert.match(refusal({ ...sso, OIDC_ROLES: 'Audit=auditor' }), /^OIDC_ROLE_CLAIM is missing/)
  })

  test('without OIDC_ROLES each role is given by its own name', () => {
    const set = readConfig({ ...sso, OIDC_ROLE_CLAIM: 'roles' })
    assert.deepEqual(
      [...(set.sso?.roles ?? [])],
      ['governance', 'manager', 'auditor', 'administrator'].map((role) => [role, role]),
    )
  })

  test('a provider is asked in the usual scopes, or in those that are set, openid among them', () => {
    assert.equal(readConfig(sso).sso?.scopes, 'openid profile email')
    assert.equal(readConfig({ ...sso, OIDC_SCOPES: 'openid groups' }).sso?.scopes, 'openid groups')
    assert.match(refusal({ ...sso, OIDC_SCOPES: 'email' }), /^OIDC_SCOPES must be scopes .* openid among them/)
  })

  test('an issuer that stands for every tenant of Entra ID is refused, and one over plain http in production', () => {
    for (const tenant of ['common', 'organizations', 'consumers'])
      assert.match(
        refusal({ ...sso, OIDC_ISSUER: `https://login.microsoftonline.com/${tenant}/v2.0` }),
        /^OIDC_ISSUER must name your own tenant/,
      )
    const http = { ...sso, OIDC_ISSUER: 'http://127.0.0.1:8080' }
    assert.match(refusal({ ...production, ...http }), /^OIDC_ISSUER must be an https address in production/)
    assert.equal(readConfig(http).sso?.plainHttp, true)
    assert.equal(readConfig({ ...production, ...sso }).sso?.plainHttp, false)
  })
})

test('uploads wait beside the database, or where they are told to', () => {
  assert.equal(readConfig({ DATABASE_URL: 'file:/srv/data/muniment.db' }).uploads, '/srv/data/uploads')
  assert.equal(readConfig({ DATABASE_URL: 'file:data/muniment.db' }).uploads, 'data/uploads')
  assert.equal(readConfig({ UPLOADS_FOLDER: '/srv/uploads' }).uploads, '/srv/uploads')
})
