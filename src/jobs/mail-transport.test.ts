import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { describe, test } from 'node:test'
import { headOfTrail } from '../../db/queries/audit-events.ts'
import type { Deliver } from '../actions/mail-sending.ts'
import { addSeconds, hoursBetween } from '../domain/calendar.ts'
import { mailWorld, QUICK, START } from './test-mail-world.ts'

const { db, clock, later, server, delivererTo, send, queue, row } = mailWorld()

describe('a message', () => {
  test('is delivered once, as text and as HTML, with headers that say what it is', async () => {
    const smtp = await server()
    await queue('one', { unsubscribe: 'https://m.example/mail-preferences?key=1.x' })
    const { messageId } = await row('one')
    assert.deepEqual(await send(delivererTo(smtp.url)), { sent: 1, postponed: 0, givenUp: 0, serverDown: null })
    assert.equal((await send(delivererTo(smtp.url))).sent, 0)

    const [taken, ...more] = smtp.received
    assert.ok(taken && more.length === 0)
    assert.deepEqual([taken.from, taken.to], ['muniment@example.gov.uk', ['one@example.gov.uk']])
    const { mail } = taken
    assert.deepEqual(
      [mail.from?.text, [mail.to].flat()[0]?.text, mail.subject, mail.messageId, mail.date?.toISOString()],
      ['"Muniment" <muniment@example.gov.uk>', 'one@example.gov.uk', 'About one', messageId, START],
    )
    assert.equal(mail.headers.get('auto-submitted'), 'auto-generated')
    assert.match(taken.raw, /^List-Unsubscribe: <https:\/\/m\.example\/mail-preferences\?key=1\.x>\r$/m)
    assert.match(taken.raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
    assert.equal(mail.text?.trim(), 'Something needs you.\n\nOpen it:\nhttps://m.example/x?a=1&b=2')
    assert.match(String(mail.html), /<p><a href="https:\/\/m\.example\/x\?a=1&amp;b=2">Open it<\/a><\/p>/)
  })

  test('that was sent keeps nothing but that it was, to whom by number, and when', async () => {
    const smtp = await server()
    await queue('one', { unsubscribe: 'https://m.example/mail-preferences?key=1.x' })
    await send(delivererTo(smtp.url))
    const { id: _, messageId: __, ...kept } = await row('one')
    assert.deepEqual(kept, {
      ...{ userId: null, kind: 'notice', dedupeKey: 'one', toAddress: '', subject: '', text: '', html: '' },
      ...{ unsubscribe: '', createdAt: START, sendAfter: START, attempts: 1, lastError: null, claimedUntil: null },
      ...{ sentAt: START, givenUpAt: null },
    })
  })

  test('cannot carry a header, a second address or markup of its own', async () => {
    const smtp = await server({ refuse: (address) => (/,/.test(address) ? { code: 501, text: 'no' } : null) })
    const evil = 'x\r\nBcc: thief@example.org\r\n\r\n<b>body</b>'
    await queue('evil', { subject: evil, text: `<script>alert(1)</script>${evil}` })
    await queue('two', { to: 'a@example.org, b@example.org' })
    await queue('header', { to: 'c@example.org\r\nBcc: thief@example.org' })
    await send(delivererTo(smtp.url))
    for (const { mail, to, raw } of smtp.received) {
      assert.equal(to.length, 1)
      assert.doesNotMatch(raw, /^bcc:/im)
      assert.equal(mail.headers.get('bcc'), undefined)
    }
    assert.ok(!smtp.received.some(({ to }) => to.includes('thief@example.org') || to.includes('b@example.org')))
    const [evilOne] = smtp.received
    assert.equal(evilOne?.mail.subject, 'x Bcc: thief@example.org <b>body</b>')
    assert.doesNotMatch(String(evilOne?.mail.html), /<script|<b>/)
  })
})

describe('a refusal', () => {
  test('for now puts that message off with the answer, and the others go', async () => {
    let busy = true
    const smtp = await server({
      refuse: (address) => (busy && address.startsWith('busy') ? { code: 451, text: 'Greylisted' } : null),
    })
    await queue('busy')
    await queue('free')
    const deliver = delivererTo(smtp.url)
    assert.deepEqual(await send(deliver), { sent: 1, postponed: 1, givenUp: 0, serverDown: null })
    const waiting = await row('busy')
    assert.deepEqual(
      [waiting.attempts, waiting.sendAfter, waiting.lastError, waiting.claimedUntil],
      [1, addSeconds(START, 60), '451 Greylisted', null],
    )
    busy = false
    assert.equal((await send(deliver)).sent, 0, 'not before its time')
    later(60)
    assert.equal((await send(deliver)).sent, 1)
    assert.equal((await row('busy')).lastError, null)
  })

  test('for good gives the message up at once, with an event that names nobody for ever', async () => {
    const smtp = await server({
      refuse: (address) => (address.startsWith('gone') ? { code: 550, text: `<${address}> unknown` } : null),
      refuseContent: (subject) => (subject === 'About spam' ? { code: 554, text: 'Not wanted' } : null),
    })
    const before = await headOfTrail(db())
    for (const key of ['gone', 'spam', 'kept']) await queue(key)
    assert.deepEqual(await send(delivererTo(smtp.url)), { sent: 1, postponed: 0, givenUp: 2, serverDown: null })
    const gone = await row('gone')
    assert.deepEqual([gone.givenUpAt, gone.lastError], [START, '550 <gone@example.gov.uk> unknown'])
    later(86_400)
    assert.equal((await send(delivererTo(smtp.url))).sent, 0, 'and it is not tried again')

    const events = await db().selectFrom('auditEvents').selectAll().where('id', '>', before.id).execute()
    assert.deepEqual(
      events.map(({ kind, subjectId, whoId, details }) => ({ kind, subjectId, whoId, details: JSON.parse(details) })),
      [gone.id, (await row('spam')).id].map((id) => ({
        kind: 'mail given up',
        subjectId: String(id),
        whoId: 'Mail',
        details: { changes: [], facts: { message: 'notice', attempts: 1 } },
      })),
    )
    const persons = await db()
      .selectFrom('auditEventPersons')
      .select('details')
      .where('eventId', '>', before.id)
      .execute()
    assert.match(persons[0]?.details ?? '', /gone@example\.gov\.uk/)
  })

  test('at the last of all attempts gives it up: about three days after the first', async () => {
    await server()
    await queue('late')
    let attempts = 0
    const refuse: Deliver = async () => ({ delivered: false, fault: 'message', why: '450 Later' })
    for (let report = await send(refuse); report.givenUp === 0; report = await send(refuse)) {
      attempts += 1
      assert.equal(report.postponed, 1)
      later(3_600 * hoursBetween(clock.now(), (await row('late')).sendAfter))
    }
    assert.equal(attempts, 18)
    assert.ok(clock.now() > '2026-11-25T12' && clock.now() < '2026-11-25T16', clock.now())
  })
})

describe('a mail server', () => {
  test('that is not there, or hangs, is asked for one message; the rest waits for the next round', async () => {
    const hanging = createServer(() => {})
    await new Promise<void>((done) => hanging.listen(0, '127.0.0.1', done))
    const { port } = hanging.address() as { port: number }
    for (const key of ['a', 'b', 'c']) await queue(key)

    const hung = await send(delivererTo(`smtp://127.0.0.1:${port}`, QUICK))
    assert.match(hung.serverDown ?? '', /Greeting never received/)
    await new Promise((done) => hanging.close(done))
    const gone = await send(delivererTo(`smtp://127.0.0.1:${port}`))
    assert.match(gone.serverDown ?? '', /ECONNREFUSED/)
    assert.deepEqual(await Promise.all(['a', 'b', 'c'].map(async (key) => (await row(key)).attempts)), [1, 1, 0])

    later(60)
    const smtp = await server()
    assert.equal((await send(delivererTo(smtp.url))).sent, 3, 'none is lost')
  })

  test('that falls silent in the middle of a message is left after a while', async () => {
    const smtp = await server({ options: { onMailFrom: () => {} } })
    await queue('a')
    const report = await send(delivererTo(smtp.url, QUICK))
    assert.match(report.serverDown ?? '', /Timeout/)
    assert.equal(smtp.received.length, 0)
  })

  test('that hangs up after it took a message gets it again with the same Message-ID, and not at once', async () => {
    let drops = true
    const smtp = await server({ dropAfterData: () => drops })
    await queue('a')
    assert.equal((await send(delivererTo(smtp.url))).postponed, 1)
    assert.equal(smtp.received.length, 1)
    drops = false
    later(60)
    assert.equal((await send(delivererTo(smtp.url))).sent, 1)
    assert.equal(smtp.received.length, 2)
    assert.equal(new Set(smtp.received.map(({ mail }) => mail.messageId)).size, 1)
  })

  test('elsewhere gets neither message nor password without a TLS that can be trusted', async () => {
    const plain = await server({ options: { authOptional: true, disabledCommands: ['STARTTLS'] } })
    const selfSigned = await server({ options: { authOptional: true, disabledCommands: [] } })
    await queue('a')
    for (const { port } of [plain, selfSigned]) {
      const security = { host: '127.0.0.1', port, user: 'muniment', password: 'secret' }
      for (const kind of ['starttls', 'tls'] as const) {
        const report = await send(delivererTo({ ...security, security: kind }))
        assert.ok(report.serverDown, kind)
        assert.doesNotMatch(report.serverDown, /secret/)
        later(3_600)
      }
    }
    assert.equal(plain.received.length + selfSigned.received.length, 0)
  })

  test('that refuses the password is said to, and the messages wait', async () => {
    const smtp = await server({
      options: {
        ...{ allowInsecureAuth: true, disabledCommands: ['STARTTLS'] },
        onAuth: ({ password }, _session, done) =>
          password === 'p@ss' ? done(null, { user: 'muniment' }) : done(new Error('Wrong')),
      },
    })
    await queue('a')
    const wrong = await send(delivererTo(smtp.url.replace('//', '//muniment:guess@')))
    assert.match(wrong.serverDown ?? '', /^535/)
    later(60)
    assert.equal((await send(delivererTo(smtp.url.replace('//', '//muniment:p%40ss@')))).sent, 1)
  })
})
