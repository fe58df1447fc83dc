import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { isBackedUpHere } from '../../actions/nightly-backup.ts'
import type { Role } from '../../domain/permission.ts'
import { fullSite } from '../test-full-site.ts'

let site: Awaited<ReturnType<typeof fullSite>>
before(async () => {
  site = await fullSite()
})
after(() => site.close())
afterEach(() => site.clock.moveTo('2026-11-22'))

const home = async (role: Role) => (await (await site.signInAs(role)).get('/')).text
/** The numbers that want somebody, by what they count. */
const cardsOf = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/app-stat__number">([^<]+)<\/span> <span class="app-stat__label">([^<]+)</g)].map(([, n, of]) => [
      of,
      n,
    ]),
  )
const captions = (html: string) => [...html.matchAll(/<caption[^>]*>\s*([^<]+?)\s*</g)].map(([, caption]) => caption)

describe('what needs each person', () => {
  test('governance sees every review, what waits for its approval or an answer, and the gaps of the register', async () => {
    const html = await home('governance')
    const cards = cardsOf(html)
    assert.equal(cards['disposal reviews waiting'], '3')
    assert.equal(cards['review awaiting a second approval'], '1')
    assert.equal(cards['disposal instructions without all answers'], '2')
    assert.equal(cards['records whose disposal failed'], '2')
    assert.deepEqual(captions(html).slice(0, 3), [
      'Asked to keep longer once more',
      'Waiting for your second approval',
      'Disposal instructions without all answers',
    ])
    assert.match(html, /Unassigned/)
  })

  test('a manager sees the reviews of their own services, with the oldest date, and none of another', async () => {
    const html = await home('manager')
    assert.equal(cardsOf(html)['disposal review waiting'], '1')
    assert.match(html, /the oldest past its period since 1 March 2003/)
    assert.ok(html.includes(`href="/disposal-reviews/${site.reviews.libraries}"`))
    for (const other of [site.reviews.music, site.reviews.unassigned])
      assert.ok(!html.includes(`href="/disposal-reviews/${other}"`))
    assert.doesNotMatch(html, /Pupil health note|\/job-runs|\/record-feeds/)
  })

  test('an auditor reads the same and is asked for nothing', async () => {
    const html = await home('auditor')
    assert.equal(cardsOf(html)['disposal reviews waiting'], '3')
    assert.ok(!captions(html).includes('Waiting for your second approval'))
    assert.doesNotMatch(html.slice(html.indexOf('<main')), /<form/)
  })

  test('an administrator sees feeds and jobs, and no review or record', async () => {
    const html = await home('administrator')
    assert.doesNotMatch(html, /disposal-reviews|href="\/records"/)
    assert.match(html, /Last sweep 22 November 2026, 12:00, as at 22 November 2026/)
    assert.match(html, /href="\/job-runs\/\d+"/)
  })

  test('every link of every home page leads to a page that its reader may open', async () => {
    for (const role of ['governance', 'manager', 'auditor', 'administrator'] as const) {
      const reader = await site.signInAs(role)
      const links = new Set(
        [...(await reader.get('/')).text.matchAll(/href="(\/(?!assets)[^"#]*)"/g)].map(([, href = '']) => href),
      )
      assert.ok(links.size > 5)
      for (const href of links) {
        const { status } = await reader.get(href.replaceAll('&amp;', '&'))
        assert.equal(status, 200, `${role}: ${href}`)
      }
    }
  })
})

describe('what went wrong comes first', () => {
  test('no sweep for more than 36 hours is a banner: an empty list must not look the same as one that was not swept', async () => {
    assert.doesNotMatch(await home('manager'), /moj-banner--warning/)
    site.clock.moveTo('2026-11-25')
    assert.match(
      await home('manager'),
      /The nightly sweep last succeeded 72 hours ago\. What fell due since then is not listed here\./,
    )
  })

  test('a sweep that failed is shown with its reason, also when an earlier one succeeded', async () => {
    const failed = { job: 'sweep', asOf: '2026-11-22', startedBy: 'Schedule', error: 'The disk is full.' }
    const at = { startedAt: '2026-11-22T12:00:01.000Z', finishedAt: '2026-11-22T12:00:02.000Z', durationMs: 1000 }
    const run = { ...failed, ...at, state: 'failed' } as const
    const { id } = await site.db.insertInto('jobRuns').values(run).returning('id').executeTakeFirstOrThrow()
    const html = await home('governance')
    await site.db.deleteFrom('jobRuns').where('id', '=', id).execute()
    assert.match(html, /The disk is full\./)
    assert.match(html, /Last sweep 22 November 2026, 12:00/)
  })

  test('a backup that failed, or is too long ago, is shown to administrators with the age of the last good one', async () => {
    const backup = { job: 'backup', asOf: '2026-11-22', startedBy: 'Schedule', durationMs: 1000 }
    const add = (state: 'failed' | 'succeeded', finishedAt: string, error: string | null = null) =>
      site.db
        .insertInto('jobRuns')
        .values({ ...backup, state, error, startedAt: finishedAt, finishedAt })
        .execute()
    assert.doesNotMatch(await home('administrator'), /backup/)
    await add('succeeded', '2026-11-22T02:30:00.000Z')
    assert.doesNotMatch(await home('administrator'), /backup/)
    // A server that is backed up by its host may still know of backups of before it came there.
    const shown = async (alarm: RegExp) =>
      (isBackedUpHere(site.db) ? assert.match : assert.doesNotMatch)(await home('administrator'), alarm)
    site.clock.moveTo('2026-11-24')
    await shown(/The last good backup was made 57 hours ago\./)
    site.clock.moveTo('2026-11-22')
    await add('failed', '2026-11-22T03:30:00.000Z', 'There is no <room> on the disk.')
    await shown(
      /The last backup failed: There is no &lt;room&gt; on the disk\. The last good backup was made 9 hours ago\./,
    )
    assert.doesNotMatch(await home('governance'), /backup/)
    await site.db.deleteFrom('jobRuns').where('job', '=', 'backup').execute()
  })

  test('a feed that failed or was refused is named to those who may send it again, and is in the list behind the number', async () => {
    const set = (state: 'failed' | 'refused' | 'done', error: string | null) =>
      site.db.updateTable('recordFeeds').set({ state, error }).where('id', '=', site.feed).execute()
    await set('failed', 'The file cannot be read <any more>.')
    const html = await home('administrator')
    assert.equal(cardsOf(html)['feed to send again'], '1')
    assert.match(html, /The file cannot be read &lt;any more&gt;\./)
    assert.doesNotMatch(await home('manager'), /cannot be read/)
    const administrator = await site.signInAs('administrator')
    const list = async () => {
      const href = /href="(\/record-feeds\?[^"]+)"/.exec((await administrator.get('/')).text)?.[1] ?? ''
      const rows = parse((await administrator.get(href.replace('?', '.csv?'))).text, { columns: true })
      assert.match((await administrator.get(href)).text, /Result: To send again/)
      return (rows as { id: string }[]).map(({ id }) => id)
    }
    assert.deepEqual(await list(), [String(site.feed)])
    await set('refused', 'The file is empty.')
    assert.deepEqual(await list(), [String(site.feed)])
    assert.equal(cardsOf(await home('administrator'))['feed to send again'], '1')
    await set('done', null)
    assert.deepEqual(
      (await administrator.get('/record-feeds?state=to+send+again')).text.match(/No feed matches/)?.length,
      1,
    )
  })

  test('how many records holds keep past their period is as of a sweep, and says of which', async () => {
    const swept = { job: 'sweep', asOf: '2026-11-22', startedBy: 'Schedule', state: 'succeeded', error: null } as const
    const at = { startedAt: '2026-11-22T06:00:00.000Z', finishedAt: '2026-11-22T06:00:05.000Z', durationMs: 5000 }
    const run = { ...swept, ...at, heldPastPeriod: 7 }
    const { id } = await site.db.insertInto('jobRuns').values(run).returning('id').executeTakeFirstOrThrow()
    const html = await home('governance')
    assert.equal(cardsOf(html)['records held past their period'], '7')
    assert.match(html, /As the sweep counted them on 22 November 2026, 06:00/)
    await site.db.deleteFrom('jobRuns').where('id', '=', id).execute()
  })

  test('a review past its date is marked late, and the number is that of the list behind it', async () => {
    site.clock.moveTo('2026-12-23')
    const manager = await site.signInAs('manager')
    const html = (await manager.get('/')).text
    const late = parse((await manager.get('/disposal-reviews.csv?late=yes')).text, { columns: true }) as object[]
    assert.ok(late.length > 0)
    assert.equal(cardsOf(html)['reviews past their date'], String(late.length))
    assert.match(html, /govuk-tag--red">\s*Late/)
  })
})
