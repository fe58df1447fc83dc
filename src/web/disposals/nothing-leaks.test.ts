import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { answerByApi } from '../../actions/api-answers.ts'
import { writeDigests } from '../../actions/digest.ts'
import { instructApproved } from '../../actions/instructing.ts'
import { createFeed, loadFeed } from '../../actions/record-feeds.ts'
import { forgetDisposed } from '../../actions/review-disposals.ts'
import { sweep } from '../../actions/sweep.ts'
import { acting } from '../../actions/test-acting.ts'
import { program } from '../../domain/permission.ts'
import { hidden } from '../disposal-reviews/test-review-site.ts'
import { newLog } from '../log.ts'
import { testSite } from '../test-site.ts'

/** What marks every reference, title and location, so that any of them is found wherever it went. */
const MARK = 'ZQXJ'
const HEAD = 'reference,rule,trigger_date,title,location\n'
const row = (n: number) => `${MARK}-${n},LIB-01,2000-02-29,Title ${MARK} ${n},Shelf ${MARK} ${n}\n`

const written: string[] = []
let site: Awaited<ReturnType<typeof testSite>>
before(async () => {
  const log = newLog('trace', { write: (line: string) => void written.push(line) })
  site = await testSite({}, { log })
})
after(() => site.close())

async function feed(rows: number[], mode: 'delta' | 'full') {
  const filePath = join(site.folder, 'feed.csv')
  writeFileSync(filePath, HEAD + rows.map(row).join(''))
  const sent = {
    source: 'LMS',
    fileName: 'feed.csv',
    filePath,
    uploaded: false,
    mode,
    correction: false,
    dryRun: false,
  }
  const id = await createFeed(site.db, acting(site.clock), sent)
  assert.ok(id.ok)
  assert.equal((await loadFeed(site.db, id.value, { clock: site.clock, hashKey: hashKey() })).state, 'done')
}

const hashKey = (): string => site.config.recordHashKey

/** From a feed to a certificate, and on to the feed that lists again what is gone, with everybody who looks at it. */
async function wholeCycle() {
  const { db, clock, world } = site
  await feed([1, 2, 3, 4], 'delta')
  assert.ok((await sweep(db, { clock, who: program('Test') })).ok)
  const [manager, governance, auditor] = [
    await site.signInAs('manager'),
    await site.signInAs('governance'),
    await site.signInAs('auditor'),
  ]
  const review = await db.selectFrom('disposalReviews').select('id').executeTakeFirstOrThrow()
  const decision = `/disposal-reviews/${review.id}/decision`
  const seen = hidden((await manager.get(decision)).text, 'seen')
  assert.equal((await manager.post(decision, { decision: 'approve disposal', seen })).status, 303)
  await instructApproved(db, { clock, who: program('Instructing'), hashKey: hashKey() })
  const { id } = await db.selectFrom('disposalInstructions').select('id').executeTakeFirstOrThrow()
  const who = { role: 'source system', name: 'LMS', sourceSystemId: world.systems.lms, tokenId: 1 } as const
  const fields = (n: number) =>
    n === 4 ? { outcome: 'failed', reason: 'Locked' } : { outcome: 'done', done_on: clock.today(), method: 'Deleted' }
  const answers = [1, 2, 3, 4].map((n) => ({ reference: `${MARK}-${n}`, fields: fields(n) }))
  const sent = { answers, about: {}, key: undefined }
  assert.ok((await answerByApi(db, { who, clock, hashKey: hashKey() }, id, sent)).ok)
  await forgetDisposed(db, clock, hashKey())
  await feed([1, 4], 'full')
  for (const visitor of [governance, auditor]) {
    const asked = await visitor.post('/disposals/question', { source: 'LMS', reference: `${MARK}-1` })
    assert.match(asked.text, /Yes\. It was destroyed on 22 November 2026\./)
    assert.match(asked.text, /DC-2026-000001/)
    const unknown = await visitor.post('/disposals/question', { source: 'LMS', reference: `${MARK}-99` })
    assert.match(unknown.text, /neither holds nor ever held/)
    const proof = '/destruction-certificates/DC-2026-000001/proof'
    assert.match(
      (await visitor.post(proof, { reference: `${MARK}-2` })).text,
      /Yes\. That record is in this certificate/,
    )
    assert.match((await visitor.post(proof, { reference: `${MARK}-4` })).text, /No\. That record is not in this/)
    await visitor.get('/disposal-incidents/1')
  }
  await writeDigests(db, {
    ...{ who: program('Schedule'), clock, baseUrl: 'https://muniment.example', sessionSecret: 's'.repeat(40) },
  })
  return { governance }
}

test('no reference, title or location is in a certificate, an event, a message or the log, over the whole cycle', async () => {
  const { governance } = await wholeCycle()
  const { db } = site
  const tables = {
    certificates: await db.selectFrom('destructionCertificates').selectAll().execute(),
    incidents: await db.selectFrom('disposalIncidents').selectAll().execute(),
    events: await db.selectFrom('auditEvents').selectAll().execute(),
    persons: await db.selectFrom('auditEventPersons').selectAll().execute(),
    mail: await db.selectFrom('mailOutbox').selectAll().execute(),
    runs: await db.selectFrom('jobRuns').selectAll().execute(),
  }
  const files = await Promise.all(
    ['/disposals.csv', '/destruction-certificates.csv', '/disposal-incidents.csv'].map((path) => governance.get(path)),
  )
  const certificate = await Promise.all(
    ['', '.json', '.csv'].map((ending) => governance.get(`/destruction-certificates/DC-2026-000001${ending}`)),
  )
  for (const [name, rows] of Object.entries(tables)) {
    assert.ok(rows.length > 0, `there is something in ${name}`)
    assert.ok(!JSON.stringify(rows).includes(MARK), name)
  }
  for (const answer of [...files, ...certificate]) {
    assert.equal(answer.status, 200)
    assert.ok(!answer.text.includes(MARK))
  }
  assert.ok(written.length > 10)
  assert.ok(!written.join('').includes(MARK), 'the log')
})

test('the question is in the audit trail with its source and answer, and so is that a proof was asked for', async () => {
  const events = await site.db
    .selectFrom('auditEvents')
    .select(['kind', 'details'])
    .where('kind', 'in', ['record asked about', 'membership proved'])
    .orderBy('id')
    .limit(4)
    .execute()
  assert.deepEqual(
    events.map(({ kind, details }) => [kind, (JSON.parse(details) as { facts: object }).facts]),
    [
      ['record asked about', { source: 'LMS', answer: 'gone' }],
      ['record asked about', { source: 'LMS', answer: 'unknown' }],
      ['membership proved', { found: true }],
      ['membership proved', { found: false }],
    ],
  )
})

test('what is gone and listed again is one incident, and the feed created nothing', async () => {
  const incidents = await site.db.selectFrom('disposalIncidents').select(['kind', 'recordCount']).execute()
  assert.deepEqual(incidents, [{ kind: 'still at source', recordCount: 1 }])
  const records = await site.db.selectFrom('records').select('state').orderBy('id').execute()
  assert.deepEqual(
    records.map(({ state }) => state),
    ['destroyed', 'destroyed', 'destroyed', 'failed'],
  )
})
