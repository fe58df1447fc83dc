import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { fullSite } from './test-full-site.ts'

type Site = Awaited<ReturnType<typeof fullSite>>

let site: Site
let visitor: ReturnType<Site['visitor']>
let last = 0

before(async () => {
  site = await fullSite()
  visitor = await site.signInAs('governance')
})
after(() => site.close())
beforeEach(async () => {
  last = Math.max(0, ...(await site.db.selectFrom('auditEvents').select('id').execute()).map(({ id }) => id))
})

/** The events since the last test began. */
const events = () => site.db.selectFrom('auditEvents').selectAll().where('id', '>', last).orderBy('id').execute()

/** What one file said of itself in the trail. */
async function factsOf(path: string, format: string) {
  assert.equal((await visitor.get(path)).status, 200, path)
  const [event, ...more] = await events()
  assert.ok(event && more.length === 0, path)
  assert.deepEqual([event.kind, event.subjectKind, event.whoRole], ['exported', 'list', 'governance'])
  const { facts, changes } = JSON.parse(event.details)
  assert.equal(facts.format, format)
  assert.deepEqual(changes, [])
  return { subject: event.subjectId, facts }
}

describe('a list that leaves as a file is one event of the trail', () => {
  test('with its filters by name and value', async () => {
    const { subject, facts } = await factsOf(
      '/records.csv?service=LIB&due_from=2001-02-03&state=due&review=1&bom=1',
      'CSV',
    )
    assert.equal(subject, 'records')
    assert.deepEqual(facts, { format: 'CSV', service: 'LIB', due_from: '2001-02-03', state: 'due', review: '1' })
  })

  test('without what may be a name, a reference, a title or a place', async () => {
    const { facts } = await factsOf('/records.csv?reference=SMITH-1980-02&service=Ada%40example.org', 'CSV')
    assert.deepEqual(facts, { format: 'CSV', service: 'given', reference: 'given' })
    const trail = JSON.stringify(await site.everything())
    assert.ok(!trail.includes('SMITH-1980-02') && !trail.includes('Ada@example.org'))
  })

  test('without the page from which it was asked for', async () => {
    const { facts } = await factsOf('/processing-activities.csv?q=loans&page=3&sort=title', 'CSV')
    assert.deepEqual(facts, { format: 'CSV', q: 'given', sort: 'title' })
  })

  test('under an address of its own, where it is a part of something', async () => {
    const { feed, instructions } = site
    const named = async (path: string) => {
      last = (await events()).at(-1)?.id ?? last
      return (await factsOf(path, 'CSV')).subject
    }
    assert.equal(await named(`/record-feeds/${feed}/rejections.csv`), `record-feeds/${feed}/rejections`)
    assert.equal(await named('/disposal-reviews/due-soon.csv'), 'disposal-reviews/due-soon')
    const items = `disposal-instructions/${instructions.libraries}/items`
    assert.equal(await named(`/${items}.csv`), items)
  })

  test('with who asked and from where apart, where they can be erased', async () => {
    await factsOf('/services.csv', 'CSV')
    const person = await site.db.selectFrom('auditEventPersons').selectAll().where('eventId', '>', last).execute()
    assert.deepEqual(
      person.map(({ name, address }) => [name, address]),
      [['Grace Ashby', '127.0.0.1']],
    )
  })
})

test('a refused or mistaken request leaves no event, nor does asking for the head alone', async () => {
  assert.equal((await visitor.get('/records.csv?nonsense=1')).status, 400)
  assert.equal((await visitor.get('/record-feeds/999999/rejections.csv')).status, 404)
  const manager = await site.signInAs('manager')
  assert.equal((await manager.get('/job-runs.csv')).status, 403)
  const head = await visitor.send('/records.csv', { method: 'HEAD' })
  assert.deepEqual([head.status, head.headers.get('content-type')], [200, 'text/csv; charset=utf-8'])
  assert.deepEqual(
    (await events()).map(({ kind }) => kind),
    ['signed in'],
  )
})
