import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readConfig, uploadsFolder, WrongSetting } from './config.ts'

const SECRET = 's'.repeat(32)
const production = { NODE_ENV: 'production', SESSION_SECRET: SECRET, RECORD_HASH_KEY: 'k'.repeat(32) }

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
    sessionSecret: 'for development only, not a secret',
    recordHashKey: 'for development only, not a secret',
    sweepCron: '0 6 * * *',
    stoppedToday: undefined,
    logLevel: 'info',
  })
})

test('each setting is taken from its variable, and a blank one counts as not set', () => {
  const set = readConfig({
    PORT: '0',
    HOST: '0.0.0.0',
    BASE_URL: 'https://muniment.example.gov.uk',
    DATABASE_URL: 'file:/srv/muniment.db',
    SESSION_SECRET: SECRET,
    RECORD_HASH_KEY: 'k'.repeat(32),
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
    sessionSecret: SECRET,
    recordHashKey: 'k'.repeat(32),
    sweepCron: '30 5 * * *',
    stoppedToday: '2026-11-22',
    logLevel: 'silent',
  })
  assert.equal(readConfig({ PORT: '', MUNIMENT_TODAY: '', LOG_LEVEL: '' }).port, 3000)
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
    ['DATABASE_URL', 'data/muniment.db', 'DATABASE_URL must be file: and a path, for example file:data/muniment.db.'],
    ['DATABASE_URL', 'file:', 'DATABASE_URL must be file: and a path, for example file:data/muniment.db.'],
    [
      'DATABASE_URL',
      'postgres://localhost/x',
      'DATABASE_URL must be file: and a path, for example file:data/muniment.db.',
    ],
    ['SESSION_SECRET', 'short', 'SESSION_SECRET must be at least 32 characters.'],
    ['RECORD_HASH_KEY', 'short', 'RECORD_HASH_KEY must be at least 32 characters.'],
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

  test('with them it starts', () => {
    assert.deepEqual([readConfig(production).production, readConfig(production).sessionSecret], [true, SECRET])
  })
})

test('uploads wait beside the database', () => {
  assert.equal(uploadsFolder({ databaseUrl: 'file:/srv/data/muniment.db' }), '/srv/data/uploads')
  assert.equal(uploadsFolder({ databaseUrl: 'file:data/muniment.db' }), 'data/uploads')
})
