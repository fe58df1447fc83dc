import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pino } from 'pino'
import { apiTokenById } from '../../../db/queries/api-tokens.ts'
import { issueToken, revokeToken } from '../../actions/api-tokens.ts'
import { addressOf } from '../test-addresses.ts'
import { fullSite } from '../test-full-site.ts'
import { matrix } from '../test-route-matrix.ts'
import { LIMITS } from './guard.ts'
import { apiSite, FEEDS, HEADER } from './test-api-site.ts'

type Site = Awaited<ReturnType<typeof apiSite>>

/** A test with a site of its own, whose limits nobody has used yet; `logged` are the lines of its log. */
const onSite = (run: (site: Site, logged: string[]) => Promise<void>) => async () => {
  const logged: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
  const site = await apiSite({}, { log })
  try {
    await run(site, logged)
  } finally {
    await site.close()
  }
}

const DESCRIPTION = '/api/v1/openapi.json'
const NONE = `${FEEDS}/999999`

test(
  'a request is logged under its whole path, also while what answers it is still at it',
  onSite(async (site, logged) => {
    await site.get(NONE)
    await site.get(NONE, { token: null })
    await site.ask('POST', `${FEEDS}?mode=delta`, {}, 'reference,rule\nA,NONE\n')
    const requests = logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
    assert.deepEqual(
      requests.map(({ path }) => path),
      [NONE, NONE, FEEDS],
    )
  }),
)

describe('a source system is let in', () => {
  const refusal = async (site: Site, headers: Record<string, string>, token: string | null = null) => {
    const answer = await site.get(NONE, { headers, token })
    return [answer.status, answer.headers.get('www-authenticate'), answer.json.detail]
  }

  test(
    'by the header Authorization: Bearer and nothing else, whatever the case of its first word',
    onSite(async (site) => {
      const { text } = site.library
      for (const scheme of ['Bearer', 'bearer', 'BEARER '])
        assert.equal((await refusal(site, { authorization: `${scheme} ${text}` }))[0], 404, scheme)
      const nothing: Record<string, string>[] = [
        {},
        { authorization: text },
        { authorization: `Basic ${Buffer.from(`x:${text}`).toString('base64')}` },
        { authorization: `Token ${text}` },
        { authorization: 'Bearer' },
        { authorization: `Bearer ${text} ${text}` },
        { 'x-api-key': text },
        { cookie: `muniment=${text}; token=${text}` },
      ]
      for (const headers of nothing)
        assert.deepEqual(await refusal(site, headers), [
          401,
          'Bearer realm="Muniment"',
          'Send an API token with the request, in the header Authorization: Bearer and then the token.',
        ])
      assert.equal((await site.get(`${NONE}?access_token=${text}`, { token: null })).status, 401)
    }),
  )

  test(
    'by no cookie, and is given none',
    onSite(async (site) => {
      const governance = await site.signInAs('governance')
      for (const [name, allowed] of Object.entries(matrix)) {
        const [method = '', path = ''] = name.split(' ')
        if (allowed !== 'source system') continue
        const answer = await governance.send(path.replace(':id', '1'), { method })
        assert.equal(answer.status, 401, name)
        assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
        assert.deepEqual(answer.headers.getSetCookie(), [])
      }
      const both = await site.get(NONE, { headers: { cookie: governance.cookie() } })
      assert.deepEqual(
        [both.status, both.headers.getSetCookie(), both.headers.get('cache-control')],
        [404, [], 'no-store'],
      )
    }),
  )

  test(
    'by its token as it was issued, up to its last day and until it is revoked',
    onSite(async (site) => {
      const wrong = site.library.text.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x'))
      assert.deepEqual(await refusal(site, {}, wrong), [
        401,
        'Bearer realm="Muniment", error="invalid_token", error_description="This is not a whole token: it was cut or changed when it was copied."',
        'This is not a whole token: it was cut or changed when it was copied.',
      ])
      await site.db.deleteFrom('apiTokens').where('id', '=', site.music.id).execute()
      assert.deepEqual((await refusal(site, {}, site.music.text))[2], 'This token is not known here.')

      site.clock.moveTo('2027-11-22')
      assert.equal((await refusal(site, {}, site.library.text))[0], 404)
      site.clock.moveTo('2027-11-23')
      assert.equal(
        (await refusal(site, {}, site.library.text))[2],
        'This token expired: its last day was 22 November 2027. An administrator can issue another.',
      )

      site.clock.moveTo('2026-11-22')
      const token = await apiTokenById(site.db, 'LMS', site.library.id)
      assert.ok(token && (await revokeToken(site.db, site.acting, token)))
      assert.equal(
        (await refusal(site, {}, site.library.text))[2],
        'This token has been revoked. An administrator can issue another.',
      )
      assert.equal((await site.post(HEADER, { token: site.library.text })).status, 401)
    }),
  )
})

test(
  'when a token was last used is noted at most once a minute',
  onSite(async (site) => {
    const used = async () => (await apiTokenById(site.db, 'LMS', site.library.id))?.lastUsedAt
    let now = '2026-11-22T12:00:00.000Z'
    site.clock.now = () => now
    assert.equal(await used(), null)
    for (const [at, noted] of [
      ['2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z'],
      ['2026-11-22T12:00:59.999Z', '2026-11-22T12:00:00.000Z'],
      ['2026-11-22T12:01:00.000Z', '2026-11-22T12:01:00.000Z'],
    ] as const) {
      now = at
      await site.get(NONE)
      assert.equal(await used(), noted)
    }
    await site.get(NONE, { token: site.music.text })
    assert.equal(await used(), '2026-11-22T12:01:00.000Z')
  }),
)

test(
  'guessing is answered with 429 after a while, and shuts nobody out who has a token',
  onSite(async (site) => {
    for (let n = 0; n < LIMITS.refused; n++) assert.equal((await site.get(NONE, { token: `guess-${n}` })).status, 401)
    const answer = await site.get(NONE, { token: 'guess' })
    assert.equal(answer.status, 429)
    assert.ok(Number(answer.headers.get('retry-after')) > 0 && Number(answer.headers.get('retry-after')) <= 60)
    assert.match(
      String(answer.json.detail),
      /There were too many requests without a token that works\. Try again in \d+ second/,
    )
    assert.equal((await site.get(NONE)).status, 404)
  }),
)

test(
  'one token, and one address, is answered so often a minute and no more',
  onSite(async (site) => {
    const many = async (n: number, path: string) =>
      new Set((await Promise.all(Array.from({ length: n }, () => site.get(path)))).map(({ status }) => status))
    assert.deepEqual(await many(LIMITS.token, NONE), new Set([404]))
    const token = await site.get(NONE)
    assert.deepEqual([token.status, /requests with this token/.test(token.text)], [429, true])
    assert.equal((await site.get(NONE, { token: site.music.text })).status, 404, 'another token goes on')
    assert.deepEqual(await many(LIMITS.address, DESCRIPTION), new Set([200]))
    const address = await site.get(DESCRIPTION)
    assert.deepEqual([address.status, /requests from this address/.test(address.text)], [429, true])
    assert.ok(Number(address.headers.get('retry-after')) > 0)
    const busy = await site.get(NONE, { token: site.music.text })
    assert.equal(busy.status, 404, 'whoever asks without a token shuts out nobody who has one')
  }),
)

test(
  'the log has no token, and says that one was refused and why',
  onSite(async (site, logged) => {
    await site.get(NONE)
    const guess = `mun_${'q'.repeat(49)}`
    await site.get(NONE, { token: guess })
    const all = logged.join('')
    assert.ok(!all.includes(site.library.text) && !all.includes(guess) && !/bearer/i.test(all))
    assert.match(all, /"reason":"This is not a whole token[^"]+","msg":"API token refused"/)
  }),
)

test('every route of the site but those of its system answers a token as anybody who is not signed in', async (t) => {
  const site = await fullSite()
  t.after(() => site.close())
  const acting = { who: site.world.users.administrator, clock: site.clock }
  const draft = { name: 'For every route', expiresOn: '2027-11-22' }
  const issued = await issueToken(site.db, acting, { id: site.world.systems.lms, code: 'LMS' }, draft)
  assert.ok(issued.ok)
  const before = await site.everything()
  for (const [name, allowed] of Object.entries(matrix)) {
    if (allowed === 'source system') continue
    const [method = '', path = ''] = name.split(' ')
    const ask = async (headers: Record<string, string>) => {
      const answer = await site.visitor().send(addressOf(site, path, null), { method, headers })
      return [answer.status, answer.headers.get('location'), answer.headers.get('content-type')]
    }
    assert.deepEqual(await ask({ authorization: `Bearer ${issued.value.text}` }), await ask({}), name)
  }
  assert.deepEqual(await site.everything(), before)
})
