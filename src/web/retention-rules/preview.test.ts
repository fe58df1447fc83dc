import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { caseRule, heldRecord } from '../../../db/test-rules.ts'
import { addRule } from '../../actions/retention-rules.ts'
import { acting } from '../../actions/test-acting.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
after(site.close)
const { libraries, music } = site.world.services
const governance = await site.signInAs('governance')

const typed = {
  ...{ recordSeries: 'Case file', serviceId: String(libraries), ownerName: 'Information governance' },
  ...{ triggerKind: 'event', triggerEvent: 'Case closed', countedFrom: 'trigger', constraint: 'both' },
  ...{ disposalAction: 'destroy', authority: 'Limitation Act 1980', authorityKind: 'limitation' },
  ...{ approvals: '1', reviewDays: '30', coolingOffDays: '0', version: '1' },
}

async function newRule(code: string): Promise<string> {
  assert.ok((await addRule(site.db, acting(site.clock), { ...caseRule({ serviceId: libraries }), code })).ok)
  return code
}

const held = (rule: string, triggerOn: string, serviceId = libraries) =>
  heldRecord(site.db, { rule, triggerOn, serviceId, sourceSystemId: site.world.systems.lms })

test('a change is shown by service, with records as examples and the moment at which they were counted', async () => {
  const code = await newRule('CASE-1')
  const example = await held(code, '2022-03-01')
  await held(code, '2022-04-01', music)
  const { text } = await governance.post(`/retention-rules/${code}/edit`, { ...typed, years: '4' })
  assert.match(text, /Counted among the records held as they stood on 22 November 2026, 12:00\./)
  assert.match(text, /By service/)
  assert.match(text, /Cambridgeshire Music\s*<\/th>\s*<td[^>]*>\s*1\s*<\/td>/)
  assert.match(text, /Records that become due \(2\)/)
  assert.ok(text.includes(`href="/records/${example}"`))
  assert.match(text, /2 March 2028[\s\S]*?2 March 2026/)
})

test('shorter dates are not applied to records held unless the person saw what that moves, and still would', async () => {
  const code = await newRule('CASE-2')
  const record = await held(code, '2024-01-01')
  const change = { ...typed, years: '1', ownerName: 'Typed by me', shortensExisting: 'yes' }
  const save = (more: Record<string, string>) =>
    governance.post(`/retention-rules/${code}/versions`, { ...change, ...more })
  const shown = figuresIn((await governance.post(`/retention-rules/${code}/edit`, change)).text)
  await held(code, '2024-02-01')
  const stale: Record<string, string>[] = [{}, { figures: shown }, { figures: 'none' }]
  for (const figures of stale) {
    const again = await save(figures)
    assert.equal(again.status, 409)
    assert.match(again.text, /Nothing was done: since you opened this, other numbers of records would be moved/)
    assert.match(again.text, /This would move 2 of 2 records/)
    assert.match(again.text, /name="ownerName" value="Typed by me"/)
    assert.match(again.text, /name="shortensExisting"[^>]* checked/)
  }
  assert.equal((await save({ figures: figuresIn((await save({})).text) })).status, 303)
  const now = await site.db.selectFrom('records').select('dueOn').where('id', '=', record).executeTakeFirstOrThrow()
  assert.equal(now.dueOn, '2025-01-02')
  const events = site.db.selectFrom('auditEvents').select('details').where('kind', '=', 'changed')
  const { details } = await events.orderBy('id', 'desc').executeTakeFirstOrThrow()
  assert.deepEqual(JSON.parse(details).facts, {
    ...{ version: 2, 'applies to records held': true, 'shown earlier': 2, 'shown to become due': 2 },
  })
})

/** The figures of the preview that a page shows. */
const figuresIn = (html: string): string => /name="figures" value="([^"]*)"/.exec(html)?.[1] ?? ''
