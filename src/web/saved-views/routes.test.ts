import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { fullSite } from '../test-full-site.ts'

let site: Awaited<ReturnType<typeof fullSite>>
let governance: Awaited<ReturnType<typeof site.signInAs>>
before(async () => {
  site = await fullSite()
  governance = await site.signInAs('governance')
})
after(() => site.close())
afterEach(() => site.db.deleteFrom('savedViews').execute())

/** Saves a view and returns the address to which it leads. */
async function saved(form: Record<string, string>, by = governance): Promise<string> {
  const answer = await by.post('/saved-views', form)
  assert.equal(answer.status, 303, answer.text)
  return answer.headers.get('location') ?? ''
}
const main = async (path: string, by = governance) => {
  const answer = await by.get(path)
  assert.equal(answer.status, 200, answer.text)
  return answer.text.slice(answer.text.indexOf('<main'), answer.text.indexOf('</main>'))
}
const applied = (html: string) =>
  [...html.matchAll(/moj-filter__tag"[^>]*>(?:<span[^>]*>[^<]*<\/span>)?\s*([^<]+)</g)].map(([, text]) => text?.trim())

describe('a saved view', () => {
  test('keeps what the list knows of the filters and the order, and nothing else', async () => {
    const query = 'service=LIB&sort=-title&page=3&colour=blue&role=wizard&view=9'
    const address = await saved({ list: 'processing-activities', name: 'Libraries', query })
    const row = await site.db.selectFrom('savedViews').selectAll().where('name', '=', 'Libraries').executeTakeFirst()
    assert.equal(row?.query, 'service=LIB&sort=-title')
    const html = await main(address)
    assert.deepEqual(applied(html), ['Service: Libraries'])
    assert.match(html, /<a[^>]*aria-current="true">Libraries<\/a>/)
    assert.match(html, /aria-sort="descending"/)
    assert.doesNotMatch(html, /MUS-A1/)
  })

  test('is offered on each of the five lists, with the query as it is', async () => {
    for (const [path, query] of [
      ['/processing-activities?service=LIB', 'service=LIB'],
      ['/findings?severity=error', 'severity=error'],
      ['/records?state=due&order=due', 'state=due&amp;order=due'],
      ['/retention-rules?standing=confirmed', 'standing=confirmed'],
      ['/disposal-reviews?state=open', 'state=open'],
    ] as const) {
      const html = await main(path)
      assert.ok(html.includes(`name="query" value="${query}"`), path)
      const list = path.slice(1).replace(/\?.*/, '')
      const address = await saved({ list, name: 'Kept', query: query.replaceAll('&amp;', '&') })
      assert.equal(applied(await main(address)).length, 1, path)
    }
  })

  test('that is the first of its list is what the list begins with, and can be left', async () => {
    await saved({ list: 'processing-activities', name: 'Music', query: 'service=MUS', default: 'yes' })
    const html = await main('/processing-activities')
    assert.deepEqual(applied(html), ['Service: Cambridgeshire Music'])
    assert.match(html, /href="\/processing-activities\?view=all"[^>]*>Everything</)
    const [, without = ''] = /moj-filter__tag" href="([^"]+)"/.exec(html) ?? []
    assert.deepEqual(applied(await main(without.replaceAll('&amp;', '&'))), [])
    const [, clear = ''] = /href="([^"]+)">Clear filters/.exec(html) ?? []
    assert.match(await main(clear.replaceAll('&amp;', '&')), /LIB-A1/)
    assert.match(html, /<input type="hidden" name="view" value="all">/)
    const file = await governance.get('/processing-activities.csv?service=MUS')
    assert.match(file.text, /MUS-A1/)
    assert.doesNotMatch(await main('/processing-activities', await site.signInAs('auditor')), /Music<\/a>/)
  })

  test('whose filter is no longer valid says so in a sentence', async () => {
    const user = { userId: site.world.users.governance.id, columns: 'service,colour', isDefault: 0 } as const
    const query = 'rule=LIB-99&role=wizard&service=LIB'
    const view = { ...user, list: 'processing-activities', name: 'Old', query } as const
    const { id } = await site.db.insertInto('savedViews').values(view).returning('id').executeTakeFirstOrThrow()
    const html = await main(`/processing-activities?view=${id}`)
    assert.match(
      html,
      /This view asks for the retention rule LIB-99, which is no longer there, so that nothing matches/,
    )
    assert.match(html, /This view asks for “role: wizard”, which the list does not know any more: it is left out\./)
    assert.match(html, /No activity matches/)
  })

  test('of somebody else, of another list or of nothing is not found', async () => {
    const address = await saved({ list: 'findings', name: 'Mine', query: 'severity=error' })
    const id = address.split('=')[1]
    const manager = await site.signInAs('manager')
    for (const path of [address, `/saved-views/${id}`]) assert.equal((await manager.get(path)).status, 404, path)
    for (const path of [`/saved-views/${id}`, `/saved-views/${id}/deletion`])
      assert.equal((await manager.post(path, { name: 'Theirs' })).status, 404, path)
    assert.equal((await governance.get(`/records?view=${id}`)).status, 404)
    assert.equal((await governance.get('/records?view=9999')).status, 404)
    assert.equal((await governance.get('/records?view=mine')).status, 400)
    assert.doesNotMatch(await main('/saved-views', manager), /Mine/)
  })

  test('of a list that a person may not read is refused', async () => {
    const administrator = await site.signInAs('administrator')
    const form = { list: 'records', name: 'Records', query: '' }
    assert.equal((await administrator.post('/saved-views', form)).status, 403)
    assert.equal((await administrator.post('/saved-views', { ...form, list: 'users' })).status, 400)
  })

  test('with a name that is blank, too long or taken is asked for again, with what was typed', async () => {
    const form = { list: 'findings', name: 'Mine', query: 'severity=error' }
    await saved(form)
    for (const [name, text] of [
      ['', 'Enter the name'],
      ['x'.repeat(61), 'Shorten the name to 60 characters or fewer'],
      ['Mine', 'You have a view called “Mine” already: choose another name'],
    ] as const) {
      const answer = await governance.post('/saved-views', { ...form, name })
      assert.equal(answer.status, 422)
      assert.ok(answer.text.includes(text), text)
      assert.match(answer.text, /name="query" value="severity=error"/)
    }
  })

  test('is renamed, made the first and deleted on a page of its own', async () => {
    const address = await saved({ list: 'findings', name: 'Mine', query: 'severity=error' })
    const page = `/saved-views/${address.split('=')[1]}`
    assert.match(await main(page), /value="Mine"/)
    assert.equal((await governance.post(page, { name: 'Errors', default: 'yes' })).status, 303)
    assert.match(await main('/saved-views'), /Errors[\s\S]*The list begins with it[\s\S]*severity: error/)
    assert.equal((await governance.post(`${page}/deletion`, {})).status, 303)
    assert.match(await main('/saved-views'), /You have not saved any view yet/)
  })
})

describe('the columns of the register', () => {
  const heads = (html: string) =>
    [...html.matchAll(/<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)/g)].map(([, text]) => text)

  test('are chosen, stay while the list is sorted or filtered, and are kept with a view', async () => {
    const asked = '/processing-activities?columns=next_review&columns=owner'
    const html = await main(asked)
    assert.deepEqual(heads(html), ['Reference', 'Title', 'Owner', 'Next review'])
    assert.match(html, /href="[^"]*columns=owner%2Cnext_review[^"]*sort=title"|href="[^"]*sort=title[^"]*columns=owner/)
    assert.match(html, /name="columns" value="owner,next_review"/)
    assert.doesNotMatch(html, /\.csv\?[^"]*columns/)
    const list = 'processing-activities'
    const address = await saved({ list, name: 'Owners', query: 'service=LIB', columns: 'owner,next_review' })
    assert.deepEqual(heads(await main(address)), ['Reference', 'Title', 'Owner', 'Next review'])
  })

  test('that are not known are refused, and the usual ones need not be said', async () => {
    assert.equal((await governance.get('/processing-activities?columns=colour')).status, 400)
    const usual = 'service,role,lawful_bases,retention_rules,findings,changed'
    const html = await main(`/processing-activities?columns=${usual}`)
    assert.equal(heads(html).length, 8)
    assert.match(html, /name="columns" value=""/)
    const all = 'service,role,lawful_bases,retention_rules,owner,status,version,approved,next_review,findings,changed'
    assert.equal(heads(await main(`/processing-activities?columns=${all}`)).length, 13)
  })
})
