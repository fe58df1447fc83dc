import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addRecords } from '../../db/test-records.ts'
import { personOfMailKey } from '../domain/mail-preference-key.ts'
import { instructApproved } from './instructing.ts'
import { digestWorld, settings, TOMORROW } from './test-digest.ts'
import { TODAY } from './test-review.ts'

const { world: at, write, send, digests, subjects, approve, approveSecond } = digestWorld()

describe('nobody is written to', () => {
  test('when nothing needs anybody', async () => {
    await at().sweepFor(TODAY)
    await write()
    assert.deepEqual(await subjects(), {})
  })

  test('twice on one day, however often the digest runs', async () => {
    await at().due('LIB-01', 2)
    await write()
    const before = await digests()
    await at().db.deleteFrom('jobRuns').where('job', '=', 'digest').execute()
    await write(TODAY, `${TODAY}T18:00:00.000Z`)
    assert.deepEqual(await digests(), before)
    await write(TOMORROW)
    assert.deepEqual(Object.keys(await subjects(TOMORROW)), ['manager'])
  })

  test('whose account is suspended, erased, or was never used', async () => {
    await at().due('LIB-01', 1)
    const set = (change: object) => at().db.updateTable('users').set(change).where('role', '=', 'manager').execute()
    for (const gone of [
      { suspendedAt: TODAY },
      { suspendedAt: null, erasedAt: TODAY },
      { erasedAt: null, passwordHash: '' },
    ]) {
      await set(gone)
      await write()
      assert.deepEqual(await subjects(), {}, JSON.stringify(gone))
    }
    await set({ ssoSubject: 'somebody' })
    await write()
    assert.deepEqual(Object.keys(await subjects()), ['manager'], 'who signs in with the council account is written to')
  })
})

describe('a manager', () => {
  test('hears how much waits, how old it is, and by when, with a link to each review', async () => {
    const { review } = await at().due('LIB-01', 3)
    const { review: music } = await at().due('MUS-02', 1, { triggerOn: '1980-01-01' })
    await write()
    assert.deepEqual(Object.keys(await subjects()), ['manager'])
    const { subject, text, html } = (await digests()).manager!
    assert.equal(subject, '1 disposal review waits for your decision')
    assert.match(
      text,
      /1 disposal review of your services waits for your decision: 3 records, the oldest past its period since 1 March 2003\./,
    )
    assert.match(
      text,
      new RegExp(
        `- Library membership account \\(LIB-01\\), Libraries: 3 records, answer by .* 20..\n  https://muniment.example.gov.uk/disposal-reviews/${review.id}\n`,
      ),
    )
    assert.doesNotMatch(text + html, new RegExp(`Pupil health|disposal-reviews/${music.id}\\b`))
  })

  test('hears first of what falls late', async () => {
    const late = await at().due('LIB-01', 1)
    const soon = await at().due('LIB-03', 1)
    await at().due('LIB-09', 1)
    const by = (id: number, reviewBy: string) =>
      at().db.updateTable('disposalReviews').set({ reviewBy }).where('id', '=', id).execute()
    await by(soon.review.id, '2026-11-29')
    await write()
    assert.equal((await digests()).manager!.subject, '1 disposal review to answer by 29 November 2026')
    await by(late.review.id, '2026-11-20')
    await write(TOMORROW)
    const { subject, text } = (await digests(TOMORROW)).manager!
    assert.equal(subject, '1 disposal review is past the day to answer by')
    assert.match(text, /1 is past the day to answer by and 1 is to be answered by 30 November 2026\./)
    assert.ok(text.indexOf('late: answer was due by 20 November 2026') < text.indexOf('answer by 29 November 2026'))
  })

  test('hears what others decided about their services, unless they said no, and never of their own decisions', async () => {
    const { review } = await at().due('LIB-09', 2)
    await approve(review.id)
    await approveSecond(review.id)
    const ownOnly = await at().due('LIB-01', 1)
    await approve(ownOnly.review.id)
    await write()
    const { subject, text, unsubscribe } = (await digests()).manager!
    assert.equal(subject, '1 decision of others about records of your services')
    assert.match(text, /- Exclusion from a library \(LIB-09\), 2 records: second approval given by Grace Ashby\n/)
    const key = new URL(unsubscribe).searchParams.get('key') ?? ''
    assert.equal(personOfMailKey(settings.sessionSecret, key), at().world.users.manager.id)
    assert.ok(text.includes(unsubscribe))

    await send()
    await write(TOMORROW)
    assert.equal((await digests(TOMORROW)).manager, undefined, 'what was told once is not told again')

    await at().db.deleteFrom('mailOutbox').execute()
    await at().db.deleteFrom('jobRuns').where('job', '=', 'digest').execute()
    await at().db.updateTable('users').set({ optionalMail: 0 }).execute()
    await write()
    assert.equal((await digests()).manager, undefined)
    await at().due('LIB-03', 1)
    await write(TOMORROW)
    const plain = (await digests(TOMORROW)).manager!
    assert.equal(plain.unsubscribe, '')
    assert.doesNotMatch(plain.text, /Decided by others|mail-preferences/)
  })
})

describe('information governance', () => {
  test('hears of second approvals, but not of those for which it gave the first', async () => {
    await addRecords(at().db, at().world, { rule: 'LIB-09', triggerOn: '2000-02-29', serviceId: null }, 2)
    await at().sweepFor(TODAY)
    const review = await at().openReview('LIB-09')
    await write()
    const forBoth = '1 review of records without a service waits for your decision'
    assert.deepEqual(await subjects(), { governance: forBoth, second: forBoth })
    await approve(review.id, at().governance)
    await write(TOMORROW)
    assert.deepEqual(await subjects(TOMORROW), { second: '1 review waits for a second approval' })
  })

  test('hears of source systems that have not answered for a month, and of what nobody answered after the last reminder', async () => {
    const { review } = await at().due('LIB-03', 1)
    await approve(review.id)
    await instructApproved(at().db, { ...at().governance, hashKey: 'k'.repeat(32) })
    await at().db.updateTable('disposalInstructions').set({ toldOn: '2026-10-23' }).execute()
    const late = await at().due('LIB-01', 1)
    await at()
      .db.updateTable('disposalReviews')
      .set({ reviewBy: '2026-10-01' })
      .where('id', '=', late.review.id)
      .execute()
    await at().sweepFor(TODAY)
    await write()
    const { subject, text } = (await digests()).governance!
    assert.equal(subject, '1 disposal instruction not answered in full after 30 days')
    assert.match(
      text,
      /1 review is still not answered after the last reminder\n-+\n\n- Library membership account \(LIB-01\), Libraries/,
    )
    assert.match(text, /See the list:\nhttps:\/\/muniment\.example\.gov\.uk\/disposal-reviews\?escalated=yes/)
  })
})

describe('an administrator', () => {
  test('hears when the sweep has not succeeded for 36 hours', async () => {
    await write()
    assert.deepEqual(await subjects(), { administrator: 'The nightly sweep has never succeeded' })
    await at().sweepFor(TODAY)
    await write('2026-11-25')
    assert.deepEqual(await subjects('2026-11-25'), { administrator: 'The nightly sweep last succeeded 72 hours ago' })
  })

  test('hears of jobs that failed since the last digest, of feeds that were not loaded, and of mail that was given up', async () => {
    await at().sweepFor(TODAY)
    const failed = {
      asOf: TODAY,
      startedBy: 'Schedule',
      startedAt: `${TODAY}T02:30:00.000Z`,
      error: 'The disk is full.',
    }
    for (const minute of ['02:31', '02:41'])
      await at()
        .db.insertInto('jobRuns')
        .values({ ...failed, job: 'backup', state: 'failed', finishedAt: `${TODAY}T${minute}:00.000Z`, durationMs: 1 })
        .execute()
    const { id } = await at()
      .db.insertInto('recordFeeds')
      .values({
        ...{ sourceSystemId: at().world.systems.lms, fileName: 'jane doe.csv', mode: 'delta', state: 'refused' },
        ...{ sentAt: TODAY, sentByName: 'Grace Ashby', error: 'It has no column “reference”.' },
      } as never)
      .returning('id')
      .executeTakeFirstOrThrow()
    const gone = { userId: null, kind: 'notice', toAddress: 'x@y.example', subject: '', text: '', html: '' } as const
    await at()
      .db.insertInto('mailOutbox')
      .values({
        ...{
          ...gone,
          dedupeKey: 'gone',
          messageId: '<gone@m>',
          createdAt: TODAY,
          sendAfter: TODAY,
          lastError: '550 No',
        },
        ...{ claimedUntil: null, sentAt: null, givenUpAt: `${TODAY}T03:00:00.000Z` },
      })
      .execute()
    await write()
    const { subject, text } = (await digests()).administrator!
    assert.equal(subject, '1 job failed')
    assert.match(text, /- Backup: 2 runs failed\n {2}https:\/\/muniment\.example\.gov\.uk\/job-runs\/\d+\n/)
    assert.match(
      text,
      new RegExp(`- LMS: feed ${id} was refused\n  https://muniment.example.gov.uk/record-feeds/${id}\n`),
    )
    assert.match(text, /1 message could not be delivered\n-+\n\nSee why, and try again:\nhttps:\/\/.*\/mail\n/)
    assert.doesNotMatch(text, /jane|disk is full|x@y/)
    await at().sweepFor(TODAY)
    await send()
    await write(TOMORROW)
    assert.equal((await subjects(TOMORROW)).administrator, 'The latest feed of 1 source system was not loaded')
  })
})
