import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { answer, news, press } from './pages/form.ts'

test('from empty to approved by two people, confirmed by its owner, compared and exported as at a day by an auditor @once', async ({
  as,
}) => {
  const governance = await as('governance')
  const second = await as('governance.second')
  const address = '/processing-activities/MUS-A90'

  /** How many people it takes to approve what the register says of the council's processing. */
  const takes = async (words: string) => {
    await governance.goto('/organisations/CCC/edit')
    await answer(governance, { Approvals: words })
    await press(governance, 'Save')
  }

  await test.step('governance begins with what identifies it, and answers part by part', async () => {
    await takes('Two people: somebody else than who submitted it approves')
    await governance.goto('/processing-activities/new')
    await answer(governance, {
      Reference: 'MUS-A90',
      Title: 'Instrument hire',
      Service: 'Cambridgeshire Music (Cambridgeshire County Council)',
      Role: 'Controller',
      Owner: 'Head of music',
    })
    await press(governance, 'Save')
    await expect(news(governance)).toContainText('MUS-A90 has been added as a draft')
    await governance.getByRole('link', { name: 'Why', exact: true }).click()
    await governance.getByLabel('Purpose', { exact: true }).fill('Hire instruments to pupils')
    await governance.getByLabel('Lawful basis', { exact: true }).selectOption('contract')
    await press(governance, 'Save')
    await expect(news(governance)).toContainText('The draft of version 1 has been saved')
    await governance.getByRole('link', { name: 'How long', exact: true }).click()
    await governance.getByLabel('Code of the rule', { exact: true }).fill('MUS-02')
    await press(governance, 'Save')
    await expectSound(governance)
  })

  await test.step('whoever submits it does not approve it, and somebody else does', async () => {
    await governance.getByRole('link', { name: 'Submit for approval' }).click()
    await press(governance, 'Submit for approval')
    await expect(governance.locator('main')).toContainText('somebody else has to approve')
    await expect(governance.getByRole('link', { name: 'Approve', exact: true })).toHaveCount(0)
    await second.goto(`${address}/draft`)
    await second.getByRole('link', { name: 'Approve', exact: true }).click()
    await answer(second, { 'Anything to say about it? (optional)': 'Checked with the service' })
    await press(second, 'Approve this version')
    await expect(second.getByRole('table', { name: 'Comments and decisions' })).toContainText(
      'Checked with the service',
    )
    await expect(second.getByRole('table', { name: 'Versions' })).toContainText('In force')
  })

  await test.step('its owner says that it is still true', async () => {
    const manager = await as('manager')
    await manager.goto(address)
    await manager.getByRole('link', { name: 'Still true' }).click()
    await manager
      .getByRole('button')
      .filter({ hasText: /true|Confirm/i })
      .last()
      .click()
    await expect(news(manager)).toContainText('has been confirmed as it stands')
  })

  await test.step('a change is approved too, and an auditor sees what changed and what was in force when', async () => {
    await takes('One person may submit and approve')
    await governance.goto(`${address}/draft/how-safe`)
    await governance.getByLabel('Measure', { exact: true }).first().fill('Signed hire agreements in a locked cabinet')
    await press(governance, 'Save')
    for (const step of ['Submit for approval', 'Approve'] as const) {
      await governance.getByRole('link', { name: step, exact: true }).click()
      await press(governance, step === 'Approve' ? 'Approve this version' : step)
    }
    const auditor = await as('auditor')
    await auditor.goto(address)
    await auditor.getByRole('link', { name: 'Compare its versions' }).click()
    await expect(auditor.getByRole('table', { name: 'Differences' })).toContainText('locked cabinet')
    await expectSound(auditor)
    await auditor.goto('/processing-activities?q=instrument%20hire')
    await auditor.locator('summary', { hasText: 'Show as at a date' }).click()
    await auditor.getByLabel('As at the end of').fill('2020-01-01')
    await press(auditor, 'Show')
    await expect(auditor.locator('main')).toContainText('As it stood at the end of 1 January 2020')
    await expect(auditor.getByRole('link', { name: 'MUS-A90', exact: true })).toHaveCount(0)
    const manifest = await auditor.request.get('/processing-activities.csv.manifest?as-at=2020-01-01')
    expect(await manifest.json()).toMatchObject({ list: 'processing-activities', as_at: '2020-01-01', rows: 0 })
  })
})

test('proposals of the samples are accepted one by one, and what the checks find is accepted with a reason @once', async ({
  as,
}) => {
  const page = await as('governance')
  await page.goto('/proposals?activity=MUS-A4')
  await expectSound(page)
  await page
    .getByRole('button', { name: /^Accept / })
    .first()
    .click()
  await expect(news(page)).toContainText('Accepted in the draft of version 2 of MUS-A4')
  await page.goto('/findings?activity=MUS-A4')
  await expectSound(page)
  await page.getByRole('rowheader').getByRole('link').first().click()
  await answer(page, {
    'Why may this stay as it is for now?': 'The supplier answers in spring',
    'Until when?': '30/4/2027',
  })
  await press(page, 'Accept')
  await expect(news(page)).toContainText('accepted as it is for now')
  await expectSound(page)
  await press(page, 'Open it again')
  await expect(news(page)).toContainText('open again')
})
