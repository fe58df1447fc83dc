import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { download } from './pages/csv.ts'
import { approve, confirm, makeException, openInstruction, openReviewOf } from './pages/disposal-review.ts'
import { answer, expectRefused, fact, news, press } from './pages/form.ts'
import { runSweep, sendFeed, windowsFile } from './pages/record-feed.ts'
import { addRule } from './pages/retention-rule.ts'

const RECORDS = 112
const reference = (number: number): string => `READ-${String(number).padStart(4, '0')}`
const day = (number: number): string => `${String((number % 28) + 1).padStart(2, '0')}/03/2021`

test('records come in as a feed, fall due, are reviewed by their manager, approved by two people and destroyed @once', async ({
  as,
}) => {
  test.slow()
  const governance = await as('governance')
  const second = await as('governance.second')
  const administrator = await as('administrator')
  const manager = await as('manager')
  await addRule(governance, 'LIB-91', {}, 2)

  await test.step('the administrator sends the feed of a Windows program, and downloads what was rejected', async () => {
    const good = Array.from({ length: RECORDS }, (_, at) => [reference(at + 1), 'lib-91', day(at), 'Café group', 'B2'])
    const wrong = [
      [reference(901), 'LIB-91', '31/02/2021', '', ''],
      [reference(902), 'NO-RULE', '14/03/2021', '', ''],
      [reference(1), 'LIB-91', '14/03/2021', '', ''],
    ]
    const header = ['Reference', 'RULE', 'Trigger date', 'Title', 'Shelf']
    await sendFeed(
      administrator,
      'LMS Library management system',
      'groups.csv',
      windowsFile([header, ...good, ...wrong]),
    )
    await expect(fact(administrator, 'Rows')).toContainText('115')
    await expect(fact(administrator, 'New records')).toContainText('112')
    await expect(fact(administrator, 'Rejected')).toContainText('3')
    await expect(administrator.locator('main')).toContainText('it was read as Windows-1252')
    await expect(administrator.locator('main')).toContainText('Not known, and ignored: “shelf”')
    await expectSound(administrator)
    const rejected = await download(administrator, 'Download all rejected rows as CSV')
    expect(rejected.columns).toEqual(['line', 'column', 'reason'])
    expect(rejected.rows.map(({ line, column }) => [line, column])).toEqual([
      ['114', 'trigger_date'],
      ['115', 'rule'],
      ['116', 'reference'],
    ])
  })

  await test.step('the administrator runs the sweep, which flags them', async () => {
    await runSweep(administrator)
    await expect(fact(administrator, 'Newly due')).toContainText('112')
  })

  await test.step('the manager keeps one longer, corrects the date of another, and undoes that', async () => {
    await manager.goto('/')
    await expect(manager.getByRole('link', { name: /disposal reviews? waiting/ })).toBeVisible()
    await openReviewOf(manager, 'LIB-91')
    await expect(fact(manager, 'Records')).toContainText('112 records')
    await expect(manager.locator('main')).toContainText(
      /Last activity 1 March 2021 \+ 3 years \(LIB-91 version 1, authority Limitation Act 1980 section 5\) = keep until 1 March 2024/,
    )
    await makeException(manager, reference(1), 'They are needed longer', '', 'Complaint pending')
    await expectRefused(manager, 'date')
    await expect(manager.getByLabel(`Select ${reference(1)}`)).toBeChecked()
    await expect(manager.getByLabel('Reason', { exact: true })).toHaveValue('Complaint pending')
    await expectSound(manager)
    await makeException(manager, reference(1), 'They are needed longer', '01/06/2027', 'Complaint pending', {
      because: 'complaint or appeal',
    })
    await expect(news(manager)).toContainText('1 record has left this review')
    await makeException(manager, reference(2), 'Their date is wrong', '2026-06-01', 'Seen at a meeting')
    await expect(fact(manager, 'Records')).toContainText('110 records')
    await manager.getByRole('link', { name: 'Date corrected to 1 June 2026' }).click()
    await expectSound(manager)
    await press(manager, 'Undo for the record')
    await expect(news(manager)).toContainText('The exception has been undone for 1 record')
    await expect(fact(manager, 'Records')).toContainText('111 records')
  })

  const review = manager.url()
  await manager
    .getByRole('link', { name: reference(3), exact: true })
    .first()
    .click()
  const record = manager.url()

  await test.step('the manager approves the rest, not without typing how many they are', async () => {
    await manager.goto(review)
    await manager.getByRole('link', { name: 'Decide on 111 records' }).click()
    await expectSound(manager)
    await approve(manager, 'Approve the disposal of all 111 records', 'Confirm the decision', '110')
    await expectRefused(manager, '111')
    await expect(manager.getByLabel('Approve the disposal of all 111 records')).toBeChecked()
    await approve(manager, 'Approve the disposal of all 111 records', 'Confirm the decision', '111')
    await expect(news(manager)).toContainText('You have approved the disposal of 111 records')
    await expect(manager.getByRole('link', { name: 'Answer the first approval' })).toHaveCount(0)
    expect((await manager.request.get(`${review}/second-approval`)).status()).toBe(403)
  })

  await test.step('another person, of information governance, gives the second approval', async () => {
    await second.goto('/')
    await expect(second.locator('main')).toContainText('Waiting for your second approval')
    await second.goto(review)
    await second.getByRole('link', { name: 'Answer the first approval' }).click()
    await expectSound(second)
    await approve(second, 'Approve the disposal', 'Confirm the answer', '111')
    await expect(news(second)).toContainText('approved by two people')
  })

  await test.step('governance hands the list of the instruction to the source system, and sends its answers back', async () => {
    await openInstruction(governance, review)
    await expectSound(governance)
    const list = await download(governance, 'Download the records to be disposed of as CSV')
    expect(list.columns).toEqual([
      ...['reference', 'source_system', 'rule', 'due_on', 'title', 'location', 'quantity', 'disposal_action'],
      ...['outcome', 'done_on', 'method', 'reason'],
    ])
    expect(list.rows).toHaveLength(111)
    expect(list.rows[0]).toMatchObject({
      ...{ source_system: 'LMS', rule: 'LIB-91', title: 'Café group', disposal_action: 'destroy', outcome: '' },
    })
    expect(list.rows.map((row) => row.reference)).not.toContain(reference(1))
    const answers = list.rows
      .slice(0, 110)
      .map((row) => `${row.reference},done,22/11/2026,Deleted by its administrator`)
    await governance.getByRole('link', { name: 'Send the answers as a file' }).click()
    await press(governance, 'Read the file')
    await expectRefused(governance, 'file')
    await answer(governance, {
      'What became of copies, backups and data held by processors': 'Backups are overwritten after 30 days',
      'Day on which the last backup expires': '22/12/2026',
    })
    const csv = ['reference,outcome,done_on,method', ...answers, 'NOBODY-1,done,22/11/2026,Deleted'].join('\n')
    await governance
      .getByLabel('File', { exact: true })
      .setInputFiles({ name: 'answers.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await press(governance, 'Read the file')
    await expect(governance.locator('main')).toContainText('110 answers will be taken, and 1 row is rejected')
    await expectSound(governance)
    await press(governance, 'Take 110 answers')
    await expect(news(governance)).toContainText('The answers have been taken')
    await expect(governance.locator('main')).toContainText('110 of 111 records: 110 done and 1 waiting')
    await expectSound(governance)
  })

  await test.step('governance confirms the last by hand, which closes the instruction with its certificate', async () => {
    await governance.getByRole('link', { name: 'All of them were disposed of' }).click()
    await expectSound(governance)
    await confirm(governance, '')
    await expectRefused(governance, 'date')
    await expect(governance.getByLabel('How the data was disposed of')).toHaveValue('Deleted by its administrator')
    await confirm(governance, '22/11/2026')
    await expect(governance.locator('main')).toContainText(/DC-2026-\d{6}/)
  })

  await test.step('what is left says how many, who, when and why, and nothing of the records', async () => {
    await manager.goto(review)
    for (const text of [
      '111 records',
      'Mark Lowe',
      'Owen Pryce',
      '22 November 2026',
      'Complaint pending',
      'Backups are overwritten after 30 days',
    ])
      await expect(manager.locator('main')).toContainText(text)
    await expectSound(manager)
    await manager.goto(record)
    await expect(manager.locator('.app-heading .govuk-tag')).toHaveText('Destroyed')
    await expect(manager.locator('main')).toContainText('Disposal confirmed: destroyed on 22 November 2026')
    await expectSound(manager)
    expect(await manager.content()).not.toContain(reference(3))
    expect(await manager.content()).not.toContain('Café group')
    await governance.goto('/records?rule=LIB-91')
    const all = await download(governance, 'Download this list as CSV')
    const known = all.rows.filter((row) => row.reference?.startsWith('READ-'))
    expect(known.map((row) => [row.reference, row.state])).toEqual([[reference(1), 'retained']])
    expect(all.rows.filter(({ state }) => state === 'destroyed')).toHaveLength(111)
    await governance.goto(`/records?reference=${reference(3)}`)
    await expect(governance.locator('tbody tr')).toHaveCount(1)
    await expect(governance.locator('tbody')).toContainText('Destroyed')
  })
})

test('records of no service are decided by information governance, and nobody gives both approvals @once', async ({
  as,
}) => {
  const governance = await as('governance')
  const administrator = await as('administrator')
  await addRule(governance, 'GEN-90', { Service: 'No service' }, 2)
  await administrator.goto('/source-systems')
  await administrator.getByRole('link', { name: 'Add a source system' }).click()
  await administrator.getByLabel('Code', { exact: true }).fill('ARCHIVE')
  await administrator.getByLabel('Name', { exact: true }).fill('Paper store')
  await press(administrator, 'Save')
  await sendFeed(
    administrator,
    'ARCHIVE Paper store',
    'boxes.csv',
    Buffer.from('reference,rule,trigger_date\nBOX-1,GEN-90,2020-01-01\n'),
  )
  await runSweep(administrator)

  await openReviewOf(governance, 'GEN-90')
  await expect(fact(governance, 'Service')).toContainText('Unassigned')
  const review = governance.url()
  await governance.getByRole('link', { name: 'Decide on 1 record' }).click()
  await approve(governance, 'Approve the disposal of the record', 'Confirm the decision')
  await expect(governance.getByRole('link', { name: 'Answer the first approval' })).toHaveCount(0)
  expect((await governance.request.get(`${review}/second-approval`)).status()).toBe(403)

  const second = await as('governance.second')
  await second.goto(`${review}/second-approval`)
  await second.getByLabel('Send the review back to its manager').check()
  await second.getByLabel('Reason to send it back').fill('The box is wanted for an inquiry')
  await press(second, 'Confirm the answer')
  await expect(news(second)).toContainText('The review is open again')
  await expect(second.locator('main')).toContainText('The box is wanted for an inquiry')
})
