import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { instructionById } from '../../db/queries/disposal-instructions.ts'
import { addGuard } from '../../db/test-guards.ts'
import { caseRule } from '../../db/test-rules.ts'
import { type EventKind, hashOfList } from '../domain/audit-event.ts'
import { type Agent, program, stranger } from '../domain/permission.ts'
import { NotAllowed } from './acting.ts'
import { answerForAll, applyAccepted, seenOf } from './disposal-answers.ts'
import { fingerprint } from './fingerprint.ts'
import { instructApproved } from './instructing.ts'
import { addOrganisation, changeOrganisation } from './organisations.ts'
import { addRule, changeRule } from './retention-rules.ts'
import { decideReview } from './review-decisions.ts'
import { forgetDisposed } from './review-disposals.ts'
import { setException } from './review-exceptions.ts'
import { addService } from './services.ts'
import { addSourceSystem } from './source-systems.ts'
import { sweep } from './sweep.ts'
import { reviewWorld, TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof reviewWorld>>
beforeEach(async () => {
  at = await reviewWorld()
})
afterEach(() => at.close())

const organisation = {
  ...({ name: 'Cambridge City', kind: 'council', address: '', telephone: '', icoRegistration: '' } as const),
  ...{ email: 'dpo@city.example', dpoContact: 'Dana Hill', complaints: '', approvals: 1 as const },
}

/** The latest event, with the person part beside it. */
async function lastEvent() {
  const event = await at.db.selectFrom('auditEvents').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
  const person = await at.db
    .selectFrom('auditEventPersons')
    .selectAll()
    .where('eventId', '=', event.id)
    .executeTakeFirst()
  return {
    ...event,
    details: JSON.parse(event.details),
    person: person && { ...person, details: JSON.parse(person.details) },
  }
}
const countEvents = async () => (await at.db.selectFrom('auditEvents').select('id').execute()).length
const kinds = async (): Promise<EventKind[]> =>
  (await at.db.selectFrom('auditEvents').select('kind').orderBy('id').execute()).map(({ kind }) => kind)

describe('one event tells who did what to what, and names people only where it can be erased', () => {
  test('a change of an organisation says what changed, and keeps its contacts out of the chain', async () => {
    const acting = { ...at.governance, requestId: 'request-1', address: '192.0.2.7' }
    await addOrganisation(at.db, acting, 'CITY', organisation)
    const { seen } = await fingerprintOf('CITY')
    const changed = { ...organisation, name: 'Cambridge', dpoContact: 'Eve Moss' }
    assert.ok((await changeOrganisation(at.db, acting, 'CITY', seen, changed)).ok)
    const event = await lastEvent()
    assert.deepEqual(
      [event.kind, event.whoId, event.whoRole, event.subjectKind, event.subjectId, event.requestId, event.at],
      [
        'changed',
        String(at.world.users.governance.id),
        'governance',
        'organisation',
        'CITY',
        'request-1',
        `${TODAY}T12:00:00.000Z`,
      ],
    )
    assert.deepEqual(event.details.changes, [{ field: 'name', before: 'Cambridge City', after: 'Cambridge' }])
    assert.deepEqual([event.person?.name, event.person?.address], ['Grace Ashby', '192.0.2.7'])
    assert.deepEqual(event.person?.details.changes, [
      { field: 'data protection officer', before: 'Dana Hill', after: 'Eve Moss' },
    ])
  })

  test('a rule’s change is told in the words of its page', async () => {
    const content = caseRule({ serviceId: at.world.services.libraries })
    assert.ok((await addRule(at.db, at.governance, { ...content, code: 'CASE-1' })).ok)
    const change = {
      code: 'CASE-1',
      seen: 1,
      content: { ...content, period: 'P3Y', ownerName: 'Eve Moss' },
      shortensExisting: false,
    }
    assert.ok((await changeRule(at.db, at.governance, change)).ok)
    const event = await lastEvent()
    assert.deepEqual(event.details.changes, [{ field: 'period', before: '6 years', after: '3 years' }])
    assert.deepEqual(
      event.person?.details.changes.map(({ field }: { field: string }) => field),
      ['owner'],
    )
  })

  test('an act over many records has their number and the hash of their list, never what they are called', async () => {
    const { ids, review } = await at.due('LIB-01', 3)
    const swept = await lastEvent()
    assert.deepEqual(
      [swept.kind, swept.whoRole, swept.whoId, swept.person],
      ['job ended', 'program', 'Test', undefined],
    )
    assert.deepEqual([swept.details.facts.newlyDue, swept.details.facts.withdrawn], [3, 0])
    const flagged = at.db.selectFrom('auditEvents').selectAll().where('kind', '=', 'records flagged')
    assert.deepEqual(
      (await flagged.execute()).map(({ recordCount, listHash }) => [recordCount, listHash]),
      [[3, hashOfList(ids)]],
    )
    const longer = {
      kind: 'keep longer',
      because: 'legal claim',
      date: '2027-03-01',
      reason: 'A claim by Jo Bloggs is expected',
    }
    await setException(at.db, at.manager, review.id, { ids: ids.slice(0, 2) }, longer)
    const excepted = await lastEvent()
    assert.deepEqual(
      [excepted.kind, excepted.recordCount, excepted.listHash],
      ['exception set', 2, hashOfList(ids.slice(0, 2))],
    )
    const { rows } = await sql<{ text: string }>`
      select string_agg(details, ',') as text from audit_events`.execute(at.db)
    assert.doesNotMatch(rows[0]?.text ?? '', /Bloggs|Grace|Mark/)
    const record = await at.record(ids[0]!)
    assert.ok(!rows[0]?.text.includes(record.reference))
  })

  test('the list that was approved is the list that was instructed and confirmed, and the trail can show it', async () => {
    const { ids, review } = await at.due('LIB-01', 2)
    const seen = await at.seen(review.id)
    assert.ok(
      (
        await decideReview(at.db, at.manager, review.id, {
          answers: { decision: 'approve disposal' },
          number: '',
          seen,
        })
      ).ok,
    )
    const approved = await lastEvent()
    const version = at.world.rules['LIB-01'].versionId
    const list = ids.map((id) => `${id} 2003-03-01 ${version}`).join('\n')
    assert.equal(approved.listHash, createHash('sha256').update(list).digest('hex'))
    const hashKey = 'k'.repeat(32)
    await instructApproved(at.db, { ...at.governance, hashKey })
    const instruction = await instructionById(at.db, 1, null)
    assert.ok(instruction)
    const answers = { doneOn: TODAY, method: 'Deleted', statement: 'Backups expire in 30 days' }
    assert.ok((await answerForAll(at.db, at.governance, 1, { answers, seen: seenOf(instruction) })).ok)
    await applyAccepted(at.db, { ...at.governance, hashKey })
    await forgetDisposed(at.db, at.governance.clock, hashKey)
    assert.deepEqual((await kinds()).slice(-9), [
      ...['disposal approved', 'instructed', 'instruction opened', 'answers accepted', 'disposal answered'],
      ...['instruction closed', 'certificate issued', 'review closed', 'forgotten'],
    ])
    for (const kind of ['instructed', 'disposal answered'] as const) {
      const event = await at.db.selectFrom('auditEvents').selectAll().where('kind', '=', kind).executeTakeFirst()
      assert.deepEqual([event?.listHash, event?.recordCount], [hashOfList(ids), 2])
    }
    const forgotten = await lastEvent()
    assert.deepEqual([forgotten.listHash, forgotten.recordCount], [hashOfList(ids), 2])
  })
})

describe('the event and the thing stand or fall together', () => {
  test('where the event cannot be written, nothing is done', async () => {
    const { ids, review } = await at.due('LIB-01', 2)
    await addGuard(
      at.db,
      `create trigger full_disk before insert on audit_events begin select raise(abort, 'no room'); end`,
    )
    const seen = await at.seen(review.id)
    const submitted = { answers: { decision: 'approve disposal' }, number: '', seen }
    await assert.rejects(decideReview(at.db, at.manager, review.id, submitted), /no room/)
    await assert.rejects(addOrganisation(at.db, at.governance, 'CITY', organisation), /no room/)
    assert.equal((await at.record(ids[0]!)).state, 'due')
    assert.equal((await at.review(review.id)).state, 'open')
    assert.equal(
      await at.db.selectFrom('organisations').select('id').where('code', '=', 'CITY').executeTakeFirst(),
      undefined,
    )
  })

  test('what is refused leaves no event', async () => {
    const before = await countEvents()
    assert.equal((await addOrganisation(at.db, at.governance, 'CCC', organisation)).ok, false)
    assert.equal(await countEvents(), before)
  })
})

describe('a right is asked for again by what is done, whoever asks for it', () => {
  const agents: Agent[] = [stranger('Anybody'), { role: 'source system', name: 'LMS', sourceSystemId: 1, tokenId: 1 }]
  const service = { name: 'Archives', organisation: 'CCC' }
  const system = { name: 'Archive', description: '', defaultService: '', limitedTo: [], organisation: '' }

  test('nobody signed out, no source system and no other role changes the register', async () => {
    const { auditor, manager, administrator } = at.world.users
    for (const who of [...agents, auditor, manager, administrator])
      await assert.rejects(
        addOrganisation(at.db, { who, clock: at.governance.clock }, 'CITY', organisation),
        NotAllowed,
      )
  })

  test('services and systems are for administrators, the sweep for those who run it', async () => {
    const { governance, manager, auditor } = at.world.users
    for (const who of [...agents, governance, manager, auditor]) {
      const acting = { who, clock: at.governance.clock }
      await assert.rejects(addService(at.db, acting, 'ARC', service), NotAllowed)
      await assert.rejects(addSourceSystem(at.db, acting, 'ARC', system), NotAllowed)
    }
    for (const who of [...agents, manager, auditor])
      await assert.rejects(sweep(at.db, { who, clock: at.governance.clock }), NotAllowed)
    assert.ok((await sweep(at.db, { who: program('Schedule'), clock: at.governance.clock })).ok)
  })
})

async function fingerprintOf(code: string) {
  const row = await at.db.selectFrom('organisations').selectAll().where('code', '=', code).executeTakeFirstOrThrow()
  return { seen: fingerprint(row) }
}
