import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ActivityDraft, NewReference } from './activity-draft.ts'
import { check } from './problem.ts'

const least = {
  title: 'Library membership',
  service: 'LIB',
  role: 'controller',
  roleStanding: 'confirmed',
  dpiaRequired: 'not assessed',
  reviewCycleMonths: '12',
}

const problems = (parts: object): Record<string, string> => {
  const checked = check(ActivityDraft, { ...least, ...parts })
  return checked.ok ? {} : Object.fromEntries(checked.problems.map(({ field, text }) => [field, text]))
}

test('a title, a service and a role are enough to save an activity', () => {
  assert.deepEqual(problems({}), {})
})

test('an empty form is answered with what to do about each field', () => {
  const checked = check(ActivityDraft, {
    title: ' ',
    service: '',
    role: '',
    roleStanding: '',
    dpiaRequired: '',
    reviewCycleMonths: '',
  })
  assert.deepEqual(checked.ok ? [] : checked.problems.map(({ field }) => field), [
    'title',
    'service',
    'role',
    'roleStanding',
    'dpiaRequired',
    'reviewCycleMonths',
  ])
  for (const { text } of checked.ok ? [] : checked.problems) assert.match(text, /^(Enter|Choose) /)
})

const refusals: [sentence: string, parts: object, field: string, text: RegExp][] = [
  ['a title of 201 characters is too long', { title: 'x'.repeat(201) }, 'title', /^Shorten a title to 200/],
  ['a control character is refused', { remarks: 'a\u0000b' }, 'remarks', /cannot be shown/],
  ['a review cycle of no months is refused', { reviewCycleMonths: '0' }, 'reviewCycleMonths', /between 1 and 60/],
  ['a text sent twice is refused', { ownerName: ['a', 'b'] }, 'ownerName', /once, as text/],
  [
    'a stated fact needs its notice',
    { purposes: [{ text: 'Lend', standing: 'stated' }] },
    'purposes.0.notice',
    /Choose the notice/,
  ],
  ['lines need their notice', { purposes: [{ text: 'Lend', lines: 'L1' }] }, 'purposes.0.notice', /these lines/],
  [
    'lines are written as in a notice',
    { purposes: [{ text: 'Lend', notice: 'n', lines: '17' }] },
    'purposes.0.lines',
    /L11 or L11,L17-19/,
  ],
  [
    'a basis needs a name or words',
    { lawfulBases: [{ basis: '', statute: '' }] },
    'lawfulBases.0.basis',
    /Choose a lawful basis/,
  ],
  [
    'a basis supports a purpose that is there',
    { lawfulBases: [{ basis: 'consent', purpose: '1' }] },
    'lawfulBases.0.purpose',
    /there is no purpose 1/,
  ],
  [
    'a basis whose purpose was removed must be given another',
    { lawfulBases: [{ basis: 'consent', purpose: '0' }] },
    'lawfulBases.0.purpose',
    /was removed/,
  ],
  ['an unknown basis is refused', { lawfulBases: [{ basis: 'custom' }] }, 'lawfulBases.0.basis', /from the list/],
  [
    'a recipient is somebody',
    { recipients: [{ role: 'processor' }] },
    'recipients.0.organisation',
    /category of recipient/,
  ],
  [
    'a contract ends on a day that exists',
    { recipients: [{ category: 'Host', role: 'processor', contractEndsOn: '30/02/2027' }] },
    'recipients.0.contractEndsOn',
    /as a date/,
  ],
  ['a rule is linked once', { rules: [{ rule: 'lib-01' }, { rule: 'LIB-01' }] }, 'rules.1.rule', /listed twice/],
  [
    'a term is listed once within its kind, whatever its capitals',
    {
      terms: [
        { kind: 'source', name: 'Schools' },
        { kind: 'source', name: 'schools' },
      ],
    },
    'terms.1.name',
    /listed twice/,
  ],
  ['a list has an end', { purposes: Array(201).fill({ text: 'Lend' }) }, 'purposes', /200 purposes or fewer/],
  ['a list is a list', { purposes: 'Lend' }, 'purposes', /./],
]
for (const [sentence, parts, field, text] of refusals)
  test(sentence, () => assert.match(problems(parts)[field] ?? '', text))

test('the end of a contract may be written day first', () => {
  const draft = ActivityDraft.parse({
    ...least,
    recipients: [{ category: 'Host', role: 'processor', contractEndsOn: '31/03/2027' }],
  })
  assert.equal(draft.recipients[0]?.contractEndsOn, '2027-03-31')
})

test('text keeps its own line ends and loses those of browsers', () => {
  assert.equal(ActivityDraft.parse({ ...least, remarks: ' one\r\ntwo ' }).remarks, 'one\ntwo')
})

test('what the form does not have is not taken', () => {
  const draft = ActivityDraft.parse({
    ...least,
    status: 'retired',
    id: 7,
    purposes: [{ text: 'Lend', versionId: 1, byName: 'Somebody else' }],
  })
  assert.equal('status' in draft || 'id' in draft, false)
  assert.deepEqual(Object.keys(draft.purposes[0]!).sort(), [
    'byName',
    'byOn',
    'lines',
    'notice',
    'standing',
    'text',
    'was',
  ])
  assert.equal(draft.purposes[0]?.byName, null)
})

test('a reference is written in capitals and has a hyphen, which keeps it apart from other addresses', () => {
  assert.equal(NewReference.parse(' lib-a9 '), 'LIB-A9')
  for (const wrong of ['', 'new', 'LIB A9', '-A9', 'LIB-', '<b>-1', `A-${'1'.repeat(30)}`])
    assert.equal(NewReference.safeParse(wrong).success, false, wrong)
})
