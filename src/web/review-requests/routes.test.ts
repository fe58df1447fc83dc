import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { Role } from '../../domain/permission.ts'
import { fullSite } from '../test-full-site.ts'

type Site = Awaited<ReturnType<typeof fullSite>>

let site: Site
const by = {} as Record<Role, Awaited<ReturnType<Site['signInAs']>>>
before(async () => {
  site = await fullSite()
  for (const role of ['governance', 'manager', 'auditor', 'administrator'] as const)
    by[role] = await site.signInAs(role)
})
after(() => site.close())

/** The change that is asked for about LIB-A1 has been read. */
const despite = { despite: '1' }
const asked = { services: 'LIB', due: '31/12/2026', message: 'Before the audit', unmanaged: 'yes' }
const get = async (role: Role, path: string) => {
  const { status, text } = await by[role].get(path)
  assert.equal(status, 200, `${path}: ${text}`)
  return text.slice(text.indexOf('<main'))
}
const csv = async (role: Role, path: string) =>
  parse((await by[role].get(path)).text, { columns: true }) as Record<string, string>[]

describe('a request for reviews', () => {
  test('is read by a manager as far as their services go, and by nobody of another service', async () => {
    const path = `/review-requests/${site.reviewRequest}`
    const page = await get('manager', path)
    assert.match(page, /LIB-A1[\s\S]*Answer now/)
    assert.doesNotMatch(page, /MUS-A1/)
    assert.match(await get('governance', path), /MUS-A1/)
    assert.doesNotMatch(await get('auditor', path), /Answer now|Withdraw/)
    assert.deepEqual(
      (await csv('manager', `${path}/answers.csv`)).map(({ activity, answer }) => [activity, answer]),
      [['LIB-A1', 'open']],
    )
    const [row] = await csv('auditor', '/review-requests.csv')
    assert.deepEqual(
      [row?.state, row?.services, row?.activities, row?.open],
      ['open', 'Cambridgeshire Music; Libraries', '2', '2'],
    )
  })

  test('has its services, who is told and who is asked already on the form, before anything is sent', async () => {
    const page = await get('governance', '/review-requests/new')
    assert.match(page, /Cambridgeshire County Council: 1 activity; told: Mark Lowe; asked already/)
    assert.match(page, /no manager, so that nobody is told; asked already/)
  })

  test('that is not in order comes back with what was typed', async () => {
    for (const [wrong, text] of [
      [{ due: '01/01/2020' }, 'Enter a day that is not in the past'],
      [{ due: 'next week' }, 'Enter the day by which to review as a date'],
      [{ message: 'x'.repeat(5000) }, 'Shorten the message to 4,000 characters or fewer'],
      [{ services: '' }, 'Choose services from the list'],
      [{}, 'Libraries is asked already, by Grace Ashby until 31 December 2026'],
    ] as const) {
      const answer = await by.governance.post('/review-requests/new', { ...asked, ...wrong })
      assert.equal(answer.status, 422, answer.text)
      assert.ok(answer.text.includes(text), text)
      if (!('message' in wrong)) assert.match(answer.text, /Before the audit<\/textarea>/)
    }
  })

  test('closes with its last answer, can be asked again, withdrawn, and then not answered any more', async () => {
    const path = `/review-requests/${site.reviewRequest}`
    const confirm = (reference: string) =>
      by.governance.post(`/processing-activities/${reference}/confirmation`, { version: '1', text: '', ...despite })
    assert.equal((await confirm('LIB-A1')).status, 303)
    assert.equal((await confirm('MUS-A1')).status, 303)
    assert.match(await get('governance', path), /Answered[\s\S]*2 of 2 activities answered: 2 confirmed/)
    const answer = await by.governance.post('/review-requests/new', asked)
    assert.equal(answer.status, 303, answer.text)
    const second = answer.headers.get('location') ?? ''
    assert.match(await get('manager', second), /Before the audit/)
    assert.equal((await by.governance.post(`${second}/withdrawal`, {})).status, 422)
    assert.equal((await by.governance.post(`${second}/withdrawal`, { text: 'Put off' })).status, 303)
    assert.match(await get('governance', second), /Withdrawn[\s\S]*Put off/)
    assert.equal((await by.governance.get(`${second}/withdrawal`)).status, 409)
    assert.equal((await by.governance.post(`${second}/withdrawal`, { text: 'Again' })).status, 409)
    assert.equal((await csv('governance', '/review-requests.csv?state=withdrawn')).length, 1)
  })
})

describe('an activity’s page', () => {
  test('offers an answer to those who answer for it, and to nobody else', async () => {
    const manager = await get('manager', '/processing-activities/LIB-A1')
    assert.match(manager, /href="\/processing-activities\/LIB-A1\/confirmation"[^>]*>Still true/)
    assert.match(manager, /href="\/processing-activities\/LIB-A1\/change-request"[^>]*>Something has changed/)
    assert.match(
      await get('governance', '/processing-activities/LIB-A1'),
      /href="\/processing-activities\/LIB-A1\/draft"[^>]*>Something has changed/,
    )
    assert.doesNotMatch(await get('auditor', '/processing-activities/LIB-A1'), /Still true<|Something has changed</)
    assert.doesNotMatch(await get('governance', '/processing-activities/LIB-A2'), /Still true</)
  })

  test('shows what was asked for and confirmed, and when the next review is', async () => {
    const page = await get('auditor', '/processing-activities/LIB-A1')
    assert.match(page, /Its next review is due on 22 November 2027\. Last confirmed on 22 November 2026 by Grace Ashby/)
    assert.match(page, /Mark Lowe said on [^<]*what has changed: Another supplier/)
    assert.match(page, /Confirmations, and changes asked for[\s\S]*Version 1 is still true/)
  })

  test('warns of a change that was asked for before it is confirmed, and is confirmed all the same when asked to', async () => {
    const path = '/processing-activities/LIB-A1/confirmation'
    const asked = await by.manager.post(path, { version: '1', text: 'A note that is kept' })
    assert.equal(asked.status, 409)
    for (const text of [asked.text, await get('manager', path)]) {
      assert.match(text, /A change was asked for, and information governance has yet to see to it/)
      assert.match(text, /Mark Lowe said on 22 November 2026[^<]* what has changed: Another supplier/)
      assert.match(text, /href="\/processing-activities\/LIB-A1#reviewing"/)
      assert.match(text, new RegExp(`name="despite" value="${despite.despite}"`))
      assert.match(text, /Still true all the same/)
    }
    assert.match(asked.text, /A note that is kept<\/textarea>/)
    assert.doesNotMatch(await get('governance', '/processing-activities/MUS-A1/confirmation'), /A change was asked for/)
  })

  test('says that it was confirmed already, and that a version has been replaced', async () => {
    const path = '/processing-activities/LIB-A1/confirmation'
    assert.equal((await by.manager.post(path, { version: '1', ...despite })).status, 303)
    assert.match(
      await get('manager', '/processing-activities/LIB-A1'),
      /LIB-A1 was confirmed already today, by Grace Ashby: nothing more was done\./,
    )
    const stale = await by.manager.post(path, { version: '7', text: 'A note that is kept' })
    assert.equal(stale.status, 409)
    assert.match(stale.text, /Version 7 of LIB-A1 has been replaced by version 1[\s\S]*A note that is kept<\/textarea>/)
    assert.equal((await by.manager.post(path, { version: 'one' })).status, 400)
    assert.equal((await by.manager.post(path, { version: '1', text: 'x'.repeat(5000) })).status, 422)
  })

  test('of another service, of a draft or of what is retired answers nothing', async () => {
    for (const form of ['confirmation', 'change-request']) {
      assert.equal((await by.manager.get(`/processing-activities/MUS-A1/${form}`)).status, 404)
      assert.equal((await by.manager.post(`/processing-activities/MUS-A1/${form}`, { version: '1' })).status, 404)
      assert.equal((await by.manager.get(`/processing-activities/LIB-A2/${form}`)).status, 409)
    }
    await by.governance.post('/processing-activities/MUS-A1/retirement', { reason: 'Ended' })
    const retired = await by.governance.post('/processing-activities/MUS-A1/confirmation', { version: '1' })
    assert.equal(retired.status, 409)
    assert.match(retired.text, /MUS-A1 is retired/)
  })
})

describe('a change that is asked for', () => {
  test('is on governance’s home page and in the list until it is closed with a word', async () => {
    const path = '/processing-activities/LIB-A1/change-request'
    assert.equal((await by.manager.post(path, { version: '1', text: ' ' })).status, 422)
    assert.equal((await by.manager.post(path, { version: '1', text: 'No photographs any more' })).status, 303)
    assert.match(await get('governance', '/'), /Changes asked for[\s\S]*No photographs any more/)
    assert.doesNotMatch(await get('administrator', '/'), /No photographs any more/)
    const open = await csv('manager', '/change-requests.csv?state=open')
    const { request } = open.find(({ what_changed }) => what_changed === 'No photographs any more') ?? {}
    const closing = `/change-requests/${request}/closing`
    assert.equal((await by.governance.post(closing, { text: '' })).status, 422)
    assert.equal((await by.governance.post(closing, { text: 'Removed in version 2' })).status, 303)
    const again = await by.governance.post(closing, { text: 'Removed again' })
    assert.equal(again.status, 409)
    assert.match(again.text, /Grace Ashby has closed this already: “Removed in version 2”/)
    assert.equal((await by.governance.get(closing)).status, 409)
    assert.doesNotMatch(await get('governance', '/'), /No photographs any more/)
    assert.match(await get('manager', '/processing-activities/LIB-A1'), /Removed in version 2/)
  })
})

describe('what is to be reviewed', () => {
  test('is on the home page of those who answer for it from 30 days before, and in the register by a filter', async () => {
    const set = (nextReviewOn: string) =>
      site.db.updateTable('processingActivities').set({ nextReviewOn }).where('reference', '=', 'LIB-A1').execute()
    await set('2026-12-23')
    assert.doesNotMatch(await get('manager', '/'), /Activities to review/)
    await set('2026-12-22')
    assert.match(
      await get('manager', '/'),
      /1<\/span>[^<]*<span[^>]*>activity to review within 30 days[\s\S]*Activities to review/,
    )
    assert.doesNotMatch(await get('auditor', '/'), /<caption[^>]*>Activities to review/)
    assert.match(await get('manager', '/processing-activities?review=soon'), /LIB-A1/)
    await set('2026-11-21')
    assert.match(await get('governance', '/'), /activity past its review[\s\S]*Overdue/)
    assert.match(await get('governance', '/processing-activities?review=overdue'), /LIB-A1/)
    assert.doesNotMatch(await get('governance', '/processing-activities?review=soon'), /LIB-A1/)
    const then = await by.governance.get('/processing-activities?review=soon&as-at=2026-11-22')
    assert.equal(then.status, 400)
  })
})
