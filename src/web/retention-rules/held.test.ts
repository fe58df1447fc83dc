import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { placeHold } from '../../../db/test-holds.ts'
import { addRecord } from '../../../db/test-records.ts'
import { sweep } from '../../actions/sweep.ts'
import { program } from '../../domain/permission.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
after(site.close)

test('records past their period that a hold keeps are told apart from those that are not due', async () => {
  const { ruleId } = site.world.rules['LIB-01']
  const add = (triggerOn: string) => addRecord(site.db, site.world, { rule: 'LIB-01', triggerOn })
  for (const triggerOn of ['2001-03-01', '2002-03-01', '2025-03-01']) await add(triggerOn)
  const auditor = await site.signInAs('auditor')
  const rows = async () => {
    const { text } = await auditor.get('/retention-rules/LIB-01')
    const table = /Records under this rule[\s\S]*?<\/table>/.exec(text)?.[0] ?? ''
    return [...table.matchAll(/href="([^"]+)">([^<]+)<\/a>[\s\S]*?numeric">\s*([^<]+?)\s*</g)].map(
      ([, href = '', words, count]) => [words, count, href.replaceAll('&amp;', '&')],
    )
  }
  const all = '/records?rule=LIB-01&state=retained'
  assert.deepEqual(await rows(), [['Retained: not due', '3', all]])
  await placeHold(site.db, site.world, [{ ruleId }])
  assert.ok((await sweep(site.db, { clock: site.clock, who: program('Schedule') })).ok)
  const kept = `${all}&held=yes&due_to=2026-11-22`
  assert.deepEqual(await rows(), [
    ['Retained: not due', '1', all],
    ['Past their period, and kept by disposal holds', '2', kept],
  ])
  assert.match((await auditor.get(kept)).text, /2 records/)
})
