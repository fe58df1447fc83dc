import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventKinds } from './audit-event.ts'
import { detailsOf, eventInWords, type ToldEvent } from './audit-sentence.ts'

/** An event of Grace Ashby, user 7, but for the parts that matter. */
const told = ({
  details = {},
  personal = {},
  ...parts
}: Partial<Omit<ToldEvent, 'details'>> & { details?: object; personal?: object }) =>
  eventInWords({
    ...{ kind: 'changed', subjectKind: 'retention rule', whoId: '7', whoRole: 'governance', recordCount: null },
    ...{ personDigest: 'd', name: 'Grace Ashby', personDetails: JSON.stringify(personal) },
    ...parts,
    details: JSON.stringify(details),
  })

const changes = [
  { field: 'Period', before: '6 years', after: '3 years' },
  { field: 'Owner', before: 'Libraries', after: 'Information governance' },
]

test('a change says which fields changed, from what to what', () => {
  assert.equal(
    told({ details: { changes } }),
    'Grace Ashby changed period from 6 years to 3 years and owner from Libraries to Information governance',
  )
  assert.equal(
    told({ details: { changes: [{ field: 'ICO registration', before: null, after: 'Z1' }] } }),
    'Grace Ashby changed ICO registration to Z1',
  )
  assert.equal(
    told({ details: { changes: [{ field: 'scope note', before: 'x', after: null }] } }),
    'Grace Ashby changed scope note from x to none',
  )
})

test('dates, numbers and yes or no are said in words', () => {
  assert.equal(
    told({
      kind: 'kept longer',
      recordCount: 1204,
      details: { facts: { until: '2027-03-01', newlyDue: 12000, 'dry run': false } },
    }),
    'Grace Ashby decided to keep all of it longer over 1,204 records (until: 1 March 2027; newly due: 12,000; dry run: no)',
  )
  assert.equal(
    told({ kind: 'forgotten', recordCount: 1 }),
    'Grace Ashby made the inventory forget what was disposed of over 1 record',
  )
})

test('what is added is told with its fields, and hashes are left to the event’s own page', () => {
  const added = { kind: 'added', details: { changes: [{ field: 'name', before: null, after: 'Libraries' }] } } as const
  assert.equal(told(added), 'Grace Ashby added it, with name Libraries')
  assert.equal(told({ ...added, subjectKind: 'user' }), 'Grace Ashby added the person, with name Libraries')
  const facts = { events: 12, 'its hash': 'a'.repeat(64) }
  assert.equal(told({ kind: 'trail verified', details: { facts } }), 'Grace Ashby verified the trail (events: 12)')
})

test('long texts are cut, line ends are spaces, and of many fields the first five are said', () => {
  const long = [{ field: 'scope note', before: 'one\n\ntwo', after: 'x'.repeat(200) }]
  assert.equal(
    told({ details: { changes: long } }),
    `Grace Ashby changed scope note from one two to ${'x'.repeat(79)}…`,
  )
  const many = Array.from({ length: 7 }, (_, n) => ({ field: `field ${n}`, before: null, after: String(n) }))
  assert.match(told({ details: { changes: many } }), /field 4 to 4 and 2 other fields$/)
})

test('records that left reviews are counted in the sentence, and a hold is named as what took them out', () => {
  const program = { whoRole: 'program', name: null, personDigest: '', recordCount: 2 } as const
  assert.equal(
    told({ ...program, kind: 'records left', whoId: 'Disposal holds', details: { facts: { hold: 1 } } }),
    'Hold 1 took 2 records out of the review',
  )
  assert.equal(
    told({ ...program, kind: 'recall asked', whoId: 'Disposal holds', details: { facts: { hold: 1 } } }),
    'Hold 1 asked the source system to stop the disposal of 2 records',
  )
  assert.equal(
    told({ ...program, kind: 'records left', whoId: 'Nightly sweep' }),
    'The nightly sweep took 2 records out of review that may not be there any more',
  )
  assert.equal(
    told({ ...program, kind: 'records flagged', whoId: 'Nightly sweep' }),
    'The nightly sweep flagged 2 records as past the retention period',
  )
})

test('changes of personal fields are told as long as they are kept', () => {
  const personal = { changes: [{ field: 'e-mail address', before: 'a@b.uk', after: 'c@d.uk' }] }
  assert.equal(told({ personal }), 'Grace Ashby changed e-mail address from a@b.uk to c@d.uk')
  assert.equal(told({ name: null, personal: {} }), 'Somebody whose name has been erased (user 7) changed it')
})

test('whoever acted is named, or known by what is left of them', () => {
  const who = (parts: Parameters<typeof told>[0]) => told({ kind: 'signed out', ...parts }).replace(' signed out', '')
  assert.equal(who({ whoRole: 'program', whoId: 'Nightly sweep', name: null, personDigest: '' }), 'The nightly sweep')
  assert.equal(who({ whoRole: 'program', whoId: 'Command line', name: null, personDigest: '' }), 'The command line')
  assert.equal(who({ whoRole: 'program', whoId: 'Bench', name: null, personDigest: '' }), 'Bench')
  assert.equal(who({ whoRole: 'source system', whoId: 'token 3', name: 'LMS' }), 'LMS')
  assert.equal(
    who({ whoRole: 'source system', whoId: 'token 3', name: null }),
    'Somebody whose name has been erased (token 3)',
  )
  assert.equal(who({ whoRole: 'nobody', whoId: '', name: 'a@b.uk' }), 'Somebody who gave “a@b.uk”')
  assert.equal(who({ whoRole: 'nobody', whoId: '', name: '' }), 'Somebody who was not signed in')
  assert.equal(who({ whoRole: 'nobody', whoId: '', name: null, personDigest: '' }), 'Somebody who was not signed in')
  assert.equal(who({ whoRole: 'nobody', whoId: '', name: null }), 'Somebody whose name has been erased (not signed in)')
})

test('an event that somebody tampered with is told as far as it can be read', () => {
  for (const details of ['', 'null', '[]', '{"changes":7,"facts":null}', '{'])
    assert.deepEqual(detailsOf({ details, personDetails: null }), { changes: [], facts: {} }, details)
})

test('every kind of event makes a sentence', () => {
  for (const kind of Object.keys(eventKinds) as (keyof typeof eventKinds)[]) {
    const sentence = told({ kind, details: { changes, facts: { by: 'password' } } })
    assert.match(sentence, /^Grace Ashby [a-z].+ \(by: password\)$/, sentence)
  }
})
