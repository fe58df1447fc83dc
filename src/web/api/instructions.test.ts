import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addRecords, putInState } from '../../../db/test-records.ts'
import { instructApproved } from '../../actions/instructing.ts'
import { program } from '../../domain/permission.ts'
import { apiSite } from './test-api-site.ts'

const INSTRUCTIONS = '/api/v1/disposal-instructions'
type Site = Awaited<ReturnType<typeof apiSite>>

let site: Site
let instruction: { id: number; fetchKey: string }
let ids: number[]

/** An instruction of three records of the library system, and one of the music system. */
before(async () => {
  site = await apiSite()
  const { db, world, clock, config } = site
  ids = await addRecords(db, world, { triggerOn: '2000-02-29' }, 3)
  const others = await addRecords(db, world, { triggerOn: '2000-02-29', sourceSystemId: world.systems.musicSystem }, 1)
  await putInState(db, [...ids, ...others], 'approved')
  await db.updateTable('disposalReviews').set({ state: 'approved' }).execute()
  const { id: reviewId } = await db.selectFrom('disposalReviews').select('id').executeTakeFirstOrThrow()
  await db
    .insertInto('reviewDecisions')
    .values({
      ...{ reviewId, decision: 'approve disposal', keepUntil: null, recordCount: 4, listHash: 'x' },
      ...{ decidedById: world.users.manager.id, decidedByName: 'Mark Lowe', decidedAt: clock.now() },
    })
    .execute()
  await instructApproved(db, { who: program('Instructing'), clock, hashKey: config.recordHashKey })
  instruction = await db
    .selectFrom('disposalInstructions')
    .select(['id', 'fetchKey'])
    .where('sourceSystemId', '=', world.systems.lms)
    .executeTakeFirstOrThrow()
})
after(() => site.close())

const at = () => `${INSTRUCTIONS}/${instruction.id}`
const send = (path: string, body: unknown, headers: Record<string, string> = {}, token = site.library.text) =>
  site.ask('POST', path, { token, headers: { 'content-type': 'application/json', ...headers } }, JSON.stringify(body))
const referenceOf = async (id: number) =>
  (await site.db.selectFrom('records').select('reference').where('id', '=', id).executeTakeFirstOrThrow()).reference
const done = { outcome: 'done', done_on: '2026-11-22', method: 'Deleted by the nightly job' }

test('a source system lists its own instructions and no others', async () => {
  const { json } = await site.get(INSTRUCTIONS)
  const [own, ...others] = json.instructions as Record<string, unknown>[]
  assert.deepEqual(
    [own?.instruction, own?.state, own?.action, own?.rule, own?.records, own?.answered, others.length, json.next_after],
    [instruction.id, 'open', 'destroy', 'LIB-01', 3, 0, 0, null],
  )
  assert.deepEqual((await site.get(at())).json, own)
  assert.deepEqual((await site.get(`${INSTRUCTIONS}?state=closed`)).json.instructions, [])
  for (const path of [at(), `${at()}/items?fetch_key=${instruction.fetchKey}`])
    assert.equal((await site.get(path, { token: site.music.text })).status, 404)
  assert.equal((await send(`${at()}/answers`, { answers: [done] }, {}, site.music.text)).status, 404)
  assert.equal((await site.get(INSTRUCTIONS, { token: null })).status, 401)
})

test('it fetches the records page by page, under the key of the instruction', async () => {
  const wrong = await site.get(`${at()}/items?fetch_key=x`)
  assert.deepEqual([wrong.status, /fetch_key/.test(String(wrong.json.detail))], [400, true])
  const fetch = (query = '') => site.get(`${at()}/items?fetch_key=${instruction.fetchKey}${query}`)
  const first = (await fetch('&limit=2')).json
  const items = first.items as Record<string, unknown>[]
  assert.deepEqual(Object.keys(items[0] ?? {}), ['item', 'reference', 'due_on', 'title', 'location', 'quantity'])
  assert.equal(items[0]?.reference, await referenceOf(ids[0]!))
  const rest = (await fetch(`&limit=2&after=${first.next_after}`)).json
  assert.deepEqual([(rest.items as object[]).length, rest.next_after], [1, null])
  assert.deepEqual((await fetch('&limit=2')).json, first)
  const [fetched, ...more] = await site.events('instruction fetched')
  assert.deepEqual([fetched?.whoRole, more.length], ['source system', 0])
})

test('a page has from 1 to 1,000 entries: another limit is refused, as is any parameter that is wrong', async () => {
  const answers = async (query: string) => {
    const paths = [INSTRUCTIONS, `${at()}/items`, '/api/v1/disposal-recalls']
    const key = (path: string) => (path.endsWith('items') ? `&fetch_key=${instruction.fetchKey}` : '')
    return Promise.all(paths.map((path) => site.get(`${path}?${query}${key(path)}`)))
  }
  for (const limit of ['0', '1001', '100000'])
    for (const { status, json } of await answers(`limit=${limit}`))
      assert.deepEqual([status, json.detail], [400, 'limit: must be from 1 to 1,000.'])
  for (const limit of ['1', '1000']) for (const { status } of await answers(`limit=${limit}`)) assert.equal(status, 200)
})

test('it answers, and is told of each answer what came of it; under a key only once', async () => {
  const reference = await referenceOf(ids[0]!)
  const body = { answers: [{ reference, ...done }, { reference: 'X', ...done }, { reference: 7 }] }
  const first = await send(`${at()}/answers`, body, { 'idempotency-key': 'night-1' })
  assert.equal(first.status, 200)
  assert.deepEqual(
    (first.json.results as { reference: string; result: string }[]).map((one) => `${one.reference} ${one.result}`),
    [`${reference} taken`, 'X rejected', ' rejected'],
  )
  assert.deepEqual((first.json.instruction as { answered: number }).answered, 1)
  const again = await send(`${at()}/answers`, body, { 'idempotency-key': 'night-1' })
  assert.deepEqual([again.headers.get('idempotency-replayed'), again.json.results], ['true', first.json.results])
  const other = await send(`${at()}/answers`, { answers: [done] }, { 'idempotency-key': 'night-1' })
  assert.equal(other.status, 422)
  const items = (await site.get(`${at()}/items?fetch_key=${instruction.fetchKey}`)).json.items as object[]
  assert.equal(items.length, 2, 'what is answered is fetched no more')
})

test('a body that is no list of answers is refused as a whole, and says why', async () => {
  for (const [body, field] of [
    [{}, 'answers'],
    [[], ''],
    [{ answers: [] }, 'answers'],
    [{ answers: ['x'] }, 'answers.0'],
    [{ answers: Array.from({ length: 1001 }, () => done) }, 'answers'],
    [{ answers: [{ reference: 'X', ...done }], backups_expire_on: '31/02/2027' }, 'backups_expire_on'],
  ] as const) {
    const refused = await send(`${at()}/answers`, body)
    assert.equal(refused.status, 422, JSON.stringify(body).slice(0, 50))
    assert.equal((refused.json.problems as { field: string }[])[0]?.field, field)
  }
  const headers = { 'content-type': 'application/json' }
  assert.equal((await site.ask('POST', `${at()}/answers`, { headers }, '{"answers": [')).status, 400)
  assert.equal((await site.ask('POST', `${at()}/answers`, { headers }, ' '.repeat(3_000_000))).status, 413)
  assert.equal(
    (await site.ask('POST', `${at()}/answers`, { headers: { 'content-type': 'text/csv' } }, 'a')).status,
    415,
  )
})

test('it is asked to stop, and answers', async () => {
  await site.db
    .updateTable('instructionItems')
    .set({ recallAskedAt: site.clock.now() })
    .where('recordId', '=', ids[1]!)
    .execute()
  const { json } = await site.get('/api/v1/disposal-recalls')
  const [recall, ...others] = json.recalls as Record<string, unknown>[]
  assert.deepEqual(
    [recall?.reference, recall?.instruction, others.length],
    [await referenceOf(ids[1]!), instruction.id, 0],
  )
  assert.deepEqual((await site.get('/api/v1/disposal-recalls', { token: site.music.text })).json.recalls, [])
  const answered = await send(`${at()}/recall-answers`, {
    answers: [
      { recall: recall?.recall, answer: 'stopped' },
      { recall: 'x', answer: 'stopped' },
    ],
  })
  assert.deepEqual(
    (answered.json.results as { result: string }[]).map(({ result }) => result),
    ['taken', 'rejected'],
  )
  assert.deepEqual((await site.get('/api/v1/disposal-recalls')).json.recalls, [])
})

test('with the last answer the instruction is closed', async () => {
  const answers = [{ reference: await referenceOf(ids[2]!), ...done }]
  const { json } = await send(`${at()}/answers`, { answers, statement: 'Backups go in 30 days' })
  const { state, done: gone, called_back: back } = json.instruction as Record<string, unknown>
  assert.deepEqual([state, gone, back], ['closed', 2, 1])
  assert.deepEqual((await site.get(`${at()}/items?fetch_key=${instruction.fetchKey}`)).json.items, [])
})
