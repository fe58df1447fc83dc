import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Db } from './schema.ts'
import { addRecord } from './test-records.ts'
import { smallWorld, temporaryDatabase } from './test-world.ts'

let db: Db
let close: () => Promise<void>
let world: Awaited<ReturnType<typeof smallWorld>>

before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  world = await smallWorld(db)
})
after(() => close())

describe('the database refuses what the domain never writes', () => {
  const refused = async (what: Promise<unknown>, why: RegExp) => assert.rejects(what, why)

  test('a record that is due without a review, without a date, or kept to a day after it is due', async () => {
    await refused(addRecord(db, world, { triggerOn: '2020-01-01', state: 'due' }), /CHECK/i)
    await refused(addRecord(db, world, { state: 'retained' }), /CHECK/i)
    await refused(
      addRecord(db, world, { triggerOn: '2020-01-01', retainUntil: '2030-01-01', dueOn: '2029-01-01' }),
      /CHECK/i,
    )
  })

  test('a date in another form, a state of another name, a quantity of none, a reference twice in a source', async () => {
    await refused(addRecord(db, world, { triggerOn: '2020-01-01', firstSeenOn: '22/11/2026' }), /CHECK/i)
    await refused(addRecord(db, world, { state: 'lost' as 'open' }), /CHECK/i)
    await refused(addRecord(db, world, { quantity: 0 }), /CHECK/i)
    await addRecord(db, world, { reference: 'TWICE' })
    await refused(addRecord(db, world, { reference: 'TWICE' }), /UNIQUE/i)
    await addRecord(db, world, { reference: 'TWICE', sourceSystemId: world.systems.musicSystem })
  })

  test('a source system of no organisation, and another organisation for one that holds records', async () => {
    const belongs = (organisationId: number, code: string) =>
      db.updateTable('sourceSystems').set({ organisationId }).where('code', '=', code).execute()
    const { organisationId } = world
    const other = { code: 'PCC', name: 'Peterborough City Council', kind: 'council' } as const
    const { id } = await db.insertInto('organisations').values(other).returning('id').executeTakeFirstOrThrow()
    const system = { code: 'EMPTY', name: 'Empty' }
    const add = (of: number) =>
      db
        .insertInto('sourceSystems')
        .values({ ...system, organisationId: of })
        .execute()
    await refused(add(999), /belongs to an organisation|foreign key/)
    await add(id)
    await refused(belongs(999, 'EMPTY'), /belongs to an organisation|foreign key/)
    await addRecord(db, world, {})
    await refused(belongs(id, 'LMS'), /keeps its organisation|foreign key/)
    await belongs(organisationId, 'LMS')
  })

  test('a second open review of one service and rule, also of no service', async () => {
    const { ruleId } = world.rules['FIN-01']
    for (const serviceId of [world.services.libraries, null]) {
      const review = {
        serviceId,
        ruleId,
        state: 'open',
        openedOn: '2026-11-22',
        reviewBy: '2026-12-22',
        closedAt: null,
        outcome: null,
      } as const
      await db.insertInto('disposalReviews').values(review).execute()
      await refused(db.insertInto('disposalReviews').values(review).execute(), /UNIQUE/i)
    }
  })

  test('a change to a version of a rule that stands', async () => {
    const { versionId } = world.rules['LIB-01']
    const change = (set: object) =>
      db.updateTable('retentionRuleVersions').set(set).where('id', '=', versionId).execute()
    await refused(change({ period: 'P1D' }), /a version of a retention rule never changes/)
    await refused(change({ authority: 'Somebody else' }), /never changes/)
    await change({ recomputedAt: '2026-11-22T12:00:00.000Z' })
  })

  test('a person, organisation or service twice under one name', async () => {
    const person = {
      name: 'X',
      role: 'auditor',
      passwordHash: 'none',
      createdAt: '2020-01-01T00:00:00.000Z',
      suspendedAt: null,
    } as const
    await refused(
      db
        .insertInto('users')
        .values({ ...person, email: 'AUDITOR@muniment.example' })
        .execute(),
      /UNIQUE/i,
    )
    await refused(
      db.insertInto('services').values({ code: 'LIB', name: 'Other', organisationId: world.organisationId }).execute(),
      /UNIQUE/i,
    )
  })
})
