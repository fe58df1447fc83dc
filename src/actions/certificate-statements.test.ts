import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { disposalList } from '../../db/queries/disposal-register.ts'
import { readFacts } from '../domain/certificate.ts'
import { acceptAnswerFile, readAnswerFile } from './answer-files.ts'
import { beginFetch } from './api-answers.ts'
import { applyAccepted } from './disposal-answers.ts'
import { DONE, instructionWorld, KEY } from './test-instructions.ts'
import { TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof instructionWorld>>
let folder: string
beforeEach(async () => {
  at = await instructionWorld()
  folder = mkdtempSync(join(tmpdir(), 'muniment-statements-'))
})
afterEach(async () => {
  await at.close()
  rmSync(folder, { recursive: true })
})

const acting = () => ({ ...at.governance, hashKey: KEY })

/** Sends a file of answers with what became of copies, and accepts it. */
async function file(id: number, rows: string[], about: object): Promise<void> {
  const path = join(folder, 'answers.csv')
  writeFileSync(path, ['reference,outcome,done_on,method,reason', ...rows].join('\n'))
  const sent = await readAnswerFile(at.db, acting(), await at.instruction(id), { name: 'answers.csv', path, about })
  assert.ok(sent.ok, JSON.stringify(sent))
  assert.ok((await acceptAnswerFile(at.db, at.governance, { instructionId: id, id: sent.value })).ok)
  await applyAccepted(at.db, acting())
}

const done = (reference: string) => `${reference},done,${TODAY},Deleted,`

async function issued() {
  const row = await at.db.selectFrom('destructionCertificates').select('facts').orderBy('id', 'desc').executeTakeFirst()
  const facts = readFacts(row?.facts ?? '')
  assert.ok('copies' in facts)
  return facts
}

test('a certificate has every statement on copies, with its day, who made it and how many records it is of', async () => {
  const { ids, instruction } = await at.instructed('LIB-01', 6)
  const [one = '', two = '', three = '', four = '', five = '', six = ''] = await at.references(ids)
  const year = { statement: 'Backups kept one year by the supplier', backupsExpireOn: '2027-11-30' }
  await file(instruction.id, [done(one), done(two), done(three), `${four},not found,,,`], year)
  await file(instruction.id, [done(five), done(six)], {
    statement: 'No backup of these last ones',
    backupsExpireOn: '',
  })
  const facts = await issued()
  assert.equal(facts.records, 5)
  assert.deepEqual(facts.copies, [
    { ...year, statedBy: 'Grace Ashby', records: 3 },
    { statement: 'No backup of these last ones', backupsExpireOn: null, statedBy: 'Grace Ashby', records: 2 },
  ])
})

test('a certificate says of the answers by API what the source system stated, with the request that closes the instruction too', async () => {
  const { ids, instruction } = await at.instructed('LIB-01', 3)
  const [one = '', two = '', three = ''] = await at.references(ids)
  await at.answer(instruction.id, [[one, DONE]])
  const statement = 'Backups go after 30 days'
  await at.answer(
    instruction.id,
    [
      [two, DONE],
      [three, DONE],
    ],
    'last',
    { statement, backups_expire_on: '2026-12-22' },
  )
  assert.deepEqual((await issued()).copies, [{ statement, backupsExpireOn: '2026-12-22', statedBy: 'LMS', records: 3 }])
  const again = await at.answer(
    instruction.id,
    [
      [two, DONE],
      [three, DONE],
    ],
    'last',
    { statement, backups_expire_on: '2026-12-22' },
  )
  assert.deepEqual([again.again, again.results.map(({ result }) => result)], [true, ['taken', 'taken']])
})

test('a certificate says in whose place a deputy decided, and so does what lists show of it', async () => {
  const { manager } = at.world.users
  await at.db
    .insertInto('serviceDeputies')
    .values({
      ...{ serviceId: at.world.services.libraries, managerId: at.second.id, deputyId: manager.id },
      ...{ fromOn: TODAY, toOn: TODAY, namedAt: `${TODAY}T08:00:00.000Z` },
    })
    .execute()
  const { ids, instruction } = await at.instructed('LIB-01', 1)
  const [reference = ''] = await at.references(ids)
  await at.answer(instruction.id, [[reference, DONE]])
  const [decision] = (await issued()).decisions
  assert.deepEqual([decision?.by, decision?.inPlaceOf], [manager.name, at.second.name])
  const [listed] = await disposalList(at.db, {}, null, { limit: 1, offset: 0 })
  assert.equal(listed?.decidedBy, `${manager.name} (in the place of ${at.second.name})`)
})

test('a certificate says who fetched the instruction first', async () => {
  const { ids, instruction } = await at.instructed('LIB-01', 1)
  await beginFetch(at.db, acting(), instruction)
  const [reference = ''] = await at.references(ids)
  await at.answer(instruction.id, [[reference, DONE]])
  assert.equal((await issued()).instruction.firstFetchedBy, 'Grace Ashby')
})
