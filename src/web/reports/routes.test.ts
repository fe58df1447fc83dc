import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { activityContent, confirmed } from '../../../db/test-activity.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { cellsOf } from '../../formats/test-xlsx.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const auditor = await site.signInAs('auditor')
after(site.close)

before(async () => {
  const term = { ...confirmed, kind: 'personal data category' as const, name: 'Health details' }
  const purposes = [{ ...confirmed, standing: 'proposed' as const, text: 'Lend books' }]
  const content = activityContent({ terms: [{ ...term, mark: 'special category' }], purposes })
  await addApproved(site.db, acting(site.clock), 'LIB-A1', ActivityDraft.parse(content))
})

const SAMPLE = '/reports/decision-sample'

test('a sample is drawn by a seed alone: a blank one draws none, and a file without one is refused in words', async () => {
  for (const address of [SAMPLE, `${SAMPLE}?seed=`, `${SAMPLE}?seed=%20`])
    assert.doesNotMatch((await auditor.get(address)).text, /drawn by the seed/, address)
  assert.match((await auditor.get(`${SAMPLE}?seed=7`)).text, /drawn by the seed “7”/)
  for (const query of ['', '?seed=%20']) {
    const { status, text } = await auditor.get(`${SAMPLE}.csv${query}`)
    assert.equal(status, 400)
    assert.match(text, /A sample is drawn by a seed. Choose one/)
  }
  assert.equal((await auditor.get(`${SAMPLE}.csv?seed=7`)).status, 200)
})

test('days the wrong way round are refused in words', async () => {
  for (const address of [
    ...[`${SAMPLE}?seed=7`, `${SAMPLE}.csv?seed=7`, `${SAMPLE}?seed=`],
    ...['/reports/decision-times?', '/reports/decision-times.csv?'],
  ]) {
    const { status, text } = await auditor.get(`${address}&from=2026-03-01&to=2026-02-01`)
    assert.equal(status, 400, address)
    assert.match(text, /from 1 March 2026 to 1 February 2026: the first day is after the last/)
  }
})

test('the reports on the register lead back to the reports, and leave as files', async () => {
  for (const report of ['completeness', 'special-categories']) {
    const { text } = await auditor.get(`/reports/${report}`)
    const trail = /<nav class="govuk-breadcrumbs"[\s\S]*?<\/nav>/.exec(text)?.[0] ?? ''
    assert.match(trail, /href="\/reports"/, report)
    for (const ending of ['csv', 'xlsx']) assert.ok(text.includes(`href="/reports/${report}.${ending}"`), report)
  }
  const rows = async (address: string): Promise<Record<string, string>[]> =>
    parse((await auditor.get(address)).text, { columns: true })
  const [complete] = await rows('/reports/completeness.csv')
  assert.deepEqual([complete?.organisation, complete?.service, complete?.activities], ['CCC', 'LIB', '1'])
  assert.deepEqual(await rows('/reports/special-categories.csv'), [
    {
      service: 'LIB',
      service_name: 'Libraries',
      category: 'Health details',
      kind: 'special category',
      activities: '1',
    },
  ])
  const [header] = cellsOf(Buffer.from(await auditor.bytes('/reports/special-categories.xlsx')))
  assert.deepEqual(header, ['service', 'service_name', 'category', 'kind', 'activities'])
})

test('what is only proposed leaves as a file, fact by fact, with the filters of its list', async () => {
  assert.match((await auditor.get('/proposals?service=LIB')).text, /href="\/proposals\.csv\?service=LIB"/)
  const rows: Record<string, string>[] = parse((await auditor.get('/proposals.csv')).text, { columns: true })
  assert.deepEqual(
    rows.map(({ activity, service, version, version_state, field, proposed }) => [
      activity,
      service,
      version,
      version_state,
      field,
      proposed,
    ]),
    [['LIB-A1', 'LIB', '1', 'in force', 'Purpose', 'Lend books']],
  )
  assert.equal((await auditor.get('/proposals.csv?service=MUS')).text.trim().split('\r\n').length, 1)
})
