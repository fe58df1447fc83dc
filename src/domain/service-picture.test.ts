import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ActivityContent, Evidence } from './processing-activity.ts'
import { servicePicture } from './service-picture.ts'

const confirmed: Evidence = { standing: 'confirmed', notice: null, lines: null, byName: 'Gloria', byOn: '2026-11-22' }

const activity = (at: number, people: string[], receivers: string[], country?: string) => ({
  reference: `LIB-A${at}`,
  content: {
    title: `Activity ${at}`,
    terms: people.map((name) => ({ ...confirmed, kind: 'data subject category', name, mark: 'none' })),
    recipients: receivers.map((category) => ({ ...confirmed, organisation: null, category, role: 'processor' })),
    transfers:
      country === undefined ? [] : [{ ...confirmed, country, recipient: '', mechanism: 'not stated', safeguard: '' }],
    notes: [],
  } as unknown as ActivityContent,
})

const pictureOf = (activities: ReturnType<typeof activity>[], unread = 0) =>
  servicePicture('Libraries', activities, new Map(), unread)

test('what activities share is drawn once, and what has the same arrows shares a box', () => {
  const { boxes, arrows } = pictureOf([
    activity(1, ['Members', 'Children', 'Staff'], ['Printers']),
    activity(2, ['members', 'CHILDREN'], ['Printers']),
  ])
  assert.deepEqual(
    boxes.map(({ column, names }) => [column, names.join(', ')]),
    [
      [0, 'Members, Children'],
      [0, 'Staff'],
      [1, 'Activity 1'],
      [1, 'Activity 2'],
      [2, 'Printers'],
    ],
  )
  assert.equal(arrows.length, 5)
})

test('of forty activities those with most links are drawn, the rest are counted, and words name all', () => {
  const many = Array.from({ length: 40 }, (_, at) =>
    activity(at, at === 39 ? ['Members', 'Staff', 'Visitors'] : ['Members'], [`Recipient ${at}`]),
  )
  const { boxes, arrows, text, description } = pictureOf(many)
  const drawn = boxes.filter(({ column }) => column === 1)
  assert.equal(drawn.length, 12)
  assert.ok(drawn.some(({ names }) => names[0] === 'Activity 39'))
  assert.deepEqual(drawn.at(-1)?.names, ['and 29 more'])
  assert.ok(boxes.length <= 46)
  assert.ok(arrows.every(({ from, to }) => !from.startsWith('the rest') && !to.startsWith('the rest')))
  assert.equal(text.length, 40)
  assert.match(description, /through 40 processing activities\. Those with most links are drawn/)
})

test('a restricted transfer is drawn even where its activity is among the rest', () => {
  const many = Array.from({ length: 40 }, (_, at) => activity(at, ['Members', 'Staff'], ['Printers']))
  const { arrows } = pictureOf([...many, activity(40, [], [], 'India')])
  assert.equal(arrows.filter(({ restricted }) => restricted).length, 1)
})

test('activities that were not read are counted too', () => {
  const { text, description } = pictureOf([activity(1, [], [])], 1500)
  assert.match(description, /1,501 processing activities/)
  assert.deepEqual(text.at(-1), { heading: 'Further activities', items: ['and 1,500 more'] })
})
