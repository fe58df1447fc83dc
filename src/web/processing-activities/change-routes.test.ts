import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { activityCount } from '../../../db/queries/activity-list.ts'
import { activityContent } from '../../../db/test-activity.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import type { ActivityContent } from '../../domain/processing-activity.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const governance = await site.signInAs('governance')
after(site.close)

const LIST = '/processing-activities'
const add = (reference: string, parts: Partial<ActivityContent> = {}) =>
  addApproved(site.db, acting(site.clock), reference, ActivityDraft.parse(activityContent(parts)))

before(async () => {
  await add('LIB-A1')
})

/** The least that saves: the single fields of the form. */
const form = (parts: Record<string, string> = {}): Record<string, string> => ({
  reference: 'LIB-A9',
  title: 'Room bookings',
  service: 'LIB',
  role: 'controller',
  roleStanding: 'confirmed',
  dpiaRequired: 'no',
  reviewCycleMonths: '12',
  ...parts,
})

test('an activity is added through the form with its rows, and said so', async () => {
  const answer = await governance.post(`${LIST}/new`, {
    ...form(),
    'purposes.0.text': 'Let rooms to groups',
    'purposes.1.text': '',
    'lawfulBases.0.basis': 'contract',
    'lawfulBases.0.purpose': '1',
    'terms.0.kind': 'data subject category',
    'terms.0.name': 'Hirers',
    'parties.0.part': 'controller',
    'parties.0.organisation': 'Cambridgeshire County Council',
    'rules.0.rule': 'fin-01',
  })
  assert.equal(answer.status, 303)
  assert.equal(answer.headers.get('location'), `${LIST}/LIB-A9/draft`)
  assert.match((await governance.get(`${LIST}/LIB-A9/draft`)).text, /LIB-A9 has been added as a draft/)
  const { text } = await governance.get(`${LIST}/LIB-A9`)
  assert.match(text, /This is a draft that was never approved/)
  for (const fact of ['Let rooms to groups', 'Hirers', 'Contract, Article 6', 'Invoices and payments'])
    assert.ok(text.includes(fact), fact)
})

test('a reference that is taken is refused with everything typed kept', async () => {
  const answer = await governance.post(`${LIST}/new`, {
    ...form({ reference: 'LIB-A1' }),
    'purposes.0.text': 'Typed & kept',
  })
  assert.equal(answer.status, 422)
  assert.match(answer.text, /<title>Error: Add a processing activity/)
  assert.match(answer.text, /LIB-A1 is in the register already/)
  assert.match(answer.text, /Typed &amp; kept/)
})

test('wrong fields are each named beside their field, and nothing typed is lost', async () => {
  const answer = await governance.post(`${LIST}/new`, {
    ...form({ title: '', reviewCycleMonths: 'x' }),
    'rules.0.rule': 'XX-99',
    'recipients.4.category': 'Printers',
    'recipients.4.role': 'processor',
    'recipients.4.contractEndsOn': '31/02/2027',
  })
  assert.equal(answer.status, 422)
  for (const field of ['title', 'reviewCycleMonths', 'recipients-0-contractEndsOn'])
    assert.ok(answer.text.includes(`href="#${field}"`) && answer.text.includes(`id="${field}"`), field)
  assert.match(answer.text, /value="31\/02\/2027"/)
  assert.match(answer.text, /value="XX-99"/)
})

test('asking for more rows saves nothing, shows more rows and keeps what was typed', async () => {
  const answer = await governance.post(`${LIST}/new`, {
    ...form({ title: '' }),
    'purposes.0.text': 'Kept',
    more: 'purposes',
  })
  assert.equal(answer.status, 200)
  assert.match(answer.text, />Kept</)
  assert.match(answer.text, /name="purposes\.4\.text"/)
  assert.doesNotMatch(answer.text, /govuk-error-summary/)
})

const versionForm = (parts: Record<string, string> = {}) => {
  const { reference: _, ...fields } = form({ title: 'Loans', ...parts })
  return { ...fields, version: '1', revision: '0' }
}

test('a change is a draft until it is approved, and then the earlier version can still be read', async () => {
  await add('LIB-A20', { title: 'Before' })
  const answer = await governance.post(`${LIST}/LIB-A20/edit`, versionForm({ title: 'After' }))
  assert.equal(answer.headers.get('location'), `${LIST}/LIB-A20/draft`)
  assert.match((await governance.get(`${LIST}/LIB-A20/draft`)).text, /The draft of version 2 has been saved/)
  assert.match((await governance.get(`${LIST}/LIB-A20`)).text, /<h1[^>]*>Before</)
  const seen = { version: '2', revision: '1', text: '' }
  assert.equal((await governance.post(`${LIST}/LIB-A20/draft/submission`, seen)).status, 303)
  const approval = await governance.post(`${LIST}/LIB-A20/draft/approval`, seen)
  assert.equal(approval.headers.get('location'), `${LIST}/LIB-A20`)
  const { text } = await governance.get(`${LIST}/LIB-A20`)
  assert.match(text, /Version 2 of LIB-A20 has been approved and is in force/)
  assert.match(text, /<h1[^>]*>After</)
  const earlier = await governance.get(`${LIST}/LIB-A20/versions/1`)
  assert.match(earlier.text, /<h1[^>]*>Before</)
  assert.match(earlier.text, /It is no longer in force/)
})

test('a form opened before somebody else’s change is not saved, keeps what was typed, and says who changed what', async () => {
  await add('LIB-A21', { title: 'Before' })
  await governance.post(`${LIST}/LIB-A21/edit`, versionForm({ title: 'Theirs' }))
  const mine = { ...versionForm({ title: 'Mine' }), 'purposes.0.text': 'My purpose' }
  const stale = await governance.post(`${LIST}/LIB-A21/edit`, mine)
  assert.equal(stale.status, 409)
  assert.match(stale.text, /changed by somebody else since you opened it/)
  assert.match(stale.text, /saved the draft of version 2 while you were changing it/)
  assert.match(stale.text, /value="Mine"/)
  assert.match(stale.text, /My purpose/)
  assert.match(stale.text, /name="revision" value="1"/)
  const again = await governance.post(`${LIST}/LIB-A21/edit`, { ...mine, version: '2', revision: '1' })
  assert.equal(again.status, 303)
  assert.match((await governance.get(`${LIST}/LIB-A21/draft`)).text, /<h1[^>]*>Mine</)
})

test('a form without its version is refused', async () => {
  const { version: _, ...rest } = versionForm()
  assert.equal((await governance.post(`${LIST}/LIB-A1/edit`, rest)).status, 400)
})

test('a version opened and saved as it is changes nothing', async () => {
  const page = (await governance.get(`${LIST}/LIB-A1/edit`)).text
  const answer = await governance.post(`${LIST}/LIB-A1/edit`, filledIn(page))
  assert.equal(answer.status, 303)
  assert.match((await governance.get(`${LIST}/LIB-A1/draft`)).text, /Nothing was changed\./)
  assert.match((await governance.get(`${LIST}/LIB-A1/draft`)).text, /Nothing has been changed since version 1/)
})

test('a retired activity says why, stays listed and is changed no more', async () => {
  await add('LIB-A30')
  assert.equal((await governance.post(`${LIST}/LIB-A30/retirement`, { reason: ' ' })).status, 422)
  assert.equal((await governance.post(`${LIST}/LIB-A30/retirement`, { reason: 'The hall was sold' })).status, 303)
  const { text } = await governance.get(`${LIST}/LIB-A30`)
  assert.match(text, /Retired on 22 November 2026 by Grace Ashby: The hall was sold/)
  assert.equal(await activityCount(site.db, { status: 'retired' }, null), 1)
  assert.equal((await governance.get(`${LIST}/LIB-A30/edit`)).status, 409)
  assert.equal((await governance.post(`${LIST}/LIB-A30/edit`, versionForm())).status, 409)
  assert.equal((await governance.post(`${LIST}/LIB-A30/retirement`, { reason: 'Again' })).status, 409)
})

test('markup in any field is shown as it was typed', async () => {
  const nasty = `<script>alert(1)</script>"'><img src=x>`
  const answer = await governance.post(`${LIST}/new`, {
    ...form({ reference: 'LIB-A40', title: nasty, ownerName: nasty, remarks: nasty, dpiaStatus: nasty }),
    'purposes.0.text': nasty,
    'terms.0.kind': 'source',
    'terms.0.name': nasty,
    'transfers.0.country': nasty,
    'notes.0.field': 'retention',
    'notes.0.text': nasty,
    'recipients.0.category': nasty,
    'recipients.0.role': 'internal',
  })
  assert.equal(answer.status, 303)
  for (const path of [
    LIST,
    `${LIST}/LIB-A40`,
    `${LIST}/LIB-A40/edit`,
    `${LIST}/LIB-A40/retirement`,
    `${LIST}?q=%3Cscript%3E`,
  ]) {
    const { status, text } = await governance.get(path)
    assert.equal(status, 200, path)
    assert.doesNotMatch(text, /<script>alert|<img src=x/, path)
  }
  await governance.post(`${LIST}/new`, form({ reference: 'LIB-A41', title: '=1+1', ownerName: '@cmd' }))
  assert.match((await governance.get(`${LIST}.csv?q=cmd`)).text, /,'=1\+1,.*,'@cmd,/)
})

/** The fields of a form as a browser would send them back. */
function filledIn(page: string): Record<string, string> {
  const start = page.indexOf('<form method="post" action="/processing-activities')
  const html = page.slice(start, page.indexOf('</form>', start))
  const text = (value: string) =>
    value
      .replaceAll('&#34;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  const inputs = [...html.matchAll(/<input[^>]* name="([^"]+)"[^>]*?(?: value="([^"]*)")?[^>]*>/g)].map(
    (m) => [m[1]!, text(/ value="([^"]*)"/.exec(m[0])?.[1] ?? '')] as const,
  )
  const areas = [...html.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</g)].map(
    (m) => [m[1]!, text(m[2]!)] as const,
  )
  const selects = [...html.matchAll(/<select[^>]* name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)].map((m) => {
    const chosen = /<option value="([^"]*)" selected/.exec(m[2]!) ?? /<option value="([^"]*)"/.exec(m[2]!)
    return [m[1]!, text(chosen?.[1] ?? '')] as const
  })
  return Object.fromEntries([...inputs, ...areas, ...selects].filter(([name]) => name !== '_csrf'))
}
