import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { placeHold } from '../../../db/test-holds.ts'
import { keptTwiceBefore } from '../../../db/test-kept-before.ts'

import { reviewSite } from './test-review-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
beforeEach(async () => {
  site = await reviewSite()
})
afterEach(() => site.close())

const longer = { apply: 'ticked', kind: 'keep longer', because: 'legal claim', date: '2027-03-01', reason: 'A claim' }

test('an exception says for how many ticked records it was not made, and why', async () => {
  const { path, ids } = await site.due('LIB-01', 5)
  const [, , held = 0, elsewhere = 0, waiting = 0] = ids
  await keptTwiceBefore(site.db, Number(path.split('/').at(-1)), [waiting])
  const manager = await site.signInAs('manager')
  assert.equal((await manager.post(`${path}/exceptions`, { ...longer, record: String(waiting) })).status, 303)
  await site.db.updateTable('records').set({ triggerOn: '1999-05-05' }).where('id', '=', held).execute()
  await placeHold(site.db, site.world, [{ triggerFrom: '1999-05-05', triggerTo: '1999-05-05' }])
  await manager.post(`${path}/exceptions`, { ...longer, record: String(elsewhere) })
  await manager.post(`${path}/exceptions`, { ...longer, record: ids.map(String) })
  assert.match(
    (await manager.get(path)).text,
    /2 records have left this review\. Nothing was done with the rest: 1 record is under a disposal hold, 1 record waits for information governance and 1 record is not in the review any more\./,
  )
  const none = await manager.post(`${path}/exceptions`, { ...longer, record: [held, elsewhere].map(String) })
  assert.equal(none.status, 422)
  assert.match(
    none.text,
    /Nothing to change: 1 record is under a disposal hold and 1 record is not in the review any more/,
  )
  const same = { ...longer, kind: 'wrong date', date: '29/02/2000', record: String(waiting) }
  assert.match(
    (await manager.post(`${path}/exceptions`, same)).text,
    /Nothing to change: 1 record has that date already/,
  )
})

test('a record that is sent twice counts once', async () => {
  const { path, ids } = await site.due('LIB-01', 2)
  const manager = await site.signInAs('manager')
  await manager.post(`${path}/exceptions`, { ...longer, record: [ids[0], ids[0]].map(String) })
  assert.match((await manager.get(path)).text, /1 record has left this review\. *</)
  const kept = await site.db.selectFrom('reviewExceptions').select('recordId').execute()
  assert.deepEqual(kept, [{ recordId: ids[0] }])
  await manager.post(`${path}/exceptions/1/undoing`, { apply: 'ticked', record: [ids[0], ids[0]].map(String) })
  assert.match((await manager.get(path)).text, /The exception has been undone for 1 record\./)
})
