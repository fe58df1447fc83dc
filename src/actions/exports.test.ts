import assert from 'node:assert/strict'
import { text as textOf } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { Db } from '../../db/schema.ts'
import { activityContent, confirmed } from '../../db/test-activity.ts'
import { addRecord } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import type { Clock } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { exports } from './exports.ts'
import { sweep } from './sweep.ts'
import { acting } from './test-acting.ts'
import { addApproved } from './test-activities.ts'

const TODAY = '2026-11-22'
const clock: Clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }
/** Delimiters, quotes, line ends, another alphabet. */
const AWKWARD = 'A "quoted", semicolon; and\nline\r\nend, ünïcödé 図書館'

let db: Db
let close: () => Promise<void>
let world: Awaited<ReturnType<typeof smallWorld>>

before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  world = await smallWorld(db)
})
after(() => close())

async function exported(name: string, reach: number[] | null = null) {
  const list = exports[name]
  assert.ok(list, `there is no export ${name}`)
  const text = await textOf(list.csv(db, { today: TODAY, reach }))
  assert.match(text, /\r\n$/)
  const lines = parse(text) as string[][]
  const rows = parse(text, { columns: true }) as Record<string, string>[]
  return { text, header: lines[0] ?? [], rows }
}

const REGISTER =
  'reference, role, title, organisation, service, purposes, controllers, joint_controllers, processors, data_subject_categories, personal_data_categories, special_categories, lawful_bases, article_9_conditions, schedule_1_conditions, recipients, third_countries, transfer_safeguards, retention_rules, retention_periods, security_measures, sources, automated_decisions, dpia, owner, status, version, approved_on, next_review_on, open_findings'
const RECORDS =
  'reference, source_system, service, rule, record_series, trigger_date, retain_until, due_on, state, held, flagged_on, review, quantity, title, location, last_seen_on'
const SCHEDULE =
  'code, record_series, organisation, service, trigger_kind, trigger_event, counted_from, period, constraint, disposal_action, authority, authority_kind, approvals, owner, status, version, valid_from, activities'

describe('the columns that users’ scripts rely on come first, in their order', () => {
  const promised = { 'processing-activities': REGISTER, records: RECORDS, 'retention-rules': SCHEDULE }
  for (const [name, columns] of Object.entries(promised))
    test(name, async () => {
      const names = columns.split(', ')
      assert.deepEqual((await exported(name)).header.slice(0, names.length), names)
    })
})

test('every list is named like its page, has a header, and its columns are snake_case and no two alike', async () => {
  assert.deepEqual(Object.keys(exports), [
    'processing-activities',
    'findings',
    'proposals',
    'review-requests',
    'change-requests',
    'retention-rules',
    'rule-drafts',
    'records',
    'disposal-reviews',
    'disposal-instructions',
    'disposals',
    'destruction-certificates',
    'disposal-incidents',
    'disposal-holds',
    'record-feeds',
    'job-runs',
    'privacy-notices',
    'organisations',
    'services',
    'recipients',
    'terms',
    'source-systems',
    'users',
    'deputies',
    'audit-events',
  ])
  for (const name of Object.keys(exports)) {
    const { header } = await exported(name)
    assert.ok(header.length > 3, name)
    assert.equal(new Set(header).size, header.length, name)
    for (const column of header) assert.match(column, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, `${name}: ${column}`)
  }
})

test('another reader reads back what an activity says, however awkward', async () => {
  const content = activityContent({
    title: AWKWARD.replaceAll(/[\r\n]+/g, ' '),
    purposes: [
      { ...confirmed, text: '=cmd|’ /C calc’!A0' },
      { ...confirmed, text: 'Second purpose' },
    ],
    remarks: AWKWARD,
    dpiaRequired: 'yes',
  })
  const draft = ActivityDraft.parse(content)
  assert.ok((await addApproved(db, acting(clock), 'LIB-A1', draft)).ok)
  const { rows } = await exported('processing-activities')
  assert.equal(rows.length, 1)
  const [row] = rows
  assert.deepEqual(
    [row?.reference, row?.organisation, row?.service, row?.role, row?.lawful_bases, row?.retention_rules, row?.dpia],
    ['LIB-A1', 'CCC', 'LIB', 'controller', 'public task', 'LIB-01', 'yes'],
  )
  assert.equal(row?.title, AWKWARD.replaceAll(/[\r\n]+/g, ' '))
  assert.equal(row?.remarks, draft.remarks)
  assert.equal(row?.purposes, "'=cmd|’ /C calc’!A0; Second purpose")
  assert.deepEqual(
    [row?.status, row?.version, row?.approved_on, row?.next_review_on, row?.retention_periods],
    ['approved', '1', TODAY, '2027-11-22', 'P3Y'],
  )
})

test('a record comes with its dates, state and review, and nothing of it runs in a spreadsheet', async () => {
  const hostile = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\r=1', '=HYPERLINK("http://x")', 'plain', "'quoted"]
  await db.transaction().execute(async (tx) => {
    for (const [n, title] of hostile.entries())
      await addRecord(tx, world, { triggerOn: '2020-02-29', reference: `R-${n}`, title, location: AWKWARD })
    await addRecord(tx, world, { reference: 'R-open', triggerOn: null, serviceId: null })
  })
  assert.ok((await sweep(db, { clock, who: program('Test') })).ok)
  const { rows, text } = await exported('records')
  assert.deepEqual(
    rows.slice(0, hostile.length).map(({ title }) => title),
    hostile.map((title) => (/^[=+\-@\t\r]/.test(title) ? `'${title}` : title)),
  )
  assert.doesNotMatch(text, /(^|,|\n)"?[=+\-@\t]/, 'no cell begins as a formula does')
  const { review, ...due } = rows[0] ?? {}
  assert.match(review ?? '', /^\d+$/)
  assert.deepEqual(due, {
    reference: 'R-0',
    source_system: 'LMS',
    service: 'LIB',
    rule: 'LIB-01',
    record_series: 'Library membership account',
    trigger_date: '2020-02-29',
    retain_until: '2023-02-28',
    due_on: '2023-03-01',
    state: 'due',
    held: 'no',
    flagged_on: TODAY,
    quantity: '1',
    title: "'=1+1",
    location: AWKWARD,
    last_seen_on: '2020-01-01',
  })
  const open = rows.at(-1)
  assert.deepEqual(
    [open?.reference, open?.state, open?.service, open?.trigger_date, open?.due_on, open?.review],
    ['R-open', 'open', '', '', '', ''],
  )
})

test('the schedule, the reviews and the runs tell what there is', async () => {
  const rules = (await exported('retention-rules')).rows
  assert.deepEqual(
    rules.map(({ code }) => code),
    ['FIN-01', 'LIB-01', 'LIB-03', 'LIB-09', 'LIB-10', 'MUS-02'],
  )
  const [finance, library] = rules
  assert.deepEqual(
    [finance?.service, finance?.counted_from, finance?.period, finance?.constraint, finance?.trigger_kind],
    ['', 'financial_year_end', 'P6Y', 'minimum', 'event'],
  )
  assert.deepEqual([library?.activities, library?.disposal_action, library?.version], ['LIB-A1', 'destroy', '1'])
  const [review] = (await exported('disposal-reviews')).rows
  assert.deepEqual(
    [review?.rule, review?.service, review?.state, review?.records, review?.oldest_due_on],
    ['LIB-01', 'LIB', 'open', '9', '2023-03-01'],
  )
  const [run] = (await exported('job-runs')).rows
  assert.deepEqual(
    [run?.job, run?.as_of, run?.state, run?.newly_due, run?.errors],
    ['sweep', TODAY, 'succeeded', '9', '0'],
  )
})

test('what is limited to services leaves out the others and what belongs to none', async () => {
  const music = [world.services.music]
  assert.deepEqual((await exported('records', music)).rows, [])
  assert.deepEqual((await exported('disposal-reviews', music)).rows, [])
  assert.deepEqual((await exported('records', [])).rows, [])
  const libraries = (await exported('records', [world.services.libraries])).rows
  assert.equal(libraries.length, 9)
  assert.ok(!libraries.some(({ reference }) => reference === 'R-open'))
})
