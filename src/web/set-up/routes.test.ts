import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { newSetUpCode } from '../../actions/set-up.ts'
import { testSite, visitor } from '../test-site.ts'
import { GOOD_PASSWORD } from '../users/test-people.ts'

type Site = Awaited<ReturnType<typeof testSite>>
let site: Site
let code: string

/** A site in which nobody has an account and nothing is in the register. */
async function emptySite(): Promise<Site> {
  const made = await testSite()
  for (const table of ['userServices', 'users', 'privacyNotices'] as const) await made.db.deleteFrom(table).execute()
  return made
}

const first = { name: 'Ada North', email: 'ada@council.example', password: GOOD_PASSWORD }
const setUp = (change: Record<string, string> = {}, browser = site.visitor()) =>
  browser.get('/set-up').then(() => browser.post('/set-up', { ...first, code, ...change }))

beforeEach(async () => {
  site = await emptySite()
  code = (await newSetUpCode(site.db)) ?? ''
})
afterEach(() => site.close())

test('while nobody has an account, every page leads to the set-up, and machines still get their answer', async () => {
  for (const path of ['/', '/sign-in', '/users', '/password-resets/new', '/new-password?token=x', '/no-such'])
    assert.equal((await site.visitor().get(path)).headers.get('location'), '/set-up', path)
  const browser = site.visitor()
  await browser.get('/set-up')
  assert.equal((await browser.post('/sign-in', { email: 'a', password: 'b' })).headers.get('location'), '/set-up')
  assert.equal((await browser.get('/healthz')).status, 200)
  assert.equal((await browser.get('/assets/muniment.css')).status, 200)
})

describe('the code', () => {
  test('has 125 random bits in groups that can be copied, and only its hash is kept', async () => {
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/)
    const kept = await site.db.selectFrom('settings').select('value').execute()
    assert.match(kept[0]?.value ?? '', /^[0-9a-f]{64}$/)
  })

  test('of an earlier start is worth nothing, and neither is a guess; what was typed stays but for the secrets', async () => {
    const newer = (await newSetUpCode(site.db)) ?? ''
    assert.notEqual(newer, code)
    for (const wrong of [code, '00000-00000-00000-00000-00000', newer.slice(0, -1)]) {
      const answer = await setUp({ code: wrong })
      assert.equal(answer.status, 422)
      assert.match(answer.text, /The set-up code is not right/)
      assert.match(answer.text, /value="Ada North"/)
      assert.ok(!answer.text.includes(wrong) && !answer.text.includes(GOOD_PASSWORD))
    }
    assert.equal(
      (await setUp({ code: ` ${newer.toLowerCase().replaceAll('-', '').replaceAll('0', 'o')} ` })).status,
      303,
    )
  })

  test('cannot be guessed at for ever', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) statuses.push((await setUp({ code: `guess ${n}` })).status)
    assert.deepEqual([statuses[0], statuses.at(-1)], [422, 429])
  })

  test('is given to nobody once somebody has an account', async () => {
    await setUp()
    assert.equal(await newSetUpCode(site.db), null)
  })
})

describe('the set-up', () => {
  test('makes one administrator, who is signed in, and then there is no such page', async () => {
    const browser = site.visitor()
    const answer = await setUp({ role: 'governance', demonstration: '1' }, browser)
    assert.equal(answer.headers.get('location'), '/users')
    const page = await browser.get('/users')
    assert.match(page.text, /Muniment is set up/)
    assert.match(page.text, /Ada North/)
    const users = await site.db.selectFrom('users').select(['name', 'email', 'role', 'demonstration']).execute()
    assert.deepEqual(users, [
      { name: 'Ada North', email: 'ada@council.example', role: 'administrator', demonstration: 0 },
    ])
    assert.deepEqual(await site.db.selectFrom('settings').selectAll().where('name', '=', 'set-up code').execute(), [])
    assert.equal((await browser.get('/set-up')).status, 404)
    assert.equal((await setUp({}, site.visitor())).status, 404)
    assert.equal((await site.visitor().get('/')).headers.get('location'), '/sign-in')
    const again = visitor(site.address)
    await again.post('/sign-in', first)
    assert.equal((await again.get('/')).status, 200)
  })

  test('puts the product’s own rule into the schedule as a proposal, for information governance to confirm', async () => {
    await setUp()
    const own = () =>
      site.db
        .selectFrom('retentionRules as rule')
        .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
        .select([
          'version.standing',
          'version.period',
          'version.countedFrom',
          'version.serviceId',
          'version.createdByName',
        ])
        .where('rule.code', '=', 'AUD-01')
        .execute()
    assert.deepEqual(await own(), [
      {
        standing: 'proposed',
        period: 'P6Y',
        countedFrom: 'financial_year_end',
        serviceId: null,
        createdByName: 'First set-up',
      },
    ])
    const events = await site.db
      .selectFrom('auditEvents')
      .select(['kind', 'subjectKind', 'subjectId'])
      .orderBy('id')
      .execute()
    assert.deepEqual(
      events.map(({ kind, subjectKind }) => `${kind}: ${subjectKind}`),
      ['set up: user', 'added: retention rule', 'signed in: user'],
    )
  })

  test('is refused with a poor password or without a name, and makes nothing', async () => {
    for (const [change, sentence] of [
      [{ password: 'too short' }, /12 characters or more/],
      [{ password: 'adanorth2026' }, /not made of your name/],
      [{ name: '' }, /Enter the name/],
      [{ email: 'ada' }, /Enter an e-mail address such as/],
    ] as const) {
      const answer = await setUp(change)
      assert.equal(answer.status, 422)
      assert.match(answer.text, sentence)
    }
    assert.deepEqual(await site.db.selectFrom('users').select('id').execute(), [])
  })

  test('of two at once, one wins', async () => {
    const answers = await Promise.all([setUp(), setUp({ email: 'second@council.example' })])
    assert.equal(answers.filter(({ status }) => status === 303).length, 1)
    assert.equal((await site.db.selectFrom('users').select('id').execute()).length, 1)
  })
})
