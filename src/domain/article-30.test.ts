import assert from 'node:assert/strict'
import { test } from 'node:test'
import { article30Gaps } from './article-30.ts'
import type { ContactFacts } from './findings/check.ts'
import type { ActivityContent, Evidence } from './processing-activity.ts'

const said: Evidence = { standing: 'confirmed', notice: null, lines: null }
const council: ContactFacts = {
  name: 'Cambridgeshire County Council',
  address: 'Shire Hall, Cambridge',
  email: '',
  telephone: '',
  dpoContact: '01223 699137',
}
const organisations = new Map([
  ['CCC', council],
  ['CUM', { ...council, name: 'Cumberland Council', address: '', dpoContact: '' }],
])

const complete: ActivityContent = {
  title: 'Library membership',
  service: 'LIB',
  role: 'controller',
  roleStanding: 'confirmed',
  ownerName: 'Head of Libraries',
  businessFunction: '',
  automatedDecisions: '',
  dpiaRequired: 'no',
  dpiaStatus: '',
  remarks: '',
  reviewCycleMonths: 12,
  purposes: [{ ...said, text: 'Lend books' }],
  lawfulBases: [{ ...said, purpose: null, basis: 'public task', statute: 'Public Libraries and Museums Act 1964 s.7' }],
  terms: [
    { ...said, kind: 'data subject category', name: 'Members', mark: 'none' },
    { ...said, kind: 'personal data category', name: 'Names', mark: 'none' },
    { ...said, kind: 'security measure', name: 'Training', mark: 'none' },
  ],
  conditions: [],
  parties: [
    { ...said, part: 'controller', organisation: 'CCC', detail: '' },
    { ...said, part: 'data protection officer', organisation: 'CCC', detail: '' },
  ],
  recipients: [
    { ...said, organisation: null, category: 'Supplier', role: 'processor', contract: '', contractEndsOn: null },
  ],
  transfers: [],
  rules: [{ ...said, rule: 'LIB-01' }],
  systems: [],
  notes: [{ ...said, field: 'transfers', text: 'Nothing leaves the United Kingdom', silent: false }],
}

const codes = (parts: Partial<ActivityContent>): string[] =>
  article30Gaps({ ...complete, ...parts }, organisations).map(({ code }) => code)
const texts = (parts: Partial<ActivityContent>): string[] =>
  article30Gaps({ ...complete, ...parts }, organisations).map(({ text }) => text)

test('a complete controller record misses nothing', () => {
  assert.deepEqual(article30Gaps(complete, organisations), [])
})

const oneGap: [sentence: string, parts: Partial<ActivityContent>, code: string][] = [
  ['a role that is not stated is missed', { role: 'not stated' }, 'ROP-01'],
  ['a record without a controller misses one', { parties: complete.parties.slice(1) }, 'ROP-01'],
  ['a record without a data protection officer misses one', { parties: complete.parties.slice(0, 1) }, 'DPO-01'],
  ['a joint controller record without another controller misses one', { role: 'joint controller' }, 'JNT-01'],
  ['a record without purposes misses them', { purposes: [] }, 'ROP-02'],
  ['a record without categories of people misses them', { terms: complete.terms.slice(1) }, 'ROP-03'],
  ['a record without recipients misses them', { recipients: [] }, 'ROP-04'],
  ['a record that does not say whether data leaves the country misses that', { notes: [] }, 'ROP-05'],
  ['a record without a retention rule misses its time limit', { rules: [] }, 'ROP-06'],
  ['a record without security measures misses them', { terms: complete.terms.slice(0, 2) }, 'ROP-07'],
  ['a record without an owner misses one', { ownerName: '' }, 'ROP-09'],
  ['a record without a lawful basis misses one', { lawfulBases: [] }, 'LB-01'],
  [
    'a basis that is stated in words only is no lawful basis yet',
    { lawfulBases: [{ ...said, purpose: null, basis: null, statute: 'Generic list' }] },
    'LB-01',
  ],
  [
    'a public task without the law that lays it down misses that law',
    { lawfulBases: [{ ...said, purpose: null, basis: 'public task', statute: '' }] },
    'LB-02',
  ],
]
for (const [sentence, parts, code] of oneGap) test(sentence, () => assert.deepEqual(codes(parts), [code]))

test('a note of silence does not answer for a field, and a note that says something does', () => {
  const note = { ...said, field: 'transfers' as const, text: 'Not stated in the notice', silent: true }
  assert.deepEqual(codes({ notes: [note] }), ['ROP-05'])
  assert.deepEqual(codes({ notes: [{ ...note, silent: false }] }), [])
})

test('a controller of whom no address, e-mail or telephone is known is missed by name', () => {
  const parties = [...complete.parties, { ...said, part: 'controller' as const, organisation: 'CUM', detail: 'Note' }]
  assert.deepEqual(texts({ parties }), ['There are no contact details for Cumberland Council.'])
})

test('each purpose needs a basis of its own when none stands for all', () => {
  const purposes = [...complete.purposes, { ...said, text: 'Send the newsletter' }]
  const basis = { ...said, basis: 'consent' as const, statute: '' }
  assert.deepEqual(texts({ purposes, lawfulBases: [{ ...basis, purpose: 1 }] }), [
    'No lawful basis is recorded for the purpose “Send the newsletter”.',
  ])
  assert.deepEqual(texts({ purposes, lawfulBases: [{ ...basis, purpose: null }] }), [])
})

test('special category data needs an Article 9 condition, and offence data its own authority', () => {
  const health = { ...said, kind: 'personal data category' as const, name: 'Health', mark: 'special category' as const }
  const offences = { ...health, name: 'Offences', mark: 'criminal offence' as const }
  assert.deepEqual(codes({ terms: [...complete.terms, health, offences] }), ['SC-01', 'SC-06'])
  const conditions = [
    { ...said, kind: 'Article 9' as const, text: 'Article 9(2)(g)' },
    { ...said, kind: 'Article 10' as const, text: 'Article 10' },
  ]
  assert.deepEqual(codes({ terms: [...complete.terms, health, offences], conditions }), [])
})

test('a transfer without a safeguard is missed by its recipient', () => {
  const transfer = { ...said, country: 'USA', recipient: 'Intuit Mailchimp', safeguard: '', document: '' }
  assert.deepEqual(texts({ transfers: [transfer] }), ['No safeguard is named for the transfer to Intuit Mailchimp.'])
})

test('facts that are only proposed are counted, the role among them', () => {
  const rules = [{ rule: 'LIB-01', standing: 'proposed' as const, notice: null, lines: null }]
  assert.deepEqual(texts({ rules, roleStanding: 'proposed' }), [
    '2 facts are only proposed: a person has yet to confirm them.',
  ])
  assert.deepEqual(texts({ rules }), ['1 fact is only proposed: a person has yet to confirm it.'])
})

test('a processor record answers for its controllers, processing, transfers and safety, and for no lawful basis', () => {
  const processor: Partial<ActivityContent> = { role: 'processor', lawfulBases: [], recipients: [], rules: [] }
  assert.deepEqual(codes(processor), [])
  const empty = { ...processor, purposes: [], terms: [], parties: [], notes: [] }
  assert.deepEqual(codes(empty), ['ROP-08', 'DPO-01', 'ROP-08', 'ROP-07', 'ROP-05'])
})

test('each gap cites the law that asks for what is missing', () => {
  for (const { citation } of article30Gaps({ ...complete, purposes: [], lawfulBases: [], parties: [] }, organisations))
    assert.match(citation, /^UK GDPR Article/)
})
