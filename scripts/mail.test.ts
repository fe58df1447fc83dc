import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addRecords } from '../db/test-records.ts'
import { testMailServer } from '../src/jobs/test-mail-server.ts'
import { visitor } from '../src/web/test-site.ts'
import { startServer } from './lib/test-server.ts'
import { smallWorlds } from './lib/test-worlds.ts'

let worlds: Awaited<ReturnType<typeof smallWorlds>>
let smtp: Awaited<ReturnType<typeof testMailServer>>
before(async () => {
  worlds = await smallWorlds()
  smtp = await testMailServer()
})
after(async () => {
  await worlds.remove()
  await smtp.close()
})

test('a running server mails the digest after the sweep and a link right after it was asked for; stopped and started again, nothing twice', async () => {
  const { settings, open } = await worlds.fresh()
  const db = open()
  await addRecords(db, worlds.world, { rule: 'LIB-01', triggerOn: '2000-02-29' }, 2)
  const mail = { SMTP_URL: smtp.url, MAIL_FROM: 'muniment@example.gov.uk', DIGEST_CRON: '0 0 * * *' }
  const start = () => startServer({ ...settings, ...mail, MUNIMENT_TODAY: undefined })
  const subjects = () => smtp.received.map(({ mail: { subject }, to }) => `${to[0]}: ${subject}`)

  const first = start()
  await first.ready
  await smtp.next(1)
  const digest = 'manager@muniment.example: 1 disposal review waits for your decision'
  assert.deepEqual(subjects(), [digest])
  await first.stop()

  const second = start()
  const asked = await visitor(await second.ready).post('/password-resets', { email: 'auditor@muniment.example' })
  assert.equal(asked.status, 303)
  await smtp.next(2)
  assert.match(subjects()[1] ?? '', /^auditor@muniment\.example: /)
  const link = /https?:\/\/\S+/.exec(smtp.received[1]?.mail.text ?? '')?.[0] ?? ''
  assert.ok(URL.parse(link)?.searchParams.get('token'), link)
  assert.equal((await second.stop()).code, 0)

  const left = await db.selectFrom('mailOutbox').select(['kind', 'sentAt', 'text']).orderBy('id').execute()
  assert.deepEqual(
    left.map(({ kind, sentAt, text }) => [kind, sentAt !== null, text]),
    [
      ['digest', true, ''],
      ['password reset', true, ''],
    ],
  )
  await db.destroy()
})
