import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { sql } from 'kysely'
import { idTable } from '../../../db/dialect.ts'
import { addRecord } from '../../../db/test-records.ts'
import { sweep } from '../../actions/sweep.ts'
import { forgottenReference } from '../../domain/forgotten.ts'
import { program } from '../../domain/permission.ts'
import { testSite } from '../test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
beforeEach(async () => {
  site = await testSite()
})
afterEach(() => site.close())

type Visitor = Awaited<ReturnType<typeof site.signInAs>>
const add = (parts: Parameters<typeof addRecord>[2]) => addRecord(site.db, site.world, parts)

async function csv(visitor: Visitor, query = ''): Promise<Record<string, string>[]> {
  const { text, status } = await visitor.get(`/records.csv${query}`)
  assert.equal(status, 200, text)
  return parse(text, { columns: true, bom: true }) as Record<string, string>[]
}

const references = async (visitor: Visitor, query = '') => (await csv(visitor, query)).map(({ reference }) => reference)

/** The addresses of records that a page links to, in its order. */
const listed = (html: string) => [...html.matchAll(/href="\/records\/(\d+)"/g)].map(([, id]) => Number(id))

const link = (html: string, rel: string) =>
  new RegExp(`href="([^"]*)" rel="${rel}"`).exec(html)?.[1]?.replaceAll('&amp;', '&')

test('the CSV has the columns of the contract, in their order', async () => {
  await add({ reference: 'A-1', triggerOn: '2020-03-01', title: '=1+1', quantity: 3, location: 'Box 7' })
  await sweep(site.db, { clock: site.clock, who: program('Test') })
  const auditor = await site.signInAs('auditor')
  const { text, headers } = await auditor.get('/records.csv')
  assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.equal(
    text,
    'reference,source_system,service,rule,record_series,trigger_date,retain_until,due_on,state,held,flagged_on,review,quantity,title,location,last_seen_on\r\n' +
      "A-1,LMS,LIB,LIB-01,Library membership account,2020-03-01,2023-03-01,2023-03-02,due,no,2026-11-22,1,3,'=1+1,Box 7,2020-01-01\r\n",
  )
})

test('each filter of the address narrows the page and its CSV alike', async () => {
  const { world } = site
  const ids = {
    open: await add({ reference: 'A-1', firstSeenOn: '2025-11-22' }),
    newer: await add({ reference: 'A-2', firstSeenOn: '2025-11-23' }),
    dated: await add({ reference: 'B-1', triggerOn: '2025-06-30' }),
    music: await add({
      reference: 'B-2',
      rule: 'MUS-02',
      triggerOn: '2010-01-01',
      sourceSystemId: world.systems.musicSystem,
    }),
    nobody: await add({ reference: 'C-1', rule: 'FIN-01', triggerOn: '2024-05-01', serviceId: null }),
    missing: await add({ reference: 'C-2', triggerOn: '2025-07-01', missingSince: '2026-11-01' }),
    overdue: await add({ reference: 'D-1', triggerOn: '2000-01-01' }),
  }
  await sweep(site.db, { clock: site.clock, who: program('Test') })
  const governance = await site.signInAs('governance')
  const cases: [string, (keyof typeof ids)[]][] = [
    ['', ['open', 'newer', 'dated', 'music', 'nobody', 'missing', 'overdue']],
    ['?source=MUSIC', ['music']],
    ['?service=LIB&state=open', ['open', 'newer']],
    ['?service=unassigned', ['nobody']],
    ['?rule=MUS-02', ['music']],
    ['?state=due', ['overdue']],
    ['?trigger_from=30/06/2025&trigger_to=2025-07-01', ['dated', 'missing']],
    ['?due_from=2028-07-01&due_to=2028-07-01', ['dated']],
    ['?missing=yes', ['missing']],
    ['?open_since=12', ['open']],
    ['?open_since=24', []],
    ['?backlog=yes', ['overdue']],
    ['?reference=C-', ['nobody', 'missing']],
    ['?reference=C-2', ['missing']],
    ['?review=1', ['overdue']],
    ['?service=NONE', []],
    ['?order=due', ['overdue', 'dated', 'missing', 'nobody', 'music']],
  ]
  for (const [query, names] of cases) {
    const expected = names.map((name) => ids[name])
    const { text, status } = await governance.get(`/records${query}`)
    assert.equal(status, 200, query)
    assert.deepEqual(listed(text), expected, query)
    assert.equal((await csv(governance, query)).length, expected.length, query)
  }
  const { text } = await governance.get('/records?state=open&reference=X')
  assert.match(text, /No record matches\. Remove a filter to see more\./)
  assert.match(text, /State: Open/)
})

test('records come fifty at a time in either order, forwards and back, with the filters kept', async () => {
  await site.db.transaction().execute(async (tx) => {
    for (let at = 0; at < 120; at++)
      await addRecord(tx, site.world, {
        triggerOn: `2024-0${1 + (at % 3)}-01`,
        reference: `P-${String(at).padStart(3, '0')}`,
      })
  })
  await add({ reference: 'Q-1' })
  const auditor = await site.signInAs('auditor')
  for (const query of ['?reference=P-', '?order=due']) {
    const first = await auditor.get(`/records${query}`)
    assert.match(first.text, /50 of 120 records/)
    const second = await auditor.get(link(first.text, 'next') ?? '')
    const third = await auditor.get(link(second.text, 'next') ?? '')
    const ids = [first, second, third].map(({ text }) => listed(text))
    assert.deepEqual(
      ids.map(({ length }) => length),
      [50, 50, 20],
    )
    assert.equal(new Set(ids.flat()).size, 120)
    assert.equal(link(third.text, 'next'), undefined)
    assert.equal(link(first.text, 'prev'), undefined)
    assert.deepEqual(listed((await auditor.get(link(third.text, 'prev') ?? '')).text), ids[1])
  }
  assert.equal((await auditor.get('/records?after=999999')).status, 404)
})

test('a long list is counted by what is kept, else not to its end, and its CSV has every record once', async () => {
  const first = await add({ triggerOn: '2025-06-30' })
  await sql`
    insert into records (source_system_id, organisation_id, reference, rule_id, rule_version_id, service_id, trigger_on, retain_until,
      due_on, state, first_seen_on, last_seen_on)
    select source_system_id, organisation_id, 'MANY-' || n.value, rule_id, rule_version_id, service_id, trigger_on, retain_until, due_on, state,
      first_seen_on, last_seen_on
    from records, ${idTable(site.db, 'n', [...Array(12_000).keys()])}
    where records.id = ${first}`.execute(site.db)
  await sql`
    insert into record_counts (rule_id, service_id, state, records)
    select rule_id, service_id, state, 12_000 from records where id = ${first}
    on conflict (rule_id, service_id, state) do update set records = record_counts.records + 12_000`.execute(site.db)
  const manager = await site.signInAs('manager')
  const queries = {
    ...{ '': '12,001', '?state=retained': '12,001', '?state=retained&order=due': '12,001', '?rule=LIB-01': '12,001' },
    ...{
      '?order=due': '12,001',
      '?source=LMS': 'at least 10,000',
      '?trigger_from=2020-01-01': '12,001',
    },
  }
  for (const [query, total] of Object.entries(queries)) {
    const { text } = await manager.get(`/records${query}`)
    assert.ok(text.includes(`50 of ${total} records`), query)
    const next = await manager.get(link(text, 'next') ?? '')
    assert.equal(new Set([...listed(text), ...listed(next.text)]).size, 100, query)
    const lines = (await manager.get(`/records.csv${query}`)).text.trimEnd().split('\r\n').slice(1)
    const all = lines.map((line) => line.slice(0, line.indexOf(',')))
    assert.equal(all.length, 12_001, query)
    assert.equal(new Set(all).size, 12_001, query)
  }
})

test('a manager sees the records of their own services, in the list, the CSV and one by one', async () => {
  const mine = await add({ reference: 'MINE' })
  const others = await add({ reference: 'OTHERS', rule: 'MUS-02' })
  const nobodys = await add({ reference: 'NOBODYS', serviceId: null })
  const manager = await site.signInAs('manager')
  assert.deepEqual(listed((await manager.get('/records')).text), [mine])
  assert.deepEqual(await references(manager), ['MINE'])
  for (const query of ['?service=MUS', '?service=unassigned', '?rule=MUS-02', '?reference=OTHERS'])
    assert.deepEqual(await references(manager, query), [], query)
  assert.equal((await manager.get(`/records/${mine}`)).status, 200)
  assert.equal((await manager.get(`/records/${others}`)).status, 404)
  assert.equal((await manager.get(`/records/${nobodys}`)).status, 404)
  const governance = await site.signInAs('governance')
  assert.equal((await governance.get(`/records/${nobodys}`)).status, 200)
})

test('records are for those who read them: others are refused, strangers sign in', async () => {
  const id = await add({})
  const administrator = await site.signInAs('administrator')
  for (const path of ['/records', '/records.csv', `/records/${id}`]) {
    assert.equal((await administrator.get(path)).status, 403, path)
    assert.equal((await site.visitor().get(path)).status, 303, path)
  }
})

test('what cannot be read in an address is said, and what does not exist is not found', async () => {
  const governance = await site.signInAs('governance')
  for (const query of [
    '?sate=open',
    '?state=lost',
    '?due_from=yesterday',
    '?open_since=6',
    '?review=one',
    '?after=x',
    '?missing=no',
    '?order=reference',
  ])
    assert.equal((await governance.get(`/records${query}`)).status, 400, query)
  assert.match(
    (await governance.get('/records?due_from=31/02/2026')).text,
    /“Past its period from” must be a date that there is, such as 31\/03\/2027 or 2027-03-31: “31\/02\/2026” is none/,
  )
  assert.equal((await governance.get('/records.csv?after=1')).status, 400)
  assert.equal((await governance.get('/records/999')).status, 404)
  assert.equal((await governance.get('/records/seven')).status, 404)
})

test('a reference that was erased is found again by what stands in its place, and is not shown', async () => {
  const erased = forgottenReference(site.config.recordHashKey, site.world.systems.lms, 'LMS-77')
  const id = await add({ reference: erased, state: 'destroyed' })
  await add({ reference: 'LMS-78' })
  const governance = await site.signInAs('governance')
  const { text } = await governance.get('/records?reference=LMS-77')
  assert.deepEqual(listed(text), [id])
  assert.match(text, /Reference erased/)
  assert.deepEqual(await references(governance, '?reference=LMS-7'), ['LMS-78'])
  const page = await governance.get(`/records/${id}`)
  assert.match(page.text, /Destroyed \(LIB-\d\d version 1, /)
  assert.ok(!page.text.includes(erased))
})

test('titles and locations are text, whatever is in them', async () => {
  const id = await add({ reference: '<i>ref</i>', title: '<script>alert(1)</script>', location: '"quoted"' })
  const governance = await site.signInAs('governance')
  for (const path of ['/records', `/records/${id}`]) {
    const { text } = await governance.get(path)
    assert.ok(!text.includes('<script>alert') && !text.includes('<i>ref'), path)
    assert.match(text, /&lt;script&gt;alert\(1\)/, path)
  }
})
