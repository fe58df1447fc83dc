import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { organisationByCode } from '../../db/queries/organisations.ts'
import { serviceByCode } from '../../db/queries/services.ts'
import { termById, termList } from '../../db/queries/term-list.ts'
import { activityContent, confirmed } from '../../db/test-activity.ts'
import type { Acting } from '../actions/acting.ts'
import { closeIncident } from '../actions/disposal-incidents.ts'
import { fingerprint } from '../actions/fingerprint.ts'
import { mergeOrganisation } from '../actions/merge-organisations.ts'
import { mergeService } from '../actions/merge-services.ts'
import { addOrganisation, changeOrganisation } from '../actions/organisations.ts'
import { addService, changeService } from '../actions/services.ts'
import { changeSourceSystem, systemState } from '../actions/source-systems.ts'
import { changeTerm, mergeTerm } from '../actions/terms.ts'
import { acting } from '../actions/test-acting.ts'
import { addApproved } from '../actions/test-activities.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { fullSite } from './test-full-site.ts'

const site = await fullSite()
let auditor: Awaited<ReturnType<typeof site.signInAs>>
after(site.close)

const DAY = '2026-11-23'
const on = (date: string, role: 'governance' | 'administrator' = 'administrator') =>
  acting({ today: () => date, now: () => `${date}T12:00:00.000Z` }, role)
const addressed = [
  ...['/processing-activities', '/processing-activities?sort=service', '/processing-activities?organisation=CCC'],
  ...['/processing-activities?special_category=yes', '/processing-activities?special_category=no'],
  ...[
    '/retention-rules',
    '/retention-rules?organisation=CCC',
    '/retention-rules?service=MUS',
    '/retention-rules?q=music',
  ],
  ...['/findings', '/findings?service=MUS', '/organisations', '/disposal-holds', '/disposal-holds?service=MUS'],
  ...['/services', '/privacy-notices', '/recipients', '/terms', '/terms?q=staff', '/source-systems'],
  ...['/disposal-reviews', '/disposal-reviews?service=MUS', '/disposal-reviews?state=approved'],
  ...['/disposal-instructions', '/disposal-instructions?service=MUS', '/disposal-instructions?state=open'],
  ...['/disposals', '/disposals?service=MUS', '/destruction-certificates', '/disposal-incidents'],
]
const pages = [
  '/processing-activities/LIB-A1',
  '/processing-activities/MUS-A1',
  '/processing-activities/ONE-A1',
  '/retention-rules/LIB-01',
  '/retention-rules/MUS-02',
  '/organisations/CCC',
]

const at = (address: string, day: string): string => `${address}${address.includes('?') ? '&' : '?'}as-at=${day}`
const fileOf = (address: string): string => address.replace(/^([^?]+)/, '$1.csv')

/** What the lists as at a day say, each as a file and in the rows of its page. */
async function seen(day: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for (const address of addressed.map((one) => at(fileOf(one), day))) all[address] = await read(address)
  for (const address of [...addressed, ...pages].map((one) => at(one, day)))
    all[address] = rowsOf(await read(address)).join('\n')
  return all
}

async function read(address: string): Promise<string> {
  const { status, text } = await auditor.get(address)
  assert.equal(status, 200, `${address}: ${text}`)
  return text
}

/** The rows of a page's tables and summary lists, without what was done since. */
const rowsOf = (html: string): string[] => [
  ...(/<h1[\s\S]*?<\/h1>/.exec(html) ?? []),
  ...[...html.matchAll(/<(tbody|dl)[\s\S]*?<\/\1>/g)].map(([rows]) => rows),
]

before(async () => {
  const [governance, administrator] = [on('2026-11-22', 'governance'), on('2026-11-22')]
  const facts = { kind: 'council', address: '', email: '', telephone: '', icoRegistration: '', dpoContact: '' } as const
  for (const code of ['PCC', 'OLD'])
    await addOrganisation(site.db, governance, code, {
      ...facts,
      complaints: '',
      approvals: 1,
      name: `${code} Council`,
    })
  for (const code of ['ONE', 'TWO', 'ALL'])
    assert.ok((await addService(site.db, administrator, code, { name: `Service ${code}`, organisation: 'OLD' })).ok)
  for (const service of ['ONE', 'ALL']) {
    const draft = ActivityDraft.parse(activityContent({ service, ...named }))
    assert.ok((await addApproved(site.db, governance, `${service}-A1`, draft)).ok)
  }
  assert.ok((await mergeService(site.db, on(DAY), 'ONE', 'TWO')).ok)
  await leaveUnderWay(site.certificates.music)
  site.clock.moveTo('2026-11-25')
  auditor = await site.signInAs('auditor')
})

/** What an activity says of people, data and a processor, of whom there are duplicates. */
const named = {
  terms: [
    ...['Children', 'Families'].map((name) => ({ kind: 'data subject category' as const, name })),
    { kind: 'personal data category' as const, name: 'Photographs' },
  ].map((term) => ({ ...confirmed, ...term, mark: 'none' as const })),
  recipients: ['OLD', 'PCC'].map((organisation) => ({
    ...{ ...confirmed, organisation, category: '', role: 'processor' as const, contract: '', contractEndsOn: null },
  })),
}

/** Makes the review of a certificate one of which another source system has yet to answer. */
async function leaveUnderWay(certificate: string): Promise<void> {
  const { reviewId } = await site.db
    .selectFrom('destructionCertificates as certificate')
    .innerJoin('disposalInstructions as instruction', 'instruction.id', 'certificate.instructionId')
    .select('instruction.reviewId')
    .where('certificate.number', '=', certificate)
    .executeTakeFirstOrThrow()
  const underWay = { state: 'approved', closedAt: null, outcome: null } as const
  await site.db.updateTable('disposalReviews').set(underWay).where('id', '=', reviewId).execute()
}

test('what is renamed, moved, merged or closed later changes no byte of a list as at a day before, nor its page', async () => {
  const kept = await seen(DAY)
  assert.match(kept[at('/retention-rules.csv?q=music', DAY)] ?? '', /MUS-02/)
  assert.match(kept[at('/processing-activities.csv', DAY)] ?? '', /ONE-A1.*,TWO,/)
  await changeMuch('2026-11-24')
  const now = await seen(DAY)
  for (const [address, text] of Object.entries(kept)) assert.equal(now[address], text, address)
  const later = await read(at('/retention-rules.csv', '2026-11-24'))
  assert.match(later, /Cambridge City,Reading rooms/)
  assert.doesNotMatch(later, /,MUS,/)
  assert.match(await read(at('/processing-activities.csv', '2026-11-24')), /ONE-A1.*,PCC,ALL,/)
})

test('as at the day of a merge the register and its pages say what they said live, as other lists do', async () => {
  const [live, then] = await Promise.all(
    ['', '?as-at=2026-11-24'].map((day) => read(`/processing-activities.csv${day}`)),
  )
  const row = /^ONE-A1,controller,Library membership,PCC,ALL,.*,Children,Photographs,Photographs,/m
  for (const text of [live, then]) {
    assert.match(text ?? '', row)
    assert.doesNotMatch(text ?? '', /OLD Council|Families/)
  }
  const [page, pageThen] = await Promise.all(
    ['', '?as-at=2026-11-24'].map((day) => read(`/processing-activities/ONE-A1${day}`)),
  )
  for (const text of [page, pageThen]) {
    // As the organisation of its service, and as the one processor.
    assert.equal(occurrences(text ?? '', 'PCC Council'), 2)
    assert.equal(occurrences(text ?? '', 'Families'), 0)
  }
  for (const list of ['/recipients.csv', '/organisations.csv'])
    assert.doesNotMatch(await read(at(list, '2026-11-24')), /OLD Council/)
})

const occurrences = (html: string, words: string): number => rowsOf(html).join('\n').split(words).length - 1

async function changeMuch(day: string): Promise<void> {
  const { db } = site
  const ccc = await organisationByCode(db, 'CCC')
  assert.ok(ccc)
  const { id: _, code: __, mergedIntoId: ___, addedAt: ____, ...facts } = ccc
  const renamed = { ...facts, name: 'Cambridge City' }
  assert.ok((await changeOrganisation(db, on(day, 'governance'), 'CCC', fingerprint(ccc), renamed)).ok)
  const change = async (code: string, draft: { name: string; organisation: string }) => {
    const service = await serviceByCode(db, code)
    assert.ok(service)
    assert.ok((await changeService(db, on(day), code, fingerprint(service), draft)).ok)
  }
  await change('LIB', { name: 'Reading rooms', organisation: 'CCC' })
  await change('MUS', { name: 'A band', organisation: 'PCC' })
  assert.ok((await mergeService(db, on(day), 'MUS', 'LIB')).ok)
  assert.ok((await mergeService(db, on(day), 'TWO', 'ALL')).ok)
  assert.ok((await mergeOrganisation(db, on(day, 'governance'), 'OLD', 'PCC')).ok)
  await markAndMergeTerms(on(day, 'governance'))
  const lms = await systemState(db, 'LMS')
  assert.ok(lms)
  const system = { name: 'Books', description: '', defaultService: 'LIB', limitedTo: [], organisation: 'CCC' }
  assert.ok((await changeSourceSystem(db, on(day), 'LMS', fingerprint(lms), system)).ok)
  assert.ok((await addService(db, on(day), 'NEW', { name: 'New', organisation: 'PCC' })).ok)
  assert.ok((await closeIncident(db, on(day, 'governance'), site.incident, { whatWasDone: 'Seen to' })).ok)
}

async function markAndMergeTerms(governance: Acting): Promise<void> {
  const { db } = site
  const ids = new Map((await termList(db, {}, null)).map(({ name, id }) => [name, id]))
  for (const [name, mark] of [
    ['Children', 'children'],
    ['Photographs', 'special category'],
  ] as const) {
    const term = await termById(db, ids.get(name))
    assert.ok(term)
    assert.ok((await changeTerm(db, governance, term.id, fingerprint(term), { name, mark })).ok)
  }
  const merged = await mergeTerm(db, governance, ids.get('Families') ?? 0, ids.get('Children'), { marksDiffer: true })
  assert.ok(merged.ok)
}
