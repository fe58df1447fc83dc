import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { organisationByCode } from '../../db/queries/organisations.ts'
import { serviceByCode } from '../../db/queries/services.ts'
import { fingerprint } from '../actions/fingerprint.ts'
import { mergeService } from '../actions/merge-services.ts'
import { changeOrganisation } from '../actions/organisations.ts'
import { addService, changeService } from '../actions/services.ts'
import { addSourceSystem, changeSourceSystem, systemState } from '../actions/source-systems.ts'
import { acting } from '../actions/test-acting.ts'
import { fullSite } from './test-full-site.ts'

const site = await fullSite()
let auditor: Awaited<ReturnType<typeof site.signInAs>>
after(site.close)

const DAY = '2026-11-23'
const on = (date: string, role: 'governance' | 'administrator' = 'administrator') =>
  acting({ today: () => date, now: () => `${date}T12:00:00.000Z` }, role)

const BY_SERVICE = [
  ...['/processing-activities', '/retention-rules', '/findings', '/disposal-holds', '/disposal-reviews'],
  ...['/disposal-instructions', '/disposals', '/destruction-certificates'],
]
const BY_SYSTEM = ['/disposal-instructions', '/disposals', '/destruction-certificates', '/disposal-incidents']
const BY_ORGANISATION = ['/processing-activities', '/retention-rules']
const BY_RULE = [
  '/processing-activities',
  '/disposal-reviews',
  '/disposal-instructions',
  '/disposals',
  '/destruction-certificates',
]

before(async () => {
  const { db } = site
  const rename = async (code: string, name: string) => {
    const service = await serviceByCode(db, code)
    assert.ok(service)
    const draft = { name, organisation: service.organisation }
    assert.ok((await changeService(db, on('2026-11-24'), code, fingerprint(service), draft)).ok)
  }
  await rename('MUS', 'Culture and music')
  await rename('LIB', 'Reading rooms')
  assert.ok((await mergeService(db, on('2026-11-24'), 'MUS', 'LIB')).ok)
  assert.ok((await addService(db, on('2026-11-24'), 'NEW', { name: 'New', organisation: 'CCC' })).ok)
  const organisation = await organisationByCode(db, 'CCC')
  assert.ok(organisation)
  const { id: _, code: __, mergedIntoId: ___, addedAt: ____, ...facts } = organisation
  const renamed = { ...facts, name: 'Cambridge City' }
  const governance = on('2026-11-24', 'governance')
  assert.ok((await changeOrganisation(db, governance, 'CCC', fingerprint(organisation), renamed)).ok)
  const system = await systemState(db, 'LMS')
  assert.ok(system)
  const books = { name: 'Books', description: '', defaultService: 'LIB', limitedTo: [], organisation: 'CCC' }
  assert.ok((await changeSourceSystem(db, on('2026-11-24'), 'LMS', fingerprint(system), books)).ok)
  assert.ok((await addSourceSystem(db, on('2026-11-24'), 'LATER', { ...books, name: 'Later' })).ok)
  await renameSeries('LIB-01', 'Loans')
  site.clock.moveTo('2026-11-26')
  auditor = await site.signInAs('auditor')
})

/** A version of a rule that came into force after the day. */
async function renameSeries(code: string, recordSeries: string): Promise<void> {
  const { id, currentVersionId } = await site.db
    .selectFrom('retentionRules')
    .select(['id', 'currentVersionId'])
    .where('code', '=', code)
    .executeTakeFirstOrThrow()
  const { id: _, ...before } = await site.db
    .selectFrom('retentionRuleVersions')
    .selectAll()
    .where('id', '=', Number(currentVersionId))
    .executeTakeFirstOrThrow()
  const next = { ...before, recordSeries, version: before.version + 1, createdAt: '2026-11-24T12:00:00.000Z' }
  const added = await site.db.insertInto('retentionRuleVersions').values(next).returning('id').executeTakeFirstOrThrow()
  await site.db.updateTable('retentionRules').set({ currentVersionId: added.id }).where('id', '=', id).execute()
}

async function pageOf(address: string): Promise<string> {
  const { status, text } = await auditor.get(address)
  assert.equal(status, 200, address)
  return text
}

/** What the select of a filter offers, and which it has chosen. */
function offered(html: string, name: string): { texts: string[]; chosen: string | undefined } {
  const [, inside = ''] = new RegExp(`<select[^>]*name="${name}"[^>]*>([\\s\\S]*?)</select>`).exec(html) ?? []
  const options = [...inside.matchAll(/<option value="([^"]*)"([^>]*)>([^<]*)</g)]
  return {
    texts: options.map(([, , , text = '']) => text.trim()),
    chosen: options.find(([, , rest = '']) => rest.includes('selected'))?.[1],
  }
}

for (const list of BY_SERVICE)
  test(`${list} as at a day is narrowed by the services that there were, by the names of then`, async () => {
    const html = await pageOf(`${list}?as-at=${DAY}&service=MUS`)
    const { texts, chosen } = offered(html, 'service')
    for (const name of ['Libraries', 'Cambridgeshire Music']) assert.ok(texts.includes(name), name)
    for (const name of ['Reading rooms', 'Culture and music', 'New']) assert.ok(!texts.includes(name), name)
    assert.equal(chosen, 'MUS')
    assert.match(html, /Service: Cambridgeshire Music/)
    const now = offered(await pageOf(list), 'service').texts
    assert.ok(now.includes('Reading rooms') && now.includes('New') && !now.includes('Culture and music'))
  })

for (const list of BY_SYSTEM)
  test(`${list} as at a day is narrowed by the source systems of then`, async () => {
    const html = await pageOf(`${list}?as-at=${DAY}&source=LMS`)
    const { texts, chosen } = offered(html, 'source')
    assert.ok(!texts.some((text) => text.includes('Books') || text.includes('LATER')), texts.join())
    assert.equal(chosen, 'LMS')
    assert.doesNotMatch(html, /Source system: LMS Books/)
    assert.ok(offered(await pageOf(list), 'source').texts.includes('LMS Books'))
  })

for (const list of BY_ORGANISATION)
  test(`${list} as at a day is narrowed by the organisations of then`, async () => {
    const { texts } = offered(await pageOf(`${list}?as-at=${DAY}`), 'organisation')
    assert.ok(texts.includes('Cambridgeshire County Council'), texts.join())
    assert.ok(!texts.includes('Cambridge City'))
  })

for (const list of BY_RULE)
  test(`${list} as at a day is narrowed by the rules of then`, async () => {
    const html = await pageOf(`${list}?as-at=${DAY}&rule=LIB-01`)
    const { texts, chosen } = offered(html, 'rule')
    assert.ok(!texts.includes('LIB-01 Loans'))
    assert.equal(chosen, 'LIB-01')
    assert.match(html, /Retention rule: LIB-01 (?!Loans)/)
    assert.ok(offered(await pageOf(list), 'rule').texts.includes('LIB-01 Loans'))
  })

test('a filter by what is not offered stays when other filters are applied', async () => {
  for (const list of BY_SERVICE)
    assert.equal(offered(await pageOf(`${list}?as-at=${DAY}&service=NEW`), 'service').chosen, 'NEW', list)
})
