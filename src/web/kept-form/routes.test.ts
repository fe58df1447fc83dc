import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { leadsTo, passwordOnly } from '../sign-in/test-second-factor.ts'
import { testSite } from '../test-site.ts'

const FORM = '/organisations/new'
const typed = {
  code: 'KEPT',
  name: 'Kept "<b>&amp;',
  kind: 'council',
  address: 'Line one\r\nLine two',
  identifierStanding: '',
}
const here = { 'sec-fetch-site': 'same-origin' }

let site: Awaited<ReturnType<typeof testSite>>
let person: ReturnType<typeof site.visitor>

before(async () => {
  site = await testSite()
})
after(() => site.close())
beforeEach(async () => {
  await site.db.deleteFrom('sessions').execute()
  site.clock.moveTo('2026-11-22')
  person = site.visitor()
  await passwordOnly(person, 'governance')
  await person.get(FORM)
})

/** Sends a form a day later, when its session has ended. */
const late = (form: Record<string, string>, headers: Record<string, string> = here, path = FORM, of = person) => {
  site.clock.moveTo('2026-11-23')
  return of.send(path, {
    method: 'POST',
    body: new URLSearchParams({ _csrf: 'of the session before', ...form }),
    headers,
  })
}
/** Sends a form from the session that is open now, to which its token does not belong. */
const send = (form: Record<string, string> | [string, string][], path = FORM, headers: Record<string, string> = here) =>
  person.send(path, { method: 'POST', body: new URLSearchParams(form), headers })
const keptBy = async () => {
  const rows = await site.db.selectFrom('sessions').select('data').execute()
  return rows.filter(({ data }) => data.includes('keptForm'))
}
const fieldsOf = (html: string) =>
  [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value])

describe('a form that comes when its session has ended', () => {
  test('waits, and after signing in again is sent with one press', async () => {
    const answer = await late(typed)
    assert.equal(leadsTo(answer), '/sign-in')
    assert.match((await person.get('/sign-in')).text, /You were signed out before your form arrived/)
    assert.equal(leadsTo(await passwordOnly(person, 'governance')), '/kept-form')
    const { text } = await person.get('/kept-form')
    assert.match(text, /<form class="app-form" method="post" action="\/organisations\/new"/)
    assert.ok(text.includes('value="Kept &#34;&lt;b&gt;&amp;amp;"'), 'as it was typed, and inert')
    assert.deepEqual(
      fieldsOf(text)
        .map(([name]) => name)
        .filter((name) => name !== '_csrf'),
      Object.keys(typed),
    )
    assert.equal((await site.db.selectFrom('organisations').select('code').execute()).length, 1, 'nothing is saved yet')
    const sent = await person.post(FORM, typed)
    assert.equal(sent.status, 303, sent.text)
    const added = site.db.selectFrom('organisations').select(['name', 'address']).where('code', '=', 'KEPT')
    assert.deepEqual(await added.executeTakeFirst(), { name: typed.name, address: 'Line one\nLine two' })
    assert.match((await person.get('/kept-form')).text, /No form is waiting for you/)
  })

  test('waits as well when its sender has signed in again in another tab meanwhile', async () => {
    const stale = { _csrf: 'of the session before', ...typed }
    const before = (await site.db.selectFrom('organisations').select('code').execute()).length
    const answer = await send(stale)
    assert.equal(leadsTo(answer), '/kept-form')
    assert.equal(
      (await site.db.selectFrom('organisations').select('code').execute()).length,
      before,
      'nothing is saved',
    )
    const { text } = await person.get('/kept-form')
    for (const [name, value] of Object.entries(typed))
      assert.ok(
        fieldsOf(text).some(([of]) => of === name),
        `${name}: ${value}`,
      )
    const sent = await person.post(FORM, { ...typed, code: 'AGAIN', name: 'Typed again' })
    assert.equal(sent.status, 303, sent.text)
    assert.match((await person.get('/kept-form')).text, /No form is waiting for you/)
  })

  test('is found again from the home page and from the account, and says what it is and what was typed', async () => {
    const path = '/disposal-reviews/4/exceptions'
    const sent: [string, string][] = [
      ['_csrf', 'of the session before'],
      ['kind', 'keep longer'],
      ['reason', 'A claim <is> expected'],
      ['date', ''],
      ['seen', 'ab'.repeat(32)],
      ...['7', '8', '9', '10', '11', '12', '13'].map((id): [string, string] => ['record', id]),
    ]
    assert.equal(leadsTo(await send(sent, path)), '/kept-form')
    for (const page of ['/', '/account']) {
      const { text } = await person.get(page)
      assert.match(
        text,
        /has not been sent: <a class="govuk-link" href="\/kept-form">Disposal review 4: exceptions<\/a>/,
      )
    }
    const shown = (await person.get('/kept-form')).text
      .split('<dl')[1]
      ?.split('</dl>')[0]
      ?.replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
    assert.match(
      shown ?? '',
      /> ?Form Disposal review 4: exceptions Kind keep longer Reason A claim &lt;is&gt; expected Record 7 8 9 10 11 and 2 more $/,
    )
  })

  test('waits for its sender, and for nobody else', async () => {
    await late(typed)
    await passwordOnly(person, 'auditor')
    const { text } = await person.get('/kept-form')
    assert.match(text, /No form is waiting for you/)
    assert.doesNotMatch(text, /KEPT/)
    assert.deepEqual(await keptBy(), [])
  })

  test('is not kept when another site sends it, or the browser does not say who does', async () => {
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      { ...here, origin: 'https://elsewhere.example' },
    ] as Record<string, string>[])
      for (const answer of [await send(typed, FORM, headers), await late(typed, headers)])
        assert.equal(leadsTo(answer), 403, JSON.stringify(headers))
    assert.deepEqual(await keptBy(), [])
  })

  test('is not kept in a browser where nobody was signed in before', async () => {
    assert.equal(leadsTo(await late(typed, here, FORM, site.visitor())), 403)
    assert.deepEqual(await keptBy(), [])
  })

  test('is not kept with a password in it, from a page about oneself, for another site, or when it is very long', async () => {
    assert.equal(leadsTo(await late({ ...typed, password: 'x' })), 403)
    for (const path of [
      '/account/password',
      '/account/second-factor/new',
      '/sign-in/code',
      '/sign-out',
      '/new-password',
      '//elsewhere.example/',
    ])
      assert.equal(leadsTo(await late({ code: '123456' }, here, path)), 403, path)
    assert.equal(leadsTo(await late({ ...typed, address: 'x'.repeat(200_000) })), 403)
    assert.equal(leadsTo(await late({})), 403)
    assert.deepEqual(await keptBy(), [])
  })
})
