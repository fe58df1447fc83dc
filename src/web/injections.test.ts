import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { loadFeed } from '../actions/record-feeds.ts'
import { fullSite } from './test-full-site.ts'
import { assertInert, assertInertList, corpus, formOf } from './test-injections.ts'
import { matrix } from './test-route-matrix.ts'

type Site = Awaited<ReturnType<typeof fullSite>>
type Visitor = ReturnType<Site['visitor']>
type Answer = Awaited<ReturnType<Visitor['get']>>

let site: Site
let governance: Visitor
let administrator: Visitor
let manager: Visitor

before(async () => {
  site = await fullSite()
  governance = await site.signInAs('governance')
  administrator = await site.signInAs('administrator')
  manager = await site.signInAs('manager')
})
after(() => site.close())

/** The text that takes a place in a form, another one in each round. */
const hostile = (place: number, round: number): string => corpus[(place * 7 + round) % corpus.length] ?? ''

function assertAnswered(answer: Answer, statuses: number[], where: string): void {
  assert.ok(statuses.includes(answer.status), `${where}: ${answer.status} ${answer.text.slice(0, 1500)}`)
  assertInert(answer.text, where)
  assert.equal(answer.headers.get('x-injected'), null)
  assert.doesNotMatch(answer.headers.getSetCookie().join(), /a=b/)
}

describe('every field of every form shows what was typed as text', () => {
  const forms = () =>
    [
      ['/organisations/new', governance],
      ['/organisations/CCC/edit', governance],
      ['/services/new', administrator],
      ['/services/LIB/edit', administrator],
      ['/source-systems/new', administrator],
      ['/source-systems/LMS/edit', administrator],
      ['/source-systems/LMS/tokens/new', administrator],
      ['/retention-rules/new', governance],
      ['/retention-rules/LIB-01/edit', governance],
      ['/processing-activities/new', governance],
      ['/processing-activities/LIB-A1/edit', governance],
      ['/record-feeds/new', governance],
      [`/disposal-reviews/${site.reviews.libraries}`, manager],
      [`/disposal-reviews/${site.reviews.libraries}/decision`, manager],
      [`/disposal-reviews/${site.reviews.second}/second-approval`, governance],
      [`/disposal-reviews/${site.reviews.approved}/confirmation`, governance],
      ['/users/new', administrator],
      [`/users/${site.invited}/edit`, administrator],
      ['/sign-in', site.visitor()],
    ] as const

  test('when all of its fields are hostile', async () => {
    for (const [path, visitor] of forms()) {
      const { action, fields, texts } = formOf((await visitor.get(path)).text)
      assert.ok(action.startsWith('/') && texts.length > 0, `${path} has a form with fields`)
      for (let round = 0; round < 3; round++) {
        const form = Object.fromEntries(
          fields.map(([name, value], place) => [name, texts.includes(name) ? hostile(place, round * 17) : value]),
        )
        assertAnswered(await visitor.post(action, form), [400, 409, 422], path)
      }
    }
  })

  test('the reason for which an activity is retired', async () => {
    const path = '/processing-activities/MUS-A1'
    assertAnswered(await governance.post(`${path}/retirement`, { reason: corpus.slice(0, 12).join(' ') }), [303], path)
    assertAnswered(await governance.get(path), [200], path)
  })

  test('when what is carried unseen is hostile', async () => {
    for (const [path, visitor] of forms()) {
      const { action, fields, texts } = formOf((await visitor.get(path)).text)
      const form = Object.fromEntries(
        fields.map(([name, value], place) => [name, texts.includes(name) ? value : hostile(place, 3)]),
      )
      assertAnswered(
        await visitor.post(action, { ...form, [hostile(1, 5)]: 'x', __proto__x: 'y' }),
        [303, 400, 409, 422],
        path,
      )
    }
  })
})

test('every filter of every list is taken as text', async () => {
  const filters = [
    'q',
    'service',
    'organisation',
    'source',
    'rule',
    'state',
    'reference',
    'due_from',
    'page',
    'after',
    'order',
    'review',
    'job',
  ]
  for (const name of Object.keys(matrix)) {
    const path = /^GET (\/[^:]*)$/.exec(name)?.[1]
    if (path === undefined || /healthz|readyz|\/new$/.test(path)) continue
    const allowed = matrix[name] ?? 'anyone'
    const people = { governance, administrator }
    const role = (['governance', 'administrator'] as const).find((one) => allowed.includes(one))
    const reader = role ? people[role] : site.visitor()
    for (const [place, filter] of filters.entries()) {
      const query = new URLSearchParams({ [filter]: hostile(place, path.length) })
      const answer = await reader.get(`${path}?${query}`)
      assert.ok([200, 400, 404].includes(answer.status), `${path}?${query}: ${answer.status}`)
      if (path.endsWith('.csv') && answer.status === 200) assertInertList(answer.text, path)
      else assertInert(answer.text, `${path}?${query}`)
    }
  }
})

describe('what is kept is kept as it was typed, and shown as text on page and list', () => {
  const kept = (text: string): string => (/^[=+\-@\t\r]/.test(text.trim()) ? `'${text.trim()}` : text.trim())
  const plain = corpus.filter((text) => !/[\r\n\u2028]/.test(text) && !text.includes('\0'))

  test('the names of organisations, and of what refers to them', async () => {
    for (const [n, name] of plain.entries()) {
      const form = { code: `ORG-${n}`, name, kind: 'other', address: name, dpoContact: name }
      assert.equal((await governance.post('/organisations/new', form)).status, 303, name)
      assertInert((await governance.get(`/organisations/ORG-${n}`)).text, name)
    }
    const rows = assertInertList((await governance.get('/organisations.csv')).text, '/organisations.csv')
    const names = new Map(rows.map(({ code, name, address }) => [code, [name, address]]))
    for (const [n, name] of plain.entries()) assert.deepEqual(names.get(`ORG-${n}`), [kept(name), kept(name)])
    assertInert((await governance.get('/organisations')).text, '/organisations')
    assertInert((await governance.get('/processing-activities')).text, 'the filter by organisation')
  })

  test('what rules and activities say', async () => {
    for (let n = 0; n < plain.length; n += 6) {
      const at = (place: number) => plain[(n + place) % plain.length] ?? ''
      const rule = { recordSeries: at(0), ownerName: at(1), scopeNote: at(2), authority: at(3), triggerEvent: at(4) }
      const chosen = {
        triggerKind: 'event',
        countedFrom: 'trigger',
        years: '6',
        constraint: 'both',
        disposalAction: 'destroy',
      }
      const rest = { authorityKind: 'limitation', serviceId: '', approvals: '1', reviewDays: '30', coolingOffDays: '0' }
      const added = await governance.post('/retention-rules', { code: `INJ-${n}`, ...rule, ...chosen, ...rest })
      assertAnswered(added, [303], at(0))
      assertInert((await governance.get(`/retention-rules/INJ-${n}`)).text, at(0))

      const activity = {
        reference: `INJ-A${n}`,
        title: at(0),
        ownerName: at(1),
        remarks: at(2),
        automatedDecisions: at(3),
      }
      const fixed = {
        service: 'LIB',
        role: 'controller',
        roleStanding: 'confirmed',
        dpiaRequired: 'no',
        reviewCycleMonths: '12',
      }
      const lists = {
        ...{ 'purposes.0.text': at(4), 'terms.0.kind': 'source', 'terms.0.name': at(5), 'rules.0.rule': `INJ-${n}` },
        ...{ 'recipients.0.category': at(0), 'recipients.0.role': 'processor', 'recipients.0.contract': at(1) },
        ...{ 'transfers.0.country': at(2), 'transfers.0.safeguard': at(3) },
      }
      const entered = await governance.post('/processing-activities/new', { ...activity, ...fixed, ...lists })
      assertAnswered(entered, [303], at(0))
      assertInert((await governance.get(`/processing-activities/INJ-A${n}`)).text, at(0))
      assertInert((await governance.get(`/processing-activities/INJ-A${n}/edit`)).text, at(0))
    }
    for (const list of ['/retention-rules', '/processing-activities']) {
      assertInert((await governance.get(list)).text, list)
      const rows = assertInertList((await governance.get(`${list}.csv`)).text, list)
      assert.ok(rows.filter(({ code, reference }) => (code ?? reference)?.startsWith('INJ-')).length >= 5)
    }
  })

  test('the columns of a feed, its file name and its header', async () => {
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
    const texts = corpus.filter((text) => !text.includes('\0'))
    const lines = texts.map((text, n) => [cell(`I-${n}`), 'LIB-10', '', cell(text), cell(text)].join(','))
    const wrong = texts.map((text) => [cell(text), cell(text), cell(text), cell(text), cell(text)].join(','))
    const header = `reference,rule,trigger_date,title,location,${cell('<b onclick=alert(1)>')}`
    const file = [header, ...[...lines, ...wrong].map((line) => `${line},x`)].join('\n')
    const name = '"><img src=x onerror=alert(1)>..\\..\\=1+1.csv'
    const sent = await governance.upload('/record-feeds', { source: 'LMS', mode: 'delta' }, name, file)
    assert.equal(sent.status, 303)
    const path = sent.headers.get('location') ?? ''
    const id = Number(path.split('/').at(-1))
    const feed = await loadFeed(site.db, id, { clock: site.clock, hashKey: site.config.recordHashKey })
    assert.deepEqual([feed.state, feed.created, feed.rejected], ['done', texts.length, texts.length])
    for (const page of [path, '/record-feeds', '/records', '/records?reference=I-1', '/'])
      assertInert((await governance.get(page)).text, page)
    assertInertList((await governance.get(`${path}/rejections.csv`)).text, 'rejections')
    assertInertList((await governance.get('/record-feeds.csv')).text, 'feeds')
    const rows = assertInertList((await governance.get('/records.csv')).text, 'records')
    const titles = new Map(rows.map(({ reference, title }) => [reference, title]))
    for (const [n, text] of texts.entries()) assert.equal(titles.get(`I-${n}`), kept(text))
    const records = await site.db.selectFrom('records').select('id').where('reference', 'like', 'I-%').execute()
    for (const record of records.slice(0, 20))
      assertInert((await governance.get(`/records/${record.id}`)).text, 'a record')
  })

  test('the reasons of decisions', async () => {
    const path = `/disposal-reviews/${site.reviews.libraries}`
    const { records } = site
    const reason = '"><script>alert(1)</script>'
    const record = (
      await site.db
        .selectFrom('records')
        .select('id')
        .where('reviewId', '=', site.reviews.libraries)
        .executeTakeFirstOrThrow()
    ).id
    const form = { record: String(record), apply: 'ticked', kind: 'keep longer', date: '01/03/2027', reason }
    assertAnswered(await manager.post(`${path}/exceptions`, form), [303], 'exceptions')
    for (const page of [
      path,
      `${path}/exceptions/${site.batches.libraries + 1}`,
      `/records/${record}`,
      `/records/${records.libraries}`,
    ])
      assertInert((await manager.get(page)).text, page)
  })
})

test('after all that every table is there and whole', async () => {
  assert.equal(Object.keys(await site.everything()).length > 30, true)
  assert.deepEqual((await sql`pragma integrity_check`.execute(site.db)).rows, [{ integrityCheck: 'ok' }])
  const users = await site.db.selectFrom('users').select('email').execute()
  assert.equal(users.length, 5)
})
