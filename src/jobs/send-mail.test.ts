import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pino } from 'pino'
import { openDatabase } from '../../db/open.ts'
import { type Deliver, sendDueMail } from '../actions/mail-sending.ts'
import { mailSender } from './send-mail.ts'
import { FROM, mailWorld, START } from './test-mail-world.ts'

const { db, url, clock, later, atTheEnd, server, delivererTo, send, queue, row } = mailWorld()
const silent = pino({ level: 'silent' })

describe('each message is sent by one sender', () => {
  test('when two run at once', async () => {
    const smtp = await server()
    const keys = Array.from({ length: 20 }, (_, at) => `m${at}`)
    for (const key of keys) await queue(key)
    const other = openDatabase(url())
    atTheEnd(() => other.destroy())
    const both = meetingOfTwo()
    const reports = await Promise.all([send(both(delivererTo(smtp.url))), send(both(delivererTo(smtp.url)), other)])
    assert.ok(
      reports.every(({ sent }) => sent > 0),
      'both had work',
    )
    assert.deepEqual(smtp.received.map(({ to }) => to[0]).sort(), keys.map((key) => `${key}@example.gov.uk`).sort())
  })

  test('and after one that died between sending and marking, by the next with the same Message-ID', async () => {
    const smtp = await server()
    await queue('a')
    const deliver = delivererTo(smtp.url)
    const dies: Deliver = async (message) => {
      await deliver(message)
      throw new Error('killed')
    }
    await assert.rejects(send(dies), /killed/)
    assert.equal((await send(deliver)).sent, 0, 'its claim stands for a while')
    later(301)
    assert.equal((await send(deliver)).sent, 1)
    assert.equal(smtp.received.length, 2)
    assert.equal(new Set(smtp.received.map(({ mail }) => mail.messageId)).size, 1)
  })

  test('and a claim made under a clock far ahead holds nobody up', async () => {
    const smtp = await server()
    await queue('a')
    await db().updateTable('mailOutbox').set({ claimedUntil: '2036-01-01T00:00:00.000Z' }).execute()
    assert.equal((await send(delivererTo(smtp.url))).sent, 1)
  })
})

describe('the sender of a server', () => {
  test('sends what is queued when it is poked, also while it sends', async () => {
    const smtp = await server()
    const sender = mailSender({ db: db(), clock, log: silent, mail: { smtpUrl: smtp.url, from: FROM } })
    await queue('a')
    sender.poke()
    await smtp.next(1)
    await queue('b')
    sender.poke()
    await smtp.next(2)
    await sender.stop()
    assert.deepEqual(
      smtp.received.map(({ to }) => to[0]),
      ['a@example.gov.uk', 'b@example.gov.uk'],
    )
  })

  test('lets the message under way finish when it is stopped, and begins no other; the next start sends the rest', async () => {
    const smtp = await server()
    for (const key of ['a', 'b']) await queue(key)
    const mail = { smtpUrl: smtp.url, from: FROM }
    const first = mailSender({ db: db(), clock, log: silent, mail })
    first.poke()
    await smtp.next(1)
    await first.stop()
    assert.equal((await row('a')).sentAt, START)
    assert.equal((await row('b')).claimedUntil, null)
    first.poke()

    const second = mailSender({ db: db(), clock, log: silent, mail })
    second.poke()
    await smtp.next(2)
    await second.stop()
    assert.deepEqual(
      smtp.received.map(({ to }) => to[0]),
      ['a@example.gov.uk', 'b@example.gov.uk'],
    )
  })

  test('hands back a message whose delivery had to be broken off, uncounted', async () => {
    await queue('a')
    const stopped: Deliver = async () => ({ delivered: false, fault: 'stopped', why: '' })
    const stop = new AbortController()
    const deliver: Deliver = (message) => {
      stop.abort()
      return stopped(message)
    }
    await sendDueMail(db(), { clock, signal: stop.signal, deliver })
    const { attempts, claimedUntil, sendAfter } = await row('a')
    assert.deepEqual([attempts, claimedUntil, sendAfter], [0, null, START])
  })

  test('without a mail server lets messages wait', async () => {
    await queue('a')
    const sender = mailSender({ db: db(), clock, log: silent, mail: undefined })
    sender.poke()
    await sender.stop()
    assert.equal((await row('a')).attempts, 0)
  })

  test('never writes an address, an answer or a password into the log', async () => {
    const lines: string[] = []
    const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) })
    const smtp = await server({ refuse: (address) => ({ code: 450, text: `later, ${address}` }) })
    await queue('a')
    const sender = mailSender({ db: db(), clock, log, mail: { smtpUrl: smtp.url, from: FROM } })
    sender.poke()
    await sender.stop()
    assert.match(lines.join(''), /"postponed":1/)
    assert.doesNotMatch(lines.join(''), /example\.gov\.uk|later/)
  })
})

/** Holds each of two senders up until the other has claimed a message as well. */
function meetingOfTwo(): (deliver: Deliver) => Deliver {
  let here = 0
  let open: () => void = () => {}
  const opened = new Promise<void>((done) => {
    open = done
  })
  return (deliver) => {
    let isFirst = true
    return async (message) => {
      if (isFirst) {
        isFirst = false
        here += 1
        if (here === 2) open()
        await opened
      }
      return deliver(message)
    }
  }
}
