import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { queueMessage } from '../../actions/mail.ts'
import { type Delivery, sendDueMail } from '../../actions/mail-sending.ts'
import { testSite } from '../test-site.ts'

type Site = Awaited<ReturnType<typeof testSite>>

let site: Site
let administrator: Awaited<ReturnType<Site['signInAs']>>
let pokes = 0
before(async () => {
  const sendMail = () => {
    pokes += 1
  }
  site = await testSite(
    { sendMail },
    { env: { SMTP_URL: 'smtp://relay-user:relay-secret@mail.example.gov.uk', MAIL_FROM: 'm@example.gov.uk' } },
  )
  administrator = await site.signInAs('administrator')
})
after(() => site.close())
beforeEach(() => site.db.deleteFrom('mailOutbox').execute())

const BODY = 'https://muniment.example/new-password?token=mailed-secret-of-some-length'

async function queue(key: string): Promise<number> {
  const { id: userId, email: to } = site.world.users.manager
  const message = { userId, to, kind: 'invitation', dedupeKey: key, subject: 'Marked subject' } as const
  await queueMessage(site.db, site.clock, { ...message, blocks: [{ link: 'Marked words', href: BODY }] })
  const row = site.db.selectFrom('mailOutbox').select('id').where('dedupeKey', '=', key)
  return (await row.executeTakeFirstOrThrow()).id
}

const attempt = (delivery: Delivery) =>
  sendDueMail(site.db, {
    clock: site.clock,
    signal: new AbortController().signal,
    deliver: async () => delivery,
  })
const refuse = (fault: 'message' | 'message for good' | 'server', why: string) =>
  attempt({ delivered: false, fault, why })

const numbers = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/app-stat__number">([^<]+)<\/span> <span class="app-stat__label">([^<]+)</g)].map(([, n, of]) => [
      of,
      n,
    ]),
  )

describe('the page of the outbox', () => {
  test('counts what waits, fails, was given up and was sent, and says what happens next', async () => {
    await queue('gone')
    await refuse('message for good', '550 <manager@muniment.example> unknown')
    await queue('later')
    await refuse('message', '451 Try later')
    await queue('sent')
    await attempt({ delivered: true })
    await queue('new')
    const { text } = await administrator.get('/mail')
    assert.deepEqual(numbers(text), {
      'waiting to be sent': '1',
      'failed and tried again': '1',
      'given up': '1',
      'sent in the last 7 days': '1',
    })
    assert.match(text, /To Mark Lowe, 22 November 2026, 12:00/)
    assert.match(text, /550 &lt;manager@muniment\.example&gt; unknown/)
    assert.match(text, /Tried again after 22 November 2026, 12:01/)
    assert.match(text, /mail\.example\.gov\.uk, port 587/)
    assert.match(text, /STARTTLS, without which nothing is sent/)
  })

  test('shows neither what a message says, nor a link in it, nor the password of the mail server', async () => {
    const id = await queue('gone')
    await refuse('message for good', '550 No')
    for (const path of ['/mail', `/mail/${id}`]) {
      const { text } = await administrator.get(path)
      assert.doesNotMatch(text, /Marked|mailed-secret|relay-secret|relay-user/, path)
    }
  })

  test('is read by an auditor, who is not offered to try anything again and may not', async () => {
    const id = await queue('gone')
    await refuse('message for good', `550 5.7.1 Not taken for ${BODY}`)
    const auditor = await site.signInAs('auditor')
    for (const path of ['/mail', `/mail/${id}`]) {
      const { text } = await auditor.get(path)
      assert.match(text, /550 5\.7\.1 Not taken for https:\/\/muniment\.example\/new-password\?token=…/, path)
      assert.doesNotMatch(text, /Marked|mailed-secret|relay-secret|relay-user|Try/, path)
    }
    for (const path of ['/mail/attempts', `/mail/${id}/attempts`])
      assert.equal((await auditor.post(path, {})).status, 403, path)
  })

  test('says so when no mail server is set up', async () => {
    const bare = await testSite()
    const { text } = await (await bare.signInAs('administrator')).get('/mail')
    await bare.close()
    assert.match(text, /No mail server is set up, so that nothing is sent/)
    assert.match(text, /Every message has been delivered/)
  })
})

describe('trying again', () => {
  test('makes one message due at once, as if it were new, with an event, and pokes the sender', async () => {
    const id = await queue('gone')
    await refuse('message for good', '550 No')
    const before = pokes
    const answer = await administrator.post(`/mail/${id}/attempts`, {})
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/mail'])
    assert.match((await administrator.get('/mail')).text, /The message will be tried again now/)
    assert.ok(pokes > before)
    const row = await site.db.selectFrom('mailOutbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    assert.deepEqual([row.attempts, row.givenUpAt, row.sendAfter], [0, null, site.clock.now()])
    const event = await site.db.selectFrom('auditEvents').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    assert.deepEqual(
      [event.kind, event.subjectKind, event.subjectId, event.whoRole],
      ['mail tried again', 'mail', String(id), 'administrator'],
    )
    assert.equal((await attempt({ delivered: true })).sent, 1)
  })

  test('makes all that failed due at once, and leaves alone what waits or was sent', async () => {
    await queue('gone')
    await refuse('message for good', '550 No')
    await queue('later')
    await refuse('server', 'Connection refused')
    await administrator.post('/mail/attempts', {})
    assert.match((await administrator.get('/mail')).text, /2 messages will be tried again now/)
    assert.equal((await attempt({ delivered: true })).sent, 2)
    await administrator.post('/mail/attempts', {})
    assert.match((await administrator.get('/mail')).text, /There is no message to try again/)
  })

  test('is not offered for what was given up and says nothing any more', async () => {
    const id = await queue('out of date')
    await refuse('message for good', '550 No')
    await site.db.updateTable('mailOutbox').set({ text: '', html: '' }).where('id', '=', id).execute()
    const { text } = await administrator.get(`/mail/${id}`)
    assert.doesNotMatch(text, /Try again now/)
    assert.match(text, /Nothing: it is out of date, and what it said is gone/)
    await administrator.post(`/mail/${id}/attempts`, {})
    assert.match((await administrator.get('/mail')).text, /The message is out of date, and what it said is gone/)
  })

  test('is not offered for what has been sent', async () => {
    const id = await queue('sent')
    await attempt({ delivered: true })
    const { text } = await administrator.get(`/mail/${id}`)
    assert.doesNotMatch(text, /Try again now|manager@muniment\.example/)
    assert.match(text, /Sent 22 November 2026, 12:00/)
    await administrator.post(`/mail/${id}/attempts`, {})
    assert.match((await administrator.get('/mail')).text, /The message has been sent, or is being sent now/)
  })
})

test('the home pages of administrators and auditors, and of nobody else, say how many messages were not delivered', async () => {
  const label = /<span class="app-stat__number">1<\/span> <span class="app-stat__label">message not delivered</
  assert.doesNotMatch((await administrator.get('/')).text, label)
  await queue('gone')
  await refuse('message for good', '550 No')
  for (const reader of [administrator, await site.signInAs('auditor')])
    assert.match((await reader.get('/')).text, label)
  assert.doesNotMatch((await (await site.signInAs('governance')).get('/')).text, /messages? not delivered/)
  site.clock.moveTo('2026-11-30')
  assert.doesNotMatch((await (await site.signInAs('administrator')).get('/')).text, label, 'for a week')
  site.clock.moveTo('2026-11-22')
})
