import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { addPrivacyNotice } from '../../db/queries/privacy-notices.ts'
import { keptEntries } from '../../db/queries/search-index.ts'
import { activityContent } from '../../db/test-activity.ts'
import { smallWorld, temporaryDatabase, tries } from '../../db/test-world.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { OrganisationDraft } from '../domain/organisation.ts'
import type { ActivityContent } from '../domain/processing-activity.ts'
import { addOrganisation } from './organisations.ts'
import { retireActivity } from './processing-activities.ts'
import { type SearchQuestion, search } from './search.ts'
import { indexAll, indexIfNone } from './search-index.ts'
import { acting } from './test-acting.ts'
import { addApproved, changeApproved } from './test-activities.ts'

const { db, close } = await temporaryDatabase()
const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const grace = acting(clock)
let services: { libraries: number; music: number }

const add = (reference: string, parts: Partial<ActivityContent>) =>
  addApproved(db, grace, reference, ActivityDraft.parse(activityContent(parts)))

before(async () => {
  services = (await smallWorld(db)).services
  const facts = { createdOn: null, reviewedOn: null, shortestPeriod: null, longestPeriod: null, facts: [] }
  const notice = { code: 'music', title: 'Music notice', serviceId: services.music, fileName: 'music.txt' }
  await addPrivacyNotice(db, { ...notice, ...facts, body: 'We lend instruments.\nWe keep them dry.' })
  await indexIfNone(db)
  await add('LIB-A1', { title: 'Lending of books', remarks: 'Kept in the strongroom' })
  await add('LIB-A10', { title: 'Strongroom keys', remarks: 'Lending of keys' })
  await add('MUS-A1', { title: 'Instrument hire', service: 'MUS', remarks: 'Data-sharing with tutors' })
})
after(close)

const asked = (query: string, parts: Partial<SearchQuestion> = {}) =>
  search(db, { query, kind: null, page: 1, reach: null, ...parts })
const found = async (query: string, parts: Partial<SearchQuestion> = {}) =>
  (await asked(query, parts)).subjects.flatMap(({ kind, subject }) => (kind === 'finding' ? [] : `${kind} ${subject}`))

test('what says it in its title comes before what says it in its text, and each kind after the other', async () => {
  assert.deepEqual(await found('strong'), ['activity LIB-A10', 'activity LIB-A1'])
  assert.deepEqual(await found('lending'), ['activity LIB-A1', 'activity LIB-A10'])
  assert.deepEqual(await found('INSTRUMENT'), ['activity MUS-A1', 'notice music'])
  assert.deepEqual(await found('loan hist'), ['rule LIB-03'])
})

test('a code that is typed in full comes first', async () => {
  assert.deepEqual((await found('lib-a1')).slice(0, 2), ['activity LIB-A1', 'activity LIB-A10'])
  assert.equal((await found('ccc'))[0], 'organisation CCC')
  assert.equal((await found('lib'))[0], 'service LIB')
})

test('what is changed is found as it is now, and no more as it was', async () => {
  await add('LIB-A20', { title: 'Quaint title' })
  await changeApproved(db, grace, 'LIB-A20', ActivityDraft.parse(activityContent({ title: 'Zebra crossings' })))
  assert.deepEqual(await found('quaint'), [])
  assert.deepEqual(await found('zebra'), ['activity LIB-A20'])
  await retireActivity(db, grace, 'LIB-A20', 'Over')
  assert.deepEqual(await found('zebra'), ['activity LIB-A20'])
  const draft = { name: 'Zanzibar Ltd', kind: 'supplier', address: 'Spice Road', email: '', telephone: '' }
  const checked = OrganisationDraft.parse({ ...draft, icoRegistration: '', dpoContact: '' })
  assert.ok((await addOrganisation(db, grace, 'ZAN', checked)).ok)
  assert.deepEqual(await found('spice zanz'), ['organisation ZAN'])
})

test('what is found in an activity is found with it, and the title alone does not bring it up', async () => {
  const { subjects, counts } = await asked('LIB-A1', { kind: 'finding' })
  assert.ok(subjects.some(({ subject }) => subject === 'LIB-A1'))
  assert.equal(counts.get('finding'), subjects.length)
  assert.equal((await asked('strongroom')).counts.get('finding'), undefined)
})

test('what nothing has is put right to what the register knows, and says so', async () => {
  const { replaced, subjects } = await asked('instrumant hier')
  assert.deepEqual(replaced, [
    { typed: 'instrumant', by: ['instrument'], together: false },
    { typed: 'hier', by: ['hire'], together: false },
  ])
  assert.deepEqual(
    subjects.filter(({ kind }) => kind === 'activity').map(({ subject }) => subject),
    ['MUS-A1'],
  )
  assert.deepEqual((await asked('data/sharing')).replaced, [
    { typed: 'data/sharing', by: ['data', 'sharing'], together: true },
  ])
  assert.deepEqual((await asked('instrument xyzzyplugh')).unknown, ['xyzzyplugh'])
  const apart = await asked('zebra strongroom')
  assert.deepEqual([apart.counts.size, apart.unknown, apart.replaced], [0, [], []])
})

test('a manager finds what is in their reach, rules that concern them, and every organisation', async () => {
  const reach = [services.music]
  assert.deepEqual(await found('lending', { reach }), [])
  assert.deepEqual(await found('instrument', { reach }), ['activity MUS-A1', 'notice music'])
  assert.deepEqual(await found('pupil health', { reach }), ['rule MUS-02'])
  assert.deepEqual(await found('loan history', { reach }), [])
  assert.deepEqual(await found('invoices', { reach }), ['rule FIN-01'])
  assert.equal((await found('cambridgeshire county', { reach, kind: 'organisation' })).length, 1)
  assert.deepEqual((await asked('strongrom', { reach })).unknown, ['strongrom'])
})

test('an index that is made anew is what it was', async () => {
  const kinds = ['activity', 'rule', 'organisation', 'service', 'notice', 'finding'] as const
  const digests = async () =>
    Promise.all(
      kinds.map(async (kind) =>
        (await keptEntries(db, kind, null)).map((each) => `${each.subject} ${each.digest}`).sort(),
      ),
    )
  const before = await digests()
  await db.transaction().execute(indexAll)
  assert.deepEqual(await digests(), before)
  assert.deepEqual(await found('strong'), ['activity LIB-A10', 'activity LIB-A1'])
})

test('whatever is typed never fails, and what is found has it', async () => {
  const signs = fc.constantFrom(
    '"',
    "'",
    '*',
    '-',
    'NEAR(',
    ' AND ',
    ' OR ',
    'NOT ',
    '\0',
    '\u202e',
    '%',
    '_',
    '\\',
    ':',
    '^',
    '(',
    'lend',
    ' ',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(signs).map((some) => some.join('')),
        fc.string({ unit: 'binary', maxLength: 40 }),
      ),
      fc.constantFrom<number[] | null>(null, [1]),
      async (query, reach) => {
        const { subjects, counts } = await asked(query, { reach })
        assert.ok(subjects.length <= 20 && subjects.length <= counts.values().reduce((sum, n) => sum + n, 0))
      },
    ),
    { numRuns: tries(150) },
  )
  await asked('library '.repeat(700))
})
