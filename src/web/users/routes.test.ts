import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { testSite } from '../test-site.ts'
import { GOOD_PASSWORD, invited, linkIn, seenIn, setPassword } from './test-people.ts'

let site: Awaited<ReturnType<typeof testSite>>
let administrator: Awaited<ReturnType<typeof site.signInAs>>

before(async () => {
  site = await testSite()
  administrator = await site.signInAs('administrator')
})
after(() => site.close())

const ines = { name: 'Ines Marlow', email: 'ines@council.example', role: 'manager', services: 'MUS' }
const row = (id: number) => site.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

const eventsOf = (id: number) =>
  site.db
    .selectFrom('auditEvents as event')
    .leftJoin('auditEventPersons as person', 'person.eventId', 'event.id')
    .select(['event.kind', 'event.whoId', 'event.details', 'person.details as personal'])
    .where('event.subjectKind', '=', 'user')
    .where('event.subjectId', '=', String(id))
    .orderBy('event.id')
    .execute()

describe('a new person', () => {
  test('is added with a role and services, and gets a link that is shown once and kept nowhere', async () => {
    const answer = await administrator.post('/users/new', {
      ...ines,
      passwordHash: 'x',
      password: 'x',
      suspendedAt: 'x',
    })
    assert.equal(answer.status, 201)
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer')
    assert.match(answer.text, /until 29 November 2026, 12:00/)
    const token = /token=([\w-]+)/.exec(linkIn(answer))?.[1] ?? ''
    assert.equal(Buffer.from(token, 'base64url').length, 32)
    for (const [table, rows] of Object.entries({
      sessions: await site.db.selectFrom('sessions').selectAll().execute(),
      links: await site.db.selectFrom('accountLinks').selectAll().execute(),
      events: await site.db.selectFrom('auditEvents').selectAll().execute(),
      outbox: await site.db.selectFrom('mailOutbox').selectAll().execute(),
    }))
      assert.ok(!JSON.stringify(rows).includes(token), `${table} holds the token`)
    const id = Number(/href="\/users\/(\d+)"/.exec(answer.text)?.[1])
    const { name, email, role, passwordHash, suspendedAt, demonstration } = await row(id)
    assert.deepEqual(
      [name, email, role, passwordHash, suspendedAt, demonstration],
      [ines.name, ines.email, 'manager', '', null, 0],
    )
    const shown = await administrator.get(`/users/${id}`)
    assert.match(shown.text, /Invited/)
    assert.match(shown.text, /An invitation, which works until 29 November 2026, 12:00/)
    assert.match(shown.text, /Cambridgeshire Music/)
    assert.doesNotMatch(shown.text, new RegExp(token))
    const [added, invitation] = await eventsOf(id)
    assert.deepEqual([added?.kind, invitation?.kind], ['added', 'invited'])
    assert.doesNotMatch(`${added?.details}${invitation?.details}`, /Ines|council\.example/)
    assert.match(added?.details ?? '', /Service manager.*Cambridgeshire Music/)
    assert.match(added?.personal ?? '', /Ines Marlow.*ines@council\.example/)
  })

  test('cannot have the e-mail address of another, in any case, and what was typed stays', async () => {
    const answer = await administrator.post('/users/new', { ...ines, email: 'MANAGER@muniment.example' })
    assert.equal(answer.status, 422)
    assert.match(answer.text, /Another account has this e-mail address/)
    assert.match(answer.text, /value="Ines Marlow"/)
    assert.match(answer.text, /value="MUS" checked/)
  })

  test('answers for services only as a manager, and for those that there are', async () => {
    const refusals: [Record<string, string | string[]>, RegExp][] = [
      [{ role: 'auditor' }, /Only a service manager answers for services/],
      [{ services: ['MUS', 'XXX'] }, /Choose services from the list/],
      [{ role: 'source system' }, /Choose a role/],
    ]
    for (const [change, sentence] of refusals) {
      const answer = await administrator.post('/users/new', { ...ines, email: 'other@council.example', ...change })
      assert.equal(answer.status, 422)
      assert.match(answer.text, sentence)
    }
  })

  test('sees what is theirs and nothing else once the invitation is taken', async () => {
    const { id, link } = await invited(administrator, { ...ines, email: 'music@council.example' })
    const browser = site.visitor()
    assert.equal((await setPassword(browser, link)).headers.get('location'), '/sign-in')
    await browser.post('/sign-in', { email: 'music@council.example', password: GOOD_PASSWORD })
    const services = await browser.get('/services.csv')
    assert.match(services.text, /^MUS,/m)
    assert.doesNotMatch(services.text, /^LIB,/m)
    assert.match((await administrator.get(`/users/${id}`)).text, /Active[\s\S]*In 1 place/)
  })
})

describe('the list', () => {
  test('is filtered by role, service, state and text, and leaves as a file with the same filters', async () => {
    const names = async (query: string) => {
      const page = (await administrator.get(`/users${query}`)).text
      const rows: Record<string, string>[] = parse((await administrator.get(`/users.csv${query}`)).text, {
        columns: true,
      })
      const listed = rows.map(({ name = '' }) => name)
      for (const name of listed) assert.ok(page.includes(name), name)
      assert.ok(page.includes(`${rows.length} ${rows.length === 1 ? 'person' : 'people'}`))
      return listed
    }
    assert.deepEqual(await names('?role=auditor'), ['Aisha Okoro'])
    assert.deepEqual(await names('?service=LIB'), ['Mark Lowe'])
    assert.deepEqual(await names('?state=suspended'), [])
    assert.deepEqual(await names('?q=FIELD'), ['Adam Field'])
    assert.deepEqual(await names('?q=ines@council&state=invited'), ['Ines Marlow'])
    assert.equal((await administrator.get('/users?state=gone')).status, 400)
  })

  test('never holds what lets somebody in', async () => {
    const { passwordHash } = await row(site.world.users.auditor.id)
    for (const path of ['/users', '/users.csv', `/users/${site.world.users.auditor.id}`])
      assert.ok(!(await administrator.get(path)).text.includes(passwordHash), path)
  })
})

describe('an auditor', () => {
  test('reads who may do what, one by one and as a list and file, and is offered nothing', async () => {
    const auditor = await site.signInAs('auditor')
    const list = await auditor.get('/users?role=manager')
    assert.match(list.text, /Mark Lowe[\s\S]*Service manager[\s\S]*Libraries/)
    assert.match((await auditor.get('/users.csv')).text, /Mark Lowe,manager@muniment\.example,manager,LIB,active/)
    for (const { id } of Object.values(site.world.users)) {
      const { status, text } = await auditor.get(`/users/${id}`)
      assert.equal(status, 200)
      assert.doesNotMatch(text.slice(text.indexOf('<main')), /<form|Change<|Suspend|another administrator/)
    }
    assert.doesNotMatch(list.text, /Add a person/)
    assert.match(
      (await auditor.get(`/users/${site.world.users.auditor.id}`)).text,
      /This is your own account\. See also/,
    )
  })
})

describe('a change', () => {
  const edit = (id: number) => `/users/${id}/edit`
  const auditor = { name: 'Aisha Okoro', email: 'auditor@muniment.example', role: 'auditor' }

  test('takes hold at once, and its event keeps name and address apart from the rest', async () => {
    const { id } = site.world.users.auditor
    const browser = await site.signInAs('auditor')
    assert.equal((await browser.get('/job-runs')).status, 200)
    const form = await administrator.get(edit(id))
    const change = { ...auditor, name: 'Aisha Okoro-Bell', role: 'manager', services: 'LIB', seen: seenIn(form) }
    assert.equal((await administrator.post(edit(id), change)).status, 303)
    assert.equal((await browser.get('/job-runs')).status, 403)
    const event = (await eventsOf(id)).at(-1)
    assert.equal(event?.kind, 'changed')
    assert.deepEqual(JSON.parse(event?.details ?? '').changes, [
      { field: 'role', before: 'Auditor', after: 'Service manager' },
      { field: 'services', before: null, after: 'Libraries' },
    ])
    assert.deepEqual(JSON.parse(event?.personal ?? '').changes, [
      { field: 'name', before: 'Aisha Okoro', after: 'Aisha Okoro-Bell' },
    ])
    const back = { ...auditor, seen: seenIn(await administrator.get(edit(id))) }
    assert.equal((await administrator.post(edit(id), back)).status, 303)
  })

  test('of two people who change one account the first wins, and the second keeps what they typed', async () => {
    const { id } = site.world.users.auditor
    const seen = seenIn(await administrator.get(edit(id)))
    assert.equal((await administrator.post(edit(id), { ...auditor, name: 'First', seen })).status, 303)
    const second = await administrator.post(edit(id), { ...auditor, name: 'Second', seen })
    assert.equal(second.status, 409)
    assert.match(second.text, /changed by somebody else[\s\S]*value="Second"/)
    assert.equal((await administrator.post(edit(id), { ...auditor, seen: seenIn(second) })).status, 303)
  })

  test('of the e-mail address makes links worthless that were sent to the old one', async () => {
    const { id, link } = await invited(administrator, { ...ines, email: 'old@council.example' })
    const seen = seenIn(await administrator.get(edit(id)))
    assert.equal((await administrator.post(edit(id), { ...ines, email: 'new@council.example', seen })).status, 303)
    assert.equal((await site.visitor().get(link)).status, 410)
  })

  test('touches no field that the form does not have', async () => {
    const { id } = site.world.users.manager
    const before = await row(id)
    const seen = seenIn(await administrator.get(edit(id)))
    const { email, name, role } = before
    const more = {
      id: '999',
      passwordHash: 'x',
      password_hash: 'x',
      demonstration: '1',
      suspendedAt: 'x',
      ssoSubject: 'x',
    }
    const answer = await administrator.post(edit(id), { name, email, role, services: 'LIB', seen, ...more })
    assert.equal(answer.status, 303)
    assert.deepEqual(await row(id), before)
  })

  test('leaves at least one administrator, and nobody gives up the role by themselves', async () => {
    const { id, name, email } = site.world.users.administrator
    const seen = seenIn(await administrator.get(edit(id)))
    const answer = await administrator.post(edit(id), { name, email, role: 'governance', seen })
    assert.equal(answer.status, 422)
    assert.match(answer.text, /You cannot do this to your own account/)
    assert.equal(
      (await administrator.post(edit(id), { name: 'Adam Field', email, role: 'administrator', seen })).status,
      303,
    )
  })
})
