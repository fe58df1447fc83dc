import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Role, User } from '../src/domain/permission.ts'
import { RetentionRuleDraft } from '../src/domain/retention-rule.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import type { Db } from './schema.ts'

/** The bytes of a migrated database, once a process has made one: a copy is had in a tenth of the time. */
let migrated: Buffer | undefined

/** A migrated database in a folder of its own, and what ends both. It is not kept over a loss of power, which tests do not have. */
export async function temporaryDatabase(): Promise<{
  db: Db
  url: string
  folder: string
  close: () => Promise<void>
}> {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-test-'))
  const path = join(folder, 'test.db')
  if (migrated) writeFileSync(path, migrated)
  const db = openDatabase(`file:${path}`)
  await sql`pragma synchronous = off`.execute(db)
  if (!migrated) {
    await migrate(db)
    await sql`pragma wal_checkpoint(truncate)`.execute(db)
    migrated = readFileSync(path)
  }
  const close = async () => {
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  }
  return { db, url: `file:${path}`, folder, close }
}

/** The small world that tests share: Cambridgeshire's libraries and music service, four people, two systems, a few rules. */
export const smallWorld = (db: Db) => db.transaction().execute(fillWorld)

async function fillWorld(db: Db) {
  const organisationId = await id(
    db.insertInto('organisations').values({ code: 'CCC', name: 'Cambridgeshire County Council', kind: 'council' }),
  )
  const service = (code: string, name: string) => id(db.insertInto('services').values({ code, name, organisationId }))
  const libraries = await service('LIB', 'Libraries')
  const music = await service('MUS', 'Cambridgeshire Music')
  const system = (code: string, name: string, defaultServiceId: number) =>
    id(db.insertInto('sourceSystems').values({ code, name, defaultServiceId }))
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
  const ruleId = await id(db.insertInto('retentionRules').values({ code, currentVersionId: null }))
  const versionId = await id(
    db.insertInto('retentionRuleVersions').values({
      ...content,
      ruleId,
      version: 1,
      standing: 'confirmed',
      validFrom: '2020-01-01',
      shortensExisting: 0,
      recomputedAt: '2020-01-01T00:00:00.000Z',
      createdAt: '2020-01-01T00:00:00.000Z',
      createdByName: 'Test world',
    }),
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
      .values({ email, name, role, passwordHash: 'none', createdAt: '2020-01-01T00:00:00.000Z', suspendedAt: null }),
  )
  for (const serviceId of serviceIds) await db.insertInto('userServices').values({ userId, serviceId }).execute()
  return { id: userId, name, email, role, serviceIds }
}

/** The id of the row that an insert adds. */
async function id(insert: {
  executeTakeFirstOrThrow: () => Promise<{ insertId?: bigint | undefined }>
}): Promise<number> {
  return Number((await insert.executeTakeFirstOrThrow()).insertId)
}
