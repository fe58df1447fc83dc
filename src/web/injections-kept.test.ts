import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { loadFeed } from '../actions/record-feeds.ts'
import { program } from '../domain/permission.ts'
import { formsOf } from './test-forms.ts'
import { fullSite } from './test-full-site.ts'
import { assertInert, assertInertList, assertInertSheet, corpus } from './test-injections.ts'

type Site = Awaited<ReturnType<typeof fullSite>>
type Visitor = ReturnType<Site['visitor']>

let site: Site
let governance: Visitor
let manager: Visitor

before(async () => {
  site = await fullSite()
  governance = await site.signInAs('governance')
  manager = await site.signInAs('manager')
})
after(() => site.close())

/** As a form sends it and a field of one line keeps it. */
const inField = (text: string): string => text.toWellFormed().trim()
/** As CSV gives it. */
const inCsv = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
/** Texts that a field of one line takes. */
const plain = corpus.filter((text) => !/[\p{Cc}\u2028\u2029]/u.test(text))

/** The rows of a list as CSV and as an Excel file, by the name of a column that tells them apart. */
async function bothLists(list: string, key: string) {
  const byKey = (rows: Record<string, string>[]) => new Map(rows.map((row) => [row[key] ?? '', row]))
  const csv = byKey(assertInertList((await governance.get(`${list}.csv`)).text, list))
  const sheet = byKey(assertInertSheet(await governance.bytes(`${list}.xlsx`), list))
  assert.equal(sheet.size, csv.size)
  return { csv, sheet }
}

test('the names of organisations, and of what refers to them', async () => {
  const at = (n: number) => plain[n % plain.length] ?? ''
  const codes = new Map<string, [string, string]>()
  for (let n = 0; n < plain.length; n += 2) {
    const form = { code: `ORG-${n}`, name: at(n), kind: 'other', address: at(n + 1), dpoContact: at(n) }
    const added = await governance.post('/organisations/new', form)
    assert.equal(added.status, 303, at(n))
    codes.set(`ORG-${n}`, [inField(at(n)), inField(at(n + 1))])
    if (n % 20 === 0) assertInert((await governance.get(`/organisations/ORG-${n}`)).text, at(n))
  }
  const { csv, sheet } = await bothLists('/organisations', 'code')
  for (const [code, [name, address]] of codes) {
    assert.deepEqual([csv.get(code)?.name, csv.get(code)?.address], [inCsv(name), inCsv(address)])
    assert.deepEqual([sheet.get(code)?.name, sheet.get(code)?.address], [name, address])
  }
  assertInert((await governance.get('/organisations')).text, '/organisations')
  assertInert((await governance.get('/processing-activities')).text, 'the filter by organisation')
})

test('what rules and activities say, on their pages, in their forms, lists and histories', async () => {
  for (let n = 0; n < plain.length; n += 6) {
    const at = (place: number) => plain[(n + place) % plain.length] ?? ''
    const rule = { recordSeries: at(0), ownerName: at(1), scopeNote: at(2), authority: at(3), triggerEvent: at(4) }
    const chosen = { triggerKind: 'event', countedFrom: 'trigger', years: '6', constraint: 'both' }
    const rest = { authorityKind: 'limitation', serviceId: '', approvals: '1', reviewDays: '30', coolingOffDays: '0' }
    const form = { code: `INJ-${n}`, disposalAction: 'destroy', ...rule, ...chosen, ...rest }
    assert.equal((await governance.post('/retention-rules', form)).status, 303, at(0))
    const activity = {
      reference: `INJ-A${n}`,
      title: at(0),
      ownerName: at(1),
      remarks: at(2),
      automatedDecisions: at(3),
    }
    const fixed = { service: 'LIB', role: 'controller', roleStanding: 'confirmed', dpiaRequired: 'no' }
    const lists = {
      ...{ 'purposes.0.text': at(4), 'terms.0.kind': 'source', 'terms.0.name': at(5), 'rules.0.rule': `INJ-${n}` },
      ...{ 'recipients.0.category': at(0), 'recipients.0.role': 'processor', 'recipients.0.contract': at(1) },
      ...{ 'transfers.0.country': at(2), 'transfers.0.safeguard': at(3), reviewCycleMonths: '12' },
    }
    const entered = await governance.post('/processing-activities/new', { ...activity, ...fixed, ...lists })
    assert.equal(entered.status, 303, at(0))
    if (n % 30 !== 0) continue
    for (const page of [
      `retention-rules/INJ-${n}`,
      `processing-activities/INJ-A${n}`,
      `processing-activities/INJ-A${n}/edit`,
    ])
      assertInert((await governance.get(`/${page}`)).text, page)
  }
  for (const [list, key, column] of [
    ['/retention-rules', 'code', 'record_series'],
    ['/processing-activities', 'reference', 'title'],
  ] as const) {
    assertInert((await governance.get(list)).text, list)
    const { csv, sheet } = await bothLists(list, key)
    for (let n = 0; n < plain.length; n += 6) {
      const text = inField(plain[n] ?? '')
      const name = list === '/retention-rules' ? `INJ-${n}` : `INJ-A${n}`
      assert.deepEqual([csv.get(name)?.[column], sheet.get(name)?.[column]], [inCsv(text), text])
    }
  }
})

test('the columns of a feed, its file name and its header', async () => {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
  const texts = corpus.map((text) => text.toWellFormed()).filter((text) => !text.includes('\0'))
  const lines = texts.map((text, n) => [cell(`I-${n}`), 'LIB-10', '', cell(text), cell(text)].join(','))
  const wrong = texts.map((text) => [cell(text), cell(text), cell(text), cell(text), cell(text)].join(','))
  const header = `reference,rule,trigger_date,title,location,${cell('<b onclick=zqRun(1)>')}`
  const file = [header, ...[...lines, ...wrong].map((line) => `${line},x`)].join('\n')
  const name = '"><img src=x onerror=zqRun(2)>..\\..\\=1+1.csv'
  const sent = await governance.upload('/record-feeds', { source: 'LMS', mode: 'delta' }, name, file)
  assert.equal(sent.status, 303)
  const path = sent.headers.get('location') ?? ''
  const loaded = { who: program('Test'), clock: site.clock, hashKey: site.config.recordHashKey }
  const feed = await loadFeed(site.db, Number(path.split('/').at(-1)), loaded)
  assert.deepEqual([feed.state, feed.created, feed.rejected], ['done', texts.length, texts.length])
  for (const page of [path, '/record-feeds', '/records', '/records?reference=I-1', '/', '/audit-events'])
    assertInert((await governance.get(page)).text, page)
  await bothLists(`${path}/rejections`, 'line')
  await bothLists('/record-feeds', 'id')
  const { csv, sheet } = await bothLists('/records', 'reference')
  for (const [n, text] of texts.entries()) {
    assert.equal(csv.get(`I-${n}`)?.title, inCsv(text.trim()), JSON.stringify(text))
    assert.equal(sheet.get(`I-${n}`)?.location, text.trim(), JSON.stringify(text))
  }
  const records = await site.db.selectFrom('records').select('id').where('reference', 'like', 'I-%').execute()
  for (const record of records.filter((_, n) => n % 25 === 0))
    assertInert((await governance.get(`/records/${record.id}`)).text, 'a record')
})

test('the reasons of decisions, on the review, the record and in the audit trail', async () => {
  const path = `/disposal-reviews/${site.reviews.libraries}`
  const record = await site.db
    .selectFrom('records')
    .select('id')
    .where('reviewId', '=', site.reviews.libraries)
    .executeTakeFirstOrThrow()
  const reason = corpus
    .filter((text) => text.includes('<script>'))
    .join(' ')
    .slice(0, 900)
  const form = {
    record: String(record.id),
    apply: 'ticked',
    kind: 'keep longer',
    because: 'legal claim',
    date: '01/03/2027',
    reason,
  }
  assert.equal((await manager.post(`${path}/exceptions`, form)).status, 303)
  const batch = site.batches.libraries + 1
  for (const page of [path, `${path}/exceptions/${batch}`, `/records/${record.id}`])
    assertInert((await manager.get(page)).text, page)
  const events = await site.db.selectFrom('auditEvents').select('id').orderBy('id', 'desc').limit(40).execute()
  for (const { id } of events) assertInert((await governance.get(`/audit-events/${id}`)).text, `event ${id}`)
})

test('the reason for which an activity is retired', async () => {
  const path = '/processing-activities/MUS-A1'
  const [form] = formsOf((await governance.get(`${path}/retirement`)).text)
  assert.ok(form)
  const reason = plain
    .filter((_, n) => n % 40 === 0)
    .join(' ')
    .slice(0, 400)
  assert.equal((await governance.post(form.action, { ...form.fields, reason })).status, 303)
  assertInert((await governance.get(path)).text, path)
})
