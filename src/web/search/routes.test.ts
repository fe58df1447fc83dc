import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { activityContent } from '../../../db/test-activity.ts'
import { indexIfNone } from '../../actions/search-index.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { assertInert, corpus } from '../test-injections.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
await indexIfNone(site.db)
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
after(site.close)

const add = (reference: string, parts: Parameters<typeof activityContent>[0]) =>
  addApproved(site.db, acting(site.clock), reference, ActivityDraft.parse(activityContent(parts)))
await add('LIB-A1', { title: 'Lending <b>books</b>', remarks: 'Books & "media" of <i>lending</i>' })
await add('MUS-A1', { title: 'Lending instruments', service: 'MUS' })
for (let n = 1; n <= 22; n++) await add(`LIB-B${n}`, { title: `Shelf number ${n}` })

const asked = (q: string, rest = '') => governance.get(`/search?q=${encodeURIComponent(q)}${rest}`)

test('results are linked, have their kind, and mark the words that were found, as text and not as markup', async () => {
  const { status, text } = await asked('lendi book')
  assert.equal(status, 200)
  assert.match(text, /href="\/processing-activities\/LIB-A1"><mark class="app-mark">Lending<\/mark> &lt;b&gt;<mark/)
  assert.match(text, /Processing activity<\/strong>\s*<span>LIB-A1<\/span>/)
  assert.doesNotMatch(text, /<b>books|<i>lending/)
})

test('a mistyped word says what is shown instead', async () => {
  assert.match((await asked('instrumants')).text, /Nothing has “instrumants”: showing what has “instruments”\./)
})

test('each way of finding nothing has its sentence', async () => {
  assert.match((await governance.get('/search')).text, /nothing has been looked for yet/)
  assert.match((await asked('   ')).text, /nothing has been looked for yet/)
  assert.match((await asked('?! -- ""')).text, /no letter and no digit/)
  assert.match((await asked('xyzzyplugh')).text, /Nothing has “xyzzyplugh”\./)
  const long = await asked('x'.repeat(5000))
  assert.equal(long.status, 400)
  assert.match(long.text, /5,000 characters long: search for 200 at the most/)
})

test('twenty results are a page, the next has the rest, and one after the last is not found', async () => {
  const first = await asked('shelf', '&kind=activity')
  assert.match(first.text, /1 to 20 of 22/)
  assert.match(first.text, /href="\/search\?q=shelf&amp;kind=activity&amp;page=2"/)
  assert.match((await asked('shelf', '&kind=activity&page=2')).text, /21 to 22 of 22/)
  assert.equal((await asked('shelf', '&kind=activity&page=3')).status, 404)
})

test('a kind that has none says so, and what is misspelt in the address is refused', async () => {
  assert.match((await asked('shelf', '&kind=notice')).text, /Nothing of this kind is found/)
  for (const rest of ['&kind=x', '&page=0', '&colour=blue', '&q=twice'])
    assert.equal((await asked('shelf', rest)).status, 400, rest)
})

test('a manager finds only what is in their reach', async () => {
  const { text } = await manager.get('/search?q=lending')
  assert.match(text, /LIB-A1/)
  assert.doesNotMatch(text, /MUS-A1/)
})

test('every page has the box but that of searches, which has one of its own', async () => {
  assert.match((await governance.get('/')).text, /<label[^>]+for="header-search">Search everything<\/label>/)
  assert.doesNotMatch((await governance.get('/search')).text, /id="header-search"/)
  assert.doesNotMatch((await site.visitor().get('/sign-in')).text, /header-search/)
})

test('whatever people with other intentions type is inert, and never an error', async () => {
  const more = [
    '"',
    "'",
    'NEAR(',
    'lend*',
    '-lend',
    'lend\0ing',
    '\u202elending',
    'a AND OR NOT',
    'names:lend',
    '^lend',
    '(((((',
  ]
  for (const text of [...more, ...corpus.filter((each) => each.length <= 200)]) {
    const answer = await asked(text.toWellFormed())
    assert.equal(answer.status, 200, text)
    assertInert(answer.text, text)
  }
})
