import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { activityContent } from '../../db/test-activity.ts'
import { addActivity } from '../actions/activity-drafts.ts'
import { mergeOrganisation } from '../actions/merge-organisations.ts'
import { addOrganisation } from '../actions/organisations.ts'
import { retireActivity } from '../actions/processing-activities.ts'
import { acting } from '../actions/test-acting.ts'
import { addApproved } from '../actions/test-activities.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { fullSite } from './test-full-site.ts'

const site = await fullSite()
let auditor: Awaited<ReturnType<typeof site.signInAs>>
after(site.close)

const DAY = '2026-11-24'
const on = (date: string) => acting({ today: () => date, now: () => `${date}T12:00:00.000Z` }, 'governance')

before(async () => {
  const facts = {
    kind: 'supplier',
    address: '',
    email: '',
    telephone: '',
    icoRegistration: '',
    dpoContact: '',
  } as const
  for (const code of ['GOOGLE', 'ALPHA', 'BETA']) {
    const organisation = { ...facts, complaints: '', approvals: 1, name: `${code} Ltd` } as const
    assert.ok((await addOrganisation(site.db, on('2026-11-22'), code, organisation)).ok)
  }
  assert.ok((await mergeOrganisation(site.db, on('2026-11-23'), 'GOOGLE', 'ALPHA')).ok)
  assert.ok((await mergeOrganisation(site.db, on('2026-11-25'), 'ALPHA', 'BETA')).ok)
  site.clock.moveTo('2026-11-26')
  auditor = await site.signInAs('auditor')
})

async function read(address: string): Promise<string> {
  const { status, text } = await auditor.get(address)
  assert.equal(status, 200, `${address}: ${text}`)
  return text
}

test('an organisation as at a day says into what it had been merged by then, and nothing before that', async () => {
  const then = await read(`/organisations/GOOGLE?as-at=${DAY}`)
  assert.match(
    then,
    new RegExp(
      `Merged into[\\s\\S]*href="/organisations/ALPHA\\?as-at=${DAY}">ALPHA Ltd[\\s\\S]*On 23 November 2026 by`,
    ),
  )
  assert.match(await read(`/organisations/ALPHA?as-at=${DAY}`), /In the place of[\s\S]*GOOGLE Ltd/)
  assert.doesNotMatch(await read(`/organisations/ALPHA?as-at=${DAY}`), /Merged into/)
  assert.doesNotMatch(await read('/organisations/GOOGLE?as-at=2026-11-22'), /Merged into/)
  assert.doesNotMatch(await read('/organisations/ALPHA?as-at=2026-11-22'), /In the place of/)
  assert.match(await read('/organisations/GOOGLE'), /Merged into[\s\S]*href="\/organisations\/BETA"/)
})

const LEADING: Record<string, string[]> = {
  '/organisations': ['/services', '/source-systems', '/recipients', '/terms'],
  '/organisations/ALPHA': ['/organisations'],
  '/disposals': ['/destruction-certificates', '/disposal-instructions', '/disposal-incidents'],
  '/destruction-certificates': ['/disposals'],
  '/disposal-incidents': ['/disposals'],
  '/services': ['/organisations'],
  '/source-systems': ['/organisations'],
  '/recipients': ['/organisations'],
  '/processing-activities': ['/terms', '/recipients'],
  '/processing-activities/LIB-A1': ['/processing-activities', '/organisations/CCC'],
  '/retention-rules/LIB-01': ['/retention-rules', '/processing-activities/LIB-A1'],
}

for (const [page, targets] of Object.entries(LEADING))
  test(`${page} as at a day leads to what belongs to it as at that day`, async () => {
    const then = await read(`${page}?as-at=${DAY}`)
    const now = await read(page)
    for (const target of targets) {
      assert.ok(then.includes(`href="${target}?as-at=${DAY}"`), target)
      assert.ok(now.includes(`href="${target}"`), target)
    }
  })

test('the number of activities of a service leads to as many, now and as at a day, without those that were retired', async () => {
  const draft = ActivityDraft.parse(activityContent({ service: 'LIB' }))
  for (const reference of ['LIB-B1', 'LIB-B2'])
    assert.ok((await addApproved(site.db, on('2026-11-23'), reference, draft)).ok)
  assert.ok((await retireActivity(site.db, on('2026-11-23'), 'LIB-B1', 'It has ended')).ok)
  assert.ok((await addActivity(site.db, on('2026-11-23'), 'LIB-B3', draft)).ok)
  for (const address of ['/services', `/services?as-at=${DAY}`, '/services/LIB']) {
    const link = /href="(\/processing-activities\?service=LIB[^"]*)"[^>]*>\s*([\d,]+)/.exec(await read(address))
    const [path = '', number] = (link?.slice(1) ?? []).map((text) => text.replaceAll('&amp;', '&'))
    const file = await read(path.replace('/processing-activities', '/processing-activities.csv'))
    const rows: Record<string, string>[] = parse(file, { columns: true })
    assert.equal(String(rows.length), number, address)
    assert.ok(!rows.some(({ status }) => status === 'retired'), address)
    assert.match(await read(path), /Status: Neither retired nor withdrawn/)
  }
})

test('the page on which an organisation is merged speaks of an organisation', async () => {
  const governance = await site.signInAs('governance')
  const { text } = await governance.get('/organisations/BETA/merge')
  assert.match(text, /For an organisation that is in the register twice/)
  assert.match(text, /Choose an organisation/)
})
