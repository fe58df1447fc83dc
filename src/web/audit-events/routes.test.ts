import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { recordEvent } from '../../actions/audit.ts'
import { doThings } from '../../actions/test-trail.ts'
import { type ChainedEvent, hashOfEvent } from '../../domain/audit-event.ts'
import { stranger } from '../../domain/permission.ts'
import { testSite } from '../test-site.ts'

type Site = Awaited<ReturnType<typeof testSite>>

let site: Site
let auditor: ReturnType<Site['visitor']>
before(async () => {
  site = await testSite()
  await doThings(site.db, site.world)
  const facts = { reason: '<b>Left</b> & “gone”' }
  await record({ kind: 'suspended', subject: { kind: 'user', id: '2' }, facts })
  await record({ kind: 'sign-in failed', subject: { kind: 'user', id: '' } }, 'no-such@person.example')
  auditor = await site.signInAs('auditor')
})
after(() => site.close())

const record = (happening: Parameters<typeof recordEvent>[2], who?: string) =>
  site.db
    .transaction()
    .execute((tx) =>
      recordEvent(
        tx,
        { who: who ? stranger(who) : site.world.users.administrator, clock: site.clock, address: '10.9.8.7' },
        happening,
      ),
    )

const decoded = (html: string) =>
  html
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
/** The numbers of the events that a page lists, in its order. */
const listed = (html: string) => [...html.matchAll(/href="\/audit-events\/(\d+)"/g)].map(([, id]) => Number(id))
const link = (html: string, rel: 'prev' | 'next') =>
  decoded(new RegExp(`href="([^"]*)" rel="${rel}"`).exec(html)?.[1] ?? '')

describe('the list', () => {
  test('begins with the newest event, says who did what to what, and leads to both', async () => {
    const { text } = await auditor.get('/audit-events')
    const ids = listed(text)
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => b - a),
    )
    assert.match(
      text,
      /Grace Ashby\s*<span class="app-detail">Information governance<\/span>[\s\S]*?Changed name from Council 4 to City 4/,
    )
    assert.match(text, /href="\/organisations\/ORG4"/)
    assert.match(text, /Somebody who gave “no-such@person\.example”[\s\S]*?Tried to sign in, without success/)
    assert.match(decoded(text), /Suspended the account \(reason: <b>Left<\/b> & “gone”\)/)
    assert.ok(!text.includes('<b>Left'))
  })

  test('links only to what the reader may open', async () => {
    const governance = await site.signInAs('governance')
    assert.match((await auditor.get('/audit-events?subject=user')).text, /href="\/users\/2"/)
    assert.doesNotMatch((await governance.get('/audit-events?subject=user')).text, /href="\/users\/2"/)
  })

  test('is found by name, number of a user, kind, subject, dates and text, alone and together', async () => {
    const everything = await site.db
      .selectFrom('auditEvents as event')
      .leftJoin('auditEventPersons as person', 'person.eventId', 'event.id')
      .selectAll('event')
      .select('person.name')
      .orderBy('event.id', 'desc')
      .execute()
    const found = async (query: string, is: (event: (typeof everything)[number]) => boolean) => {
      const { status, text } = await auditor.get(`/audit-events?${query}`)
      assert.equal(status, 200, text.slice(0, 500))
      const expected = everything.filter(is).map(({ id }) => id)
      assert.ok(expected.length > 0, query)
      assert.deepEqual(listed(text), expected.slice(0, 50), query)
    }
    await found('person=grace+ashby', ({ name }) => name === 'Grace Ashby')
    await found('person=A', ({ name }) => /a/i.test(name ?? ''))
    const governance = String(site.world.users.governance.id)
    await found(`person=user+${governance}`, ({ whoId }) => whoId === governance)
    await found(`person=${governance}&kind=added`, ({ whoId, kind }) => whoId === governance && kind === 'added')
    await found('subject=organisation', ({ subjectKind }) => subjectKind === 'organisation')
    await found('subject=organisation&subject_id=ORG2', ({ subjectId }) => subjectId === 'ORG2')
    await found('subject_id=ORG2', ({ subjectId }) => subjectId === 'ORG2')
    await found(
      'subject=organisation&subject_id=ORG2&kind=changed',
      ({ subjectId, kind }) => subjectId === 'ORG2' && kind === 'changed',
    )
    await found('from=2026-11-21&to=2026-11-22', ({ at }) => at >= '2026-11-21' && at < '2026-11-23')
    await found('to=2026-11-20&kind=signed+in', ({ at, kind }) => at < '2026-11-21' && kind === 'signed in')
    await found('text=city+3', ({ details }) => details.includes('City 3'))
    await found('text=%22%C3%9Cn%C3%AF%22', ({ details }) => details.includes('Ünï'))
    await found('text=dpo-2%40example', ({ subjectId, kind }) => subjectId === 'ORG2' && kind === 'added')
    assert.deepEqual(listed((await auditor.get('/audit-events?text=before')).text), [], 'names of JSON are no text')
    assert.deepEqual(listed((await auditor.get('/audit-events?person=nobody+at+all')).text), [])
    assert.deepEqual(listed((await auditor.get('/audit-events?text=%25')).text), [], 'a percent sign is itself')
  })

  test('shows its filters, each of which can be removed', async () => {
    const { text } = await auditor.get('/audit-events?kind=added&from=2026-11-21&person=Grace')
    assert.match(text, /What happened: Added/)
    assert.match(text, /From: 21 November 2026/)
    assert.match(decoded(text), /href="\/audit-events\?person=Grace&from=2026-11-21"/)
  })

  test('refuses what it does not know', async () => {
    for (const query of [
      'kind=nonsense',
      'subject=nonsense',
      'from=soon',
      'before=x',
      'colour=red',
      'kind=added&kind=changed',
    ])
      assert.equal((await auditor.get(`/audit-events?${query}`)).status, 400, query)
  })

  test('goes on from page to page and back again, and misses none', async () => {
    for (let n = 0; n < 120; n++) await record({ kind: 'signed out', subject: { kind: 'user', id: '9' } })
    const pages: number[][] = []
    let at = '/audit-events?subject=user'
    const back: string[] = []
    while (at !== '') {
      const { text } = await auditor.get(at)
      pages.push(listed(text))
      back.push(link(text, 'prev'))
      at = link(text, 'next')
    }
    const ids = pages.flat()
    const all = await site.db
      .selectFrom('auditEvents')
      .select('id')
      .where('subjectKind', '=', 'user')
      .orderBy('id', 'desc')
      .execute()
    assert.deepEqual(
      ids,
      all.map(({ id }) => id),
    )
    assert.deepEqual(pages.map(({ length }) => length).slice(0, 2), [50, 50])
    assert.equal(back[0], '')
    assert.deepEqual(listed((await auditor.get(back[1] ?? '')).text), pages[0])
    assert.deepEqual(listed((await auditor.get(back[2] ?? '')).text), pages[1])
  })
})

describe('one event', () => {
  test('shows all of it: before and after, request, address, hashes', async () => {
    const event = await site.db
      .selectFrom('auditEvents')
      .selectAll()
      .where('kind', '=', 'changed')
      .executeTakeFirstOrThrow()
    const { text } = await auditor.get(`/audit-events/${event.id}`)
    for (const said of ['Council 0', 'City 0', '=1+1, "Ünï"', 'r-0', '10.0.0.7', event.hash, event.previousHash])
      assert.ok(decoded(text).includes(said), said)
    assert.match(text, /It is the hash of what is shown here/)
    assert.match(text, /href="\/organisations\/ORG0"/)
  })

  test('says that a name has been erased, and still who it was by number', async () => {
    const id = await record({ kind: 'signed out', subject: { kind: 'user', id: '4' } })
    await site.db.deleteFrom('auditEventPersons').where('eventId', '=', id).execute()
    const { text } = await auditor.get(`/audit-events/${id}`)
    assert.match(text, /Somebody whose name has been erased \(user 4\) signed out/)
    assert.match(text, /Name erased/)
    assert.ok(!text.includes('10.9.8.7'))
  })
})

test('the file holds what the list holds, and the chain can be checked from it alone', async () => {
  const rows = parse((await auditor.get('/audit-events.csv')).text, { columns: true }) as Record<string, string>[]
  const oldestFirst = rows.toReversed()
  assert.deepEqual(
    oldestFirst.map(({ number }) => Number(number)),
    oldestFirst.map((_, at) => at + 1),
  )
  let previousHash = '0'.repeat(64)
  for (const row of oldestFirst) {
    const optional = (text: string | undefined) => (text ? text : null)
    const event = {
      ...{ id: Number(row.number), at: row.at, kind: row.kind, whoId: row.who_id, whoRole: row.who_role },
      ...{ subjectKind: row.subject_kind, subjectId: row.subject_id, details: row.details, requestId: row.request_id },
      recordCount: row.records === '' ? null : Number(row.records),
      ...{ listHash: optional(row.list_hash), personDigest: row.person_digest, previousHash },
    } as ChainedEvent
    assert.equal(row.previous_hash, previousHash)
    assert.equal(hashOfEvent(event), row.hash, `event ${row.number}`)
    previousHash = row.hash ?? ''
  }
  const narrowed = parse((await auditor.get('/audit-events.csv?subject=organisation&subject_id=ORG1')).text, {
    columns: true,
  }) as Record<string, string>[]
  assert.deepEqual(
    narrowed.map(({ what }) => what),
    [
      'Grace Ashby changed name from Council 1 to City 1 and address to =1+1, "Ünï"',
      'Grace Ashby added it, with name Council 1, kind council and e-mail address dpo-1@example.org',
    ],
  )
})

describe('the history of a thing on its own page', () => {
  test('tells what was done to it in sentences, and leads to the trail those who may read it', async () => {
    const { text } = await auditor.get('/organisations/ORG3')
    assert.match(text, /Grace Ashby changed name from Council 3 to City 3 and address to/)
    assert.match(decoded(text), /href="\/audit-events\?subject=organisation&subject_id=ORG3"/)
    const manager = await (await site.signInAs('manager')).get('/organisations/ORG3')
    assert.match(manager.text, /Grace Ashby changed name from Council 3/)
    assert.doesNotMatch(manager.text, /\/audit-events/)
  })

  test('stands on the pages of services, of source systems and of runs too, the latest 20 of it', async () => {
    assert.match((await auditor.get('/services/SVC1')).text, /Adam Field added it, with name Service 1/)
    for (let n = 0; n < 25; n++)
      await record({
        kind: 'changed',
        subject: { kind: 'source system', id: 'LMS' },
        changes: [{ field: 'name', before: null, after: `Name ${n}` }],
      })
    const { text } = await auditor.get('/source-systems/LMS')
    assert.equal([...text.matchAll(/changed name to Name/g)].length, 20)
    assert.match(text, /See all of it in the audit trail/)
    assert.match((await auditor.get('/job-runs/1')).text, /The schedule ran a job to its end/)
  })

  test('is not told to the manager of another service', async () => {
    const manager = await site.signInAs('manager')
    assert.equal((await manager.get('/services/MUS')).status, 404)
    assert.equal((await manager.get('/services/LIB')).status, 200)
  })
})
