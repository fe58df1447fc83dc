import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Role, User } from '../src/domain/permission.ts'
import { RetentionRuleDraft } from '../src/domain/retention-rule.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import type { Db } from './schema.ts'
import { openPostgres } from './test-postgres.ts'

/** A database made for a test: a connection to it, its address, a folder of its own, and what ends all three. */
export type TemporaryDatabase = { db: Db; url: string; folder: string; close: () => Promise<void> }

/** The server for tests on PostgreSQL, when the environment names one. */
export const testServer = process.env.MUNIMENT_TEST_POSTGRES

/** Why a test is left out on PostgreSQL, for `skip`; false where it is to run. */
export const skipOnPostgres = (why: string): string | false => (testServer ? `on PostgreSQL: ${why}` : false)

/** How often a property is tried: a quarter as often on a server, where each takes some four times as long, unless everything is asked for. */
export const tries = (usual: number): number =>
  testServer && !process.env.MUNIMENT_EVERYTHING ? Math.ceil(usual / 4) : usual

/** A migrated database: on the server for tests when the environment names one, else a file. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  return testServer ? inFolder(() => onPostgres(testServer)) : embeddedDatabase()
}

/**
 * A migrated database in a file, wherever other tests have theirs: for what only the embedded database has, such as backups that copy its file.
 *
 * A test file that asks for one by this name has nothing to say of PostgreSQL, and is left out of the tests there.
 */
export const embeddedDatabase = (): Promise<TemporaryDatabase> => inFolder(inFile)

type Made = { db: Db; url: string; remove: () => Promise<void> }

async function inFolder(make: (folder: string) => Promise<Made>): Promise<TemporaryDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-test-'))
  const { db, url, remove } = await make(folder)
  const close = async () => {
    await remove()
    rmSync(folder, { recursive: true, force: true })
  }
  return { db, url, folder, close }
}

async function onPostgres(server: string): Promise<Made> {
  const { url, open: db, remove } = await openPostgres(server)
  return { db, url, remove }
}

/** The bytes of a migrated database, once a process has made one: a copy is had in a tenth of the time. */
let migrated: Buffer | undefined

/** It is not kept over a loss of power, which tests do not have. */
async function inFile(folder: string): Promise<Made> {
  const path = join(folder, 'test.db')
  if (migrated) writeFileSync(path, migrated)
  const db = openDatabase(`file:${path}`)
  await sql`pragma synchronous = off`.execute(db)
  if (!migrated) {
    await migrate(db)
    await sql`pragma wal_checkpoint(truncate)`.execute(db)
    migrated = readFileSync(path)
  }
  return { db, url: `file:${path}`, remove: () => db.destroy() }
}

/** The small world that tests share: Cambridgeshire's libraries and music service, four people, two systems, a few rules. */
export const smallWorld = (db: Db) => db.transaction().execute(fillWorld)

async function fillWorld(db: Db) {
  const organisationId = await id(
    db
      .insertInto('organisations')
      .values({ code: 'CCC', name: 'Cambridgeshire County Council', kind: 'council' })
      .returning('id'),
  )
  const service = (code: string, name: string) =>
    id(db.insertInto('services').values({ code, name, organisationId }).returning('id'))
  const libraries = await service('LIB', 'Libraries')
  const music = await service('MUS', 'Cambridgeshire Music')
  const system = (code: string, name: string, defaultServiceId: number) =>
    id(db.insertInto('sourceSystems').values({ code, name, defaultServiceId, organisationId }).returning('id'))
  const lms = await system('LMS', 'Library management system', libraries)
  const musicSystem = await system('MUSIC', 'Music service bookings', music)
  const rules = {
    'LIB-01': await rule(db, 'LIB-01', {
      recordSeries: 'Library membership account',
      serviceId: libraries,
      triggerKind: 'last_activity',
      triggerEvent: 'Last activity',
      period: 'P3Y',
      constraint: 'both',
    }),
    'LIB-03': await rule(db, 'LIB-03', {
      recordSeries: 'Loan history',
      serviceId: libraries,
      triggerKind: 'event',
      triggerEvent: 'Item returned',
      period: 'P1Y',
      constraint: 'maximum',
      disposalAction: 'anonymise',
    }),
    'LIB-09': await rule(db, 'LIB-09', {
      recordSeries: 'Exclusion from a library',
      serviceId: libraries,
      triggerKind: 'event',
      triggerEvent: 'Exclusion ended',
      period: 'P6Y',
      constraint: 'both',
      approvals: 2,
    }),
    'LIB-10': await rule(db, 'LIB-10', {
      recordSeries: 'Anonymised statistics',
      serviceId: libraries,
      triggerKind: 'none',
      period: '',
      disposalAction: 'retain permanently',
    }),
    'MUS-02': await rule(db, 'MUS-02', {
      recordSeries: 'Pupil health note',
      serviceId: music,
      triggerKind: 'date_of_birth',
      triggerEvent: 'Date of birth',
      period: 'P25Y',
      constraint: 'minimum',
      disposalAction: 'review',
    }),
    'FIN-01': await rule(db, 'FIN-01', {
      recordSeries: 'Invoices and payments',
      serviceId: null,
      triggerKind: 'event',
      triggerEvent: 'Transaction',
      countedFrom: 'financial_year_end',
      period: 'P6Y',
      constraint: 'minimum',
    }),
  }
  const users = {
    governance: await user(db, 'governance', []),
    manager: await user(db, 'manager', [libraries]),
    auditor: await user(db, 'auditor', []),
    administrator: await user(db, 'administrator', []),
  }
  return { organisationId, services: { libraries, music }, systems: { lms, musicSystem }, rules, users }
}

/** Adds a rule with its first version in force, from the parts that matter to a test. */
async function rule(
  db: Db,
  code: string,
  parts: Record<string, unknown>,
): Promise<{ ruleId: number; versionId: number }> {
  const content = RetentionRuleDraft.parse({
    recordSeries: code,
    ownerName: 'Information governance',
    countedFrom: 'trigger',
    constraint: 'both',
    disposalAction: 'destroy',
    authority: 'Retention schedule',
    authorityKind: 'local decision',
    ...parts,
  })
  const ruleId = await id(db.insertInto('retentionRules').values({ code, currentVersionId: null }).returning('id'))
  const versionId = await id(
    db
      .insertInto('retentionRuleVersions')
      .values({
        ...content,
        ruleId,
        version: 1,
        standing: 'confirmed',
        validFrom: '2020-01-01',
        shortensExisting: 0,
        recomputedAt: '2020-01-01T00:00:00.000Z',
        createdAt: '2020-01-01T00:00:00.000Z',
        createdByName: 'Test world',
      })
      .returning('id'),
  )
  await db.updateTable('retentionRules').set({ currentVersionId: versionId }).where('id', '=', ruleId).execute()
  return { ruleId, versionId }
}

async function user(db: Db, role: Role, serviceIds: number[]): Promise<User> {
  const name = { governance: 'Grace Ashby', manager: 'Mark Lowe', auditor: 'Aisha Okoro', administrator: 'Adam Field' }[
    role
  ]
  const email = `${role}@muniment.example`
  const userId = await id(
    db
      .insertInto('users')
      .values({ email, name, role, passwordHash: 'none', createdAt: '2020-01-01T00:00:00.000Z', suspendedAt: null })
      .returning('id'),
  )
  for (const serviceId of serviceIds) await db.insertInto('userServices').values({ userId, serviceId }).execute()
  return { id: userId, name, email, role, serviceIds }
}

/** The id of the row that an insert adds. */
async function id(insert: { executeTakeFirstOrThrow: () => Promise<{ id: number }> }): Promise<number> {
  return (await insert.executeTakeFirstOrThrow()).id
}
