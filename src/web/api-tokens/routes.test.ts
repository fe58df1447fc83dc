import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { everyRow } from '../../../db/test-contents.ts'
import { hashOfToken, isWholeToken } from '../../domain/api-token.ts'
import { testSite } from '../test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
let administrator: Awaited<ReturnType<typeof site.signInAs>>
const LIST = '/source-systems/LMS/tokens'

before(async () => {
  site = await testSite()
  administrator = await site.signInAs('administrator')
})
after(() => site.close())

const tokenIn = (html: string): string => /mun_[\w-]{49}/.exec(html)?.[0] ?? ''
const issue = (name: string, expiresOn = '22/11/2027') => administrator.post(LIST, { name, expiresOn })
const rows = () => site.db.selectFrom('apiTokens').selectAll().orderBy('id').execute()
const events = (kind: 'token issued' | 'token revoked') =>
  site.db.selectFrom('auditEvents').selectAll().where('kind', '=', kind).orderBy('id').execute()

describe('issuing a token', () => {
  test('the form proposes a year, and the list is empty until then', async () => {
    assert.match((await administrator.get(LIST)).text, /No token has been issued to LMS yet/)
    const { text } = await administrator.get(`${LIST}/new`)
    assert.match(text, /name="expiresOn"[^>]*value="22\/11\/2027"/)
  })

  test('shows it once: on the page that answers, and never again', async () => {
    const answer = await issue('Nightly export')
    assert.deepEqual([answer.status, answer.headers.get('cache-control')], [201, 'no-store'])
    const token = tokenIn(answer.text)
    assert.ok(isWholeToken(token))
    assert.match(answer.text, /The token is shown only this once, and is not kept here\. Copy it now/)
    const [row] = await rows()
    assert.deepEqual(
      [row?.name, row?.tokenHash, row?.hint, row?.expiresOn, row?.createdByName, row?.lastUsedAt],
      ['Nightly export', hashOfToken(token), token.slice(-4), '2027-11-22', 'Adam Field', null],
    )
    const list = await administrator.get(LIST)
    assert.match(
      list.text,
      new RegExp(`Nightly export[\\s\\S]*Ends in ${token.slice(-4)}[\\s\\S]*Working[\\s\\S]*By Adam Field`),
    )
    for (const path of [LIST, `${LIST}/new`, '/source-systems', '/', `${LIST}/${row?.id}/revocation`])
      assert.equal(tokenIn((await administrator.get(path)).text), '', path)
    for (const [table, all] of Object.entries(await everyRow(site.db))) assert.ok(!all.includes(token), table)
  })

  test('is an event with the system, the name and the last day, and nothing of the token', async () => {
    const [event] = await events('token issued')
    const [row] = await rows()
    assert.deepEqual(
      [event?.subjectKind, event?.subjectId, event?.whoRole],
      ['API token', String(row?.id), 'administrator'],
    )
    assert.deepEqual(JSON.parse(event?.details ?? ''), {
      changes: [],
      facts: { 'source system': 'LMS', name: 'Nightly export', 'last day': '2027-11-22' },
    })
  })

  test('a page that is sent a second time issues no second token', async () => {
    const answer = await issue('Nightly export')
    assert.equal(answer.status, 422)
    assert.match(answer.text, /LMS has a token with this name already: enter another name/)
    assert.match(answer.text, /value="Nightly export"/)
    assert.equal((await rows()).length, 1)
  })

  test('a form that is not in order is shown again with what was typed', async () => {
    const before = await rows()
    for (const [form, problem] of [
      [{}, /Enter the name[\s\S]*Enter a date, for example/],
      [{ name: 'x', expiresOn: '' }, /Enter a date, for example/],
      [
        { name: 'Kept', expiresOn: '23/11/2028' },
        /Enter a date up to 22 November 2028[\s\S]*value="Kept"[\s\S]*value="23\/11\/2028"/,
      ],
      [
        { name: '"><script>alert(1)</script>', expiresOn: '1/1/2020' },
        /Enter a date that has not passed[\s\S]*&lt;script&gt;/,
      ],
    ] as const) {
      const answer = await administrator.post(LIST, { ...form })
      assert.equal(answer.status, 422)
      assert.match(answer.text, problem)
    }
    assert.deepEqual(await rows(), before)
  })

  test('the list of source systems says how many work, to those who may read them', async () => {
    for (const reader of [administrator, await site.signInAs('auditor')])
      assert.match((await reader.get('/source-systems')).text, /href="\/source-systems\/LMS\/tokens">\s*1 token of LMS/)
    const governance = await site.signInAs('governance')
    assert.doesNotMatch((await governance.get('/source-systems')).text, /tokens/)
  })

  test('an auditor reads what became of each token, and is offered nothing', async () => {
    const auditor = await site.signInAs('auditor')
    assert.match((await auditor.get('/source-systems/LMS')).text, new RegExp(`href="${LIST}"`))
    const { text } = await auditor.get(LIST)
    assert.match(text, /Nightly export[\s\S]*Working[\s\S]*By Adam Field[\s\S]*22 November 2027[\s\S]*Never/)
    assert.doesNotMatch(text, /Issue a token|Revoke/)
    assert.equal((await auditor.get(`${LIST}/new`)).status, 403)
    assert.equal((await auditor.post(LIST, { name: 'Mine', expiresOn: '22/11/2027' })).status, 403)
  })
})

describe('revoking a token', () => {
  test('asks first, ends it, says so in the list and is an event; its name is free again', async () => {
    const { id } = (await rows())[0] ?? { id: 0 }
    const path = `${LIST}/${id}/revocation`
    assert.match(
      (await administrator.get(path)).text,
      /Revoke Nightly export[\s\S]*cannot be made to work again[\s\S]*Never/,
    )
    const answer = await administrator.post(path, {})
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, LIST])
    const list = (await administrator.get(LIST)).text
    assert.match(list, /Nightly export has been revoked\./)
    assert.match(list, /Revoked[\s\S]*22 November 2026, by Adam Field/)
    assert.doesNotMatch(list, /revocation"/)
    const [event] = await events('token revoked')
    assert.deepEqual([event?.subjectId, event?.whoRole], [String(id), 'administrator'])
    assert.equal((await issue('Nightly export')).status, 201)
  })

  test('a second time changes nothing and says so', async () => {
    const [first] = await rows()
    const path = `${LIST}/${first?.id}/revocation`
    assert.equal((await administrator.get(path)).headers.get('location'), LIST)
    assert.equal((await administrator.post(path, {})).status, 303)
    assert.match((await administrator.get(LIST)).text, /Nightly export had been revoked already\./)
    assert.equal((await events('token revoked')).length, 1)
    assert.deepEqual((await rows())[0], first)
  })

  test('by the address of another source system, it is not found', async () => {
    const { id } = (await rows()).at(-1) ?? { id: 0 }
    for (const system of ['MUSIC', 'NONE']) {
      const path = `/source-systems/${system}/tokens/${id}/revocation`
      assert.equal((await administrator.get(path)).status, 404)
      assert.equal((await administrator.post(path, {})).status, 404)
    }
    assert.equal((await rows()).at(-1)?.revokedAt, null)
  })
})

test('a token that expires soon, or did, is marked, and the home pages of administrators and auditors name it for 30 days before and after', async () => {
  await issue('Soon over', '10/12/2026')
  assert.match((await administrator.get(LIST)).text, /Soon over[\s\S]*Expires soon/)
  const home = async (who = administrator) => (await who.get('/')).text
  for (const reader of [administrator, await site.signInAs('auditor')])
    assert.match(await home(reader), /API tokens? to replace[\s\S]*Soon over[\s\S]*LMS[\s\S]*10 December 2026/)
  for (const role of ['governance', 'manager'] as const)
    assert.doesNotMatch(await home(await site.signInAs(role)), /API token|Soon over/)
  site.clock.moveTo('2026-12-11')
  const later = await site.signInAs('administrator')
  assert.match((await later.get(LIST)).text, /Soon over[\s\S]*Expired/)
  assert.match(await home(later), /Soon over[\s\S]*Expired/)
  site.clock.moveTo('2027-01-10')
  assert.doesNotMatch(await home(await site.signInAs('administrator')), /Soon over/)
  site.clock.moveTo('2026-11-22')
})
