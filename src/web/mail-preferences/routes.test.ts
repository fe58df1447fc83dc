import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { mailPreferenceKey } from '../../domain/mail-preference-key.ts'
import { testSite } from '../test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
let path = ''
before(async () => {
  site = await testSite()
  path = `/mail-preferences?key=${keyOf(site.world.users.manager.id)}`
})
after(() => site.close())
beforeEach(() => site.db.updateTable('users').set({ optionalMail: 1 }).execute())

const keyOf = (id: number) => mailPreferenceKey(site.config.sessionSecret, id)

/** Who takes optional messages, by role. */
const takers = async () =>
  (await site.db.selectFrom('users').select(['role', 'optionalMail']).orderBy('role').execute())
    .filter(({ optionalMail }) => optionalMail === 1)
    .map(({ role }) => role)
const EVERYBODY = ['administrator', 'auditor', 'governance', 'manager']
const BUT_MANAGER = ['administrator', 'auditor', 'governance']

/** What a mail program sends by itself: no cookie, no token, nothing of a browser. */
const oneClick = (to: string, headers: Record<string, string> = {}) =>
  fetch(site.address + to, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    headers,
  })

describe('the link of a message', () => {
  test('shows what it would switch off, and changes nothing', async () => {
    const { status, text, headers } = await site.visitor().get(path)
    assert.equal(status, 200)
    assert.match(text, /You are mailed what others decided/)
    assert.match(text, /Stop mailing me what others decided/)
    assert.doesNotMatch(text, /Mark Lowe|manager@/, 'it does not say whose it is')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.deepEqual(await takers(), EVERYBODY)
  })

  test('switches off, by the form of its page, for that person alone, with an event', async () => {
    const { status, text } = await site.visitor().post(path, {})
    assert.equal(status, 200)
    assert.match(text, /You are not mailed what others decided/)
    assert.deepEqual(await takers(), BUT_MANAGER)
    const event = await site.db.selectFrom('auditEvents').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    assert.deepEqual(
      [event.kind, event.subjectKind, event.subjectId, event.whoRole, JSON.parse(event.details)],
      [
        ...['changed', 'user', String(site.world.users.manager.id), 'nobody'],
        {
          changes: [{ field: 'optional messages', before: 'on', after: 'off' }],
          facts: { by: 'link in a message' },
        },
      ],
    )
    await site.visitor().post(path, {})
    const last = await site.db.selectFrom('auditEvents').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    assert.equal(last.id, event.id, 'twice changes nothing more')
  })

  test('is switched off by a mail program with one request, which is not redirected', async () => {
    const answer = await oneClick(path)
    assert.equal(answer.status, 200)
    assert.deepEqual(await takers(), BUT_MANAGER)
  })

  test('is refused from another site, though it carries its key', async () => {
    const elsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://elsewhere.example' },
    ]
    for (const headers of elsewhere) assert.equal((await oneClick(path, headers)).status, 403)
    assert.deepEqual(await takers(), EVERYBODY)
  })

  test('is worth nothing when its key was altered, made with another secret, or is of nobody', async () => {
    const { id } = site.world.users.manager
    const key = keyOf(id)
    const keys = [
      '',
      `${id}`,
      `${id}.`,
      key.replace(/^\d+/, String(site.world.users.auditor.id)),
      `${key}x`,
      key.slice(0, -1),
      mailPreferenceKey('another secret of thirty-two characters', id),
      keyOf(9999),
    ]
    for (const wrong of keys) {
      const to = `/mail-preferences?key=${encodeURIComponent(wrong)}`
      assert.equal((await site.visitor().get(to)).status, 404, wrong)
      assert.equal((await oneClick(to)).status, 404, wrong)
    }
    assert.deepEqual(await takers(), EVERYBODY)
  })

  test('opens nothing else: no other address takes a form without its token', async () => {
    for (const other of [
      '/account/messages',
      '/mail-preferences/',
      '/mail-preferences/x',
      '/Mail-Preferences',
      '/mail/attempts',
    ])
      assert.equal((await oneClick(`${other}?key=${keyOf(site.world.users.manager.id)}`)).status, 403, other)
    assert.deepEqual(await takers(), EVERYBODY)
  })
})
