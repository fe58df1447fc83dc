import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { type Kysely, sql } from 'kysely'
import * as truthOfEvidence from '../../db/migrations/0010_truth_of_evidence.ts'
import { waitForCertificate } from '../../db/queries/certificates.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import { hashOfFacts, readFacts, wrongIn } from '../domain/certificate.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { growingTree } from '../domain/merkle.ts'
import { issueCertificate, issueWaiting } from './certificates.ts'
import { forgetDisposed } from './review-disposals.ts'
import { certificateWorld, HASH_KEY } from './test-certificates.ts'

let at: Awaited<ReturnType<typeof certificateWorld>>
beforeEach(async () => {
  at = await certificateWorld()
})
afterEach(() => at.close())

const rootOf = (references: string[]): string => {
  const tree = growingTree()
  for (const reference of references) tree.add(forgottenReference(HASH_KEY, at.world.systems.lms, reference))
  return tree.end().root
}

const referencesOf = async (ids: number[]) =>
  (await at.db.selectFrom('records').select('reference').where('id', 'in', ids).orderBy('id').execute()).map(
    ({ reference }) => reference,
  )

test('a certificate says what was disposed of, by which rule, whose decision and which answers, and its totals add up', async () => {
  const { ids } = await at.disposed(['done', 'done', 'not found', 'failed', 'recalled', 'done'])
  const [certificate] = await at.certificates()
  assert.ok(certificate)
  const facts = readFacts(certificate.facts)
  assert.equal(certificate.number, 'DC-2026-000001')
  assert.deepEqual(wrongIn(facts), [])
  assert.equal(facts.records, 3)
  assert.deepEqual(
    [facts.service?.code, facts.sourceSystem.code, facts.action, facts.dueFrom, facts.disposedFrom],
    ['LIB', 'LMS', 'destroy', '2003-03-01', '2026-11-22'],
  )
  assert.deepEqual(
    facts.rules.map(({ code, version, records }) => [code, version, records]),
    [['LIB-01', 1, 3]],
  )
  assert.deepEqual(
    facts.decisions.map(({ decision, by, records }) => [decision, by, records]),
    [['approve disposal', at.world.users.manager.name, 6]],
  )
  const { records, disposedOf, notFound, failed, stopped } = facts.instruction
  assert.deepEqual([records, disposedOf, notFound, failed, stopped], [6, 3, 1, 1, 1])
  assert.deepEqual(
    facts.methods.map(({ method, answeredBy, records: of }) => [method, answeredBy, of]),
    [['Deleted', 'Library system', 3]],
  )
  assert.deepEqual('copies' in facts && facts.copies, [
    {
      ...{ statement: 'Backups are overwritten after 30 days', backupsExpireOn: '2026-12-22' },
      ...{ statedBy: 'Library system', records: 3 },
    },
  ])
  const done = [ids[0], ids[1], ids[5]].map((id) => id ?? 0)
  assert.equal(facts.list.merkleRoot, rootOf(await referencesOf(done)))
})

test('the hash of a certificate is in the audit trail, and is that of its facts', async () => {
  await at.disposed(['done'])
  const [certificate] = await at.certificates()
  assert.ok(certificate)
  const facts = readFacts(certificate.facts)
  assert.equal(certificate.facts, canonicalJson(facts))
  assert.equal(certificate.factsHash, hashOfFacts(facts))
  const event = await at.db
    .selectFrom('auditEvents')
    .selectAll()
    .where('kind', '=', 'certificate issued')
    .executeTakeFirstOrThrow()
  assert.deepEqual([event.subjectId, event.recordCount, event.listHash], [facts.number, 1, facts.list.merkleRoot])
  assert.ok(event.details.includes(certificate.factsHash))
})

test('the root is the same when the records were forgotten before the certificate was issued', async () => {
  const { ids, instructionId } = await at.disposed(['done', 'done'], false)
  const root = rootOf(await referencesOf(ids))
  await forgetDisposed(at.db, at.governance.clock, HASH_KEY)
  await at.db.transaction().execute((tx) => issueCertificate(tx, at.governance, instructionId, HASH_KEY))
  const [certificate] = await at.certificates()
  assert.equal(certificate?.merkleRoot, root)
})

test('nothing disposed of is no certificate, and one instruction has one', async () => {
  await at.disposed(['not found', 'failed'])
  assert.deepEqual(await at.certificates(), [])
  const { instructionId } = await at.disposed(['done'])
  await at.db.transaction().execute((tx) => issueCertificate(tx, at.governance, instructionId, HASH_KEY))
  assert.equal((await at.certificates()).length, 1)
})

test('numbers follow each other without gaps, also when an issue is taken back, and begin anew with the year', async () => {
  await at.disposed(['done'])
  const { instructionId } = await at.disposed(['done'], false)
  await assert.rejects(
    at.db.transaction().execute(async (tx) => {
      await issueCertificate(tx, at.governance, instructionId, HASH_KEY)
      throw new Error('taken back')
    }),
    /taken back/,
  )
  await at.db.transaction().execute((tx) => issueCertificate(tx, at.governance, instructionId, HASH_KEY))
  const later = await at.disposed(['done'], false)
  const nextYear = at.act(at.world.users.governance, '2027-01-03')
  await at.db.transaction().execute((tx) => issueCertificate(tx, nextYear, later.instructionId, HASH_KEY))
  assert.deepEqual(
    (await at.certificates()).map(({ number }) => number),
    ['DC-2026-000001', 'DC-2026-000002', 'DC-2027-000001'],
  )
})

test('failed records that are instructed again have a certificate of their own', async () => {
  const { ids, instructionId } = await at.disposed(['done', 'failed'])
  const item = at.db.updateTable('instructionItems').where('recordId', '=', ids[1] ?? 0)
  await at.db.updateTable('disposalInstructions').set({ round: 2 }).where('id', '=', instructionId).execute()
  await item.set({ state: 'done', doneOn: '2026-11-30', round: 2 }).execute()
  await at.db.transaction().execute((tx) => issueCertificate(tx, at.governance, instructionId, HASH_KEY))
  const [, second] = await at.certificates()
  assert.ok(second)
  const facts = readFacts(second.facts)
  assert.deepEqual(
    [facts.records, facts.instruction.disposedOf, facts.instruction.disposedOfBefore, facts.disposedFrom],
    [1, 1, 1, '2026-11-30'],
  )
  assert.deepEqual(wrongIn(facts), [])
})

test('answers of before records were counted for each statement are told of with their statement, and without a number', async () => {
  const { ids, instructionId } = await at.disposed(['done', 'failed'])
  await at.db.transaction().execute(async (tx) => {
    for (const column of ['done_count', 'round'])
      await sql`alter table disposal_answers drop column ${sql.ref(column)}`.execute(tx)
    await sql`update disposal_answers set given_at = '2026-11-22T12:00:00.000Z'`.execute(tx)
    await sql`insert into disposal_answers (instruction_id, kind, state, given_by_name, given_at, statement)
      values (${instructionId}, 'file', 'done', 'Grace Ashby', '2026-11-22T12:00:01.000Z', 'No backup of this one')`.execute(
      tx,
    )
    const item = tx.updateTable('instructionItems').where('recordId', '=', ids[1] ?? 0)
    await item.set({ state: 'done', doneOn: '2026-11-22', round: 2 }).execute()
    await tx.updateTable('disposalInstructions').set({ round: 2 }).where('id', '=', instructionId).execute()
    await truthOfEvidence.up(tx as unknown as Kysely<unknown>)
    await issueCertificate(tx, at.governance, instructionId, HASH_KEY)
  })
  const facts = readFacts((await at.certificates())[1]?.facts ?? '')
  assert.deepEqual('copies' in facts && facts.copies, [
    { statement: 'No backup of this one', backupsExpireOn: null, statedBy: 'Grace Ashby', records: null },
  ])
})

test('a certificate that is waited for is issued once, whatever came between', async () => {
  const { instructionId } = await at.disposed(['done', 'done'], false)
  await at.db.transaction().execute((tx) => waitForCertificate(tx, instructionId, '2026-11-22T12:00:00.000Z'))
  const work = { hashKey: HASH_KEY }
  assert.equal(await issueWaiting(at.db, at.governance, work), 1)
  assert.equal(await issueWaiting(at.db, at.governance, work), 0)
  assert.equal((await at.certificates()).length, 1)
  assert.deepEqual(await at.db.selectFrom('certificatesToIssue').selectAll().execute(), [])
})

test('the database refuses to change or delete a certificate', async () => {
  await at.disposed(['done'])
  for (const statement of [
    sql`update destruction_certificates set quantity = 2`,
    sql`update destruction_certificates set facts = '{}'`,
  ])
    await assert.rejects(statement.execute(at.db), /a certificate never changes/)
  await assert.rejects(sql`delete from destruction_certificates`.execute(at.db), /a certificate is never deleted/)
})
