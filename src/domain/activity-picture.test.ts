import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activityPicture } from './activity-picture.ts'
import type { ActivityContent, Evidence } from './processing-activity.ts'

const confirmed: Evidence = { standing: 'confirmed', notice: null, lines: null, byName: 'Gloria', byOn: '2026-11-22' }
const term = (kind: ActivityContent['terms'][number]['kind'], name: string, mark: 'none' | 'children' = 'none') => ({
  ...confirmed,
  kind,
  name,
  mark,
})
const recipient = (category: string, organisation: string | null = null) => ({
  ...confirmed,
  organisation,
  category,
  role: 'processor' as const,
  contract: '',
  contractEndsOn: null,
})
const transfer = (country: string, to: string, mechanism: ActivityContent['transfers'][number]['mechanism']) => ({
  ...confirmed,
  country,
  recipient: to,
  mechanism,
  safeguard: '',
  document: '',
  riskAssessment: '',
  verifiedOn: null,
})

const organisations = new Map([['MAILCHIMP', 'Intuit Mailchimp']])
const content = (parts: Partial<ActivityContent> = {}): ActivityContent => ({
  title: 'Newsletter',
  service: 'LIB',
  role: 'controller',
  roleStanding: 'confirmed',
  ownerName: '',
  businessFunction: '',
  automatedDecisions: '',
  dpiaRequired: 'no',
  dpiaStatus: '',
  remarks: '',
  reviewCycleMonths: 12,
  purposes: [],
  lawfulBases: [],
  terms: [
    term('data subject category', 'Readers'),
    term('data subject category', 'Pupils', 'children'),
    term('source', 'The person concerned'),
    term('personal data category', 'Names'),
  ],
  conditions: [],
  parties: [],
  recipients: [recipient('E-mail platform', 'MAILCHIMP'), recipient('Printers')],
  transfers: [transfer('United States of America', 'Mailchimp', 'addendum to the EU clauses')],
  rules: [],
  systems: [],
  details: [],
  rights: [],
  dpiaCriteria: [],
  notes: [],
  ...parts,
})
const pictureOf = (parts: Partial<ActivityContent> = {}) => activityPicture('LIB-A1', content(parts), organisations)
const names = (parts: Partial<ActivityContent>, column: number): string[] =>
  pictureOf(parts)
    .boxes.filter((box) => box.column === column)
    .flatMap((box) => box.names)

test('data goes from people and sources through the activity to recipients and countries', () => {
  const { boxes, arrows, columns } = pictureOf()
  assert.deepEqual(columns, ['People and sources', 'Activity', 'Recipients', 'Other countries'])
  assert.deepEqual(
    boxes.map(({ column, kind, names, detail }) => [column, kind, names.join(), detail]),
    [
      [0, 'People', 'Readers', ''],
      [0, 'People (children)', 'Pupils', ''],
      [0, 'Source', 'The person concerned', ''],
      [1, 'LIB-A1', 'Newsletter', '1 category of personal data'],
      [2, 'Processor', 'Intuit Mailchimp', 'E-mail platform'],
      [2, 'Processor', 'Printers', ''],
      [3, 'Restricted transfer', 'United States of America', 'Addendum to the EU clauses'],
    ],
  )
  assert.deepEqual(
    arrows.map(({ from, to, restricted }) => [from, to, restricted]),
    [
      ['people readers', 'LIB-A1', false],
      ['people pupils', 'LIB-A1', false],
      ['source the person concerned', 'LIB-A1', false],
      ['LIB-A1', 'recipient intuit mailchimp', false],
      ['LIB-A1', 'recipient printers', false],
      ['recipient intuit mailchimp', 'country united states of america', true],
    ],
  )
})

test('all of the picture is said in words', () => {
  assert.deepEqual(pictureOf().text, [
    { heading: 'The activity', items: ['LIB-A1: Newsletter', '1 category of personal data'] },
    { heading: 'Whose data it is', items: ['Readers', 'Pupils (children)'] },
    { heading: 'Where the data comes from', items: ['The person concerned'] },
    { heading: 'Who receives it', items: ['Intuit Mailchimp, processor, E-mail platform', 'Printers, processor'] },
    {
      heading: 'Transfers to other countries',
      items: ['United States of America, to Intuit Mailchimp: restricted transfer; addendum to the EU clauses'],
    },
  ])
  assert.match(pictureOf().description, /2 categories of people, 1 source, 2 recipients and 1 restricted transfer/)
})

test('a transfer to nobody in particular starts at the activity, and one to somebody new adds a recipient', () => {
  const { boxes, arrows } = pictureOf({
    recipients: [],
    transfers: [transfer('India', '', 'not stated'), transfer('Japan', 'Kyoto Data', 'not stated')],
  })
  assert.ok(arrows.some(({ from, to }) => from === 'LIB-A1' && to === 'country india'))
  assert.ok(arrows.some(({ from, to }) => from === 'recipient kyoto data' && to === 'country japan'))
  assert.equal(boxes.find(({ id }) => id === 'recipient kyoto data')?.kind, 'Named for a transfer only')
  assert.equal(boxes.find(({ id }) => id === 'country india')?.detail, 'No safeguard stated')
})

test('what stays in the United Kingdom is no restricted transfer', () => {
  const { boxes, arrows } = pictureOf({ transfers: [transfer('United Kingdom', '', 'not stated')] })
  assert.equal(boxes.find(({ column }) => column === 3)?.kind, 'Within the United Kingdom')
  assert.ok(arrows.every(({ restricted }) => !restricted))
})

test('equal recipients are one, in all their roles', () => {
  const twice = [recipient('Printers'), { ...recipient('PRINTERS '), role: 'controller' as const }]
  const boxes = pictureOf({ recipients: twice, transfers: [] }).boxes.filter(({ column }) => column === 2)
  assert.deepEqual(
    boxes.map(({ kind, names }) => [kind, names]),
    [['Processor and controller', ['Printers']]],
  )
})

test('what the register does not say is drawn as not stated, or in the words of a note', () => {
  const note = { ...confirmed, field: 'recipients' as const, text: 'Nobody outside the council', silent: false }
  const silent = { terms: [], recipients: [], transfers: [], notes: [note] }
  assert.deepEqual(names(silent, 0), ['Not stated', 'Not stated'])
  assert.deepEqual(names(silent, 2), ['Nobody outside the council'])
  assert.equal(pictureOf(silent).columns.length, 3)
})

test('of many recipients those with a transfer are drawn, the rest share a box, and words name them all', () => {
  const many = Array.from({ length: 40 }, (_, at) => recipient(`Recipient ${at}`))
  const parts = { recipients: many, transfers: [transfer('India', 'Recipient 33', 'not stated')] }
  const drawn = names(parts, 2)
  assert.equal(drawn.length, 12)
  assert.ok(drawn.includes('Recipient 33'))
  assert.equal(drawn.at(-1), 'and 29 more')
  assert.equal(pictureOf(parts).text.find(({ heading }) => heading === 'Who receives it')?.items.length, 40)
})
