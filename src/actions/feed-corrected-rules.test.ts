import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { program } from '../domain/permission.ts'
import { setException } from './review-exceptions.ts'
import { sweep } from './sweep.ts'
import { type FeedWorld, feedWorld } from './test-feeds.ts'

let at: FeedWorld
before(async () => {
  at = await feedWorld()
})
after(() => at.close())

test('a rule that a person corrected stands until the source sends a third one', async () => {
  const sent = (rule: string, reference = 'A-1') => `reference,rule,trigger_date\n${reference},${rule},2010-01-01\n`
  await at.load(sent('LIB-01'))
  assert.ok((await sweep(at.db, { clock: at.clock, who: program('Test') })).ok)
  const { id, reviewId } = await at.record('A-1')
  const right = { kind: 'wrong rule', rule: 'LIB-09', date: '', reason: 'An exclusion' }
  const manager = { who: at.world.users.manager, clock: at.clock }
  assert.ok((await setException(at.db, manager, reviewId ?? 0, { ids: [id] }, right)).ok)

  const again = await at.load(sent('LIB-01'))
  assert.deepEqual([again.updated, again.unchanged], [0, 1])
  const stands = await at.record('A-1')
  assert.deepEqual([stands.ruleId, stands.state], [at.world.rules['LIB-09'].ruleId, 'open'])

  await at.load(sent('FIN-01'))
  assert.equal((await at.record('A-1')).ruleId, at.world.rules['FIN-01'].ruleId)
  await at.load(sent('LIB-01'))
  assert.equal((await at.record('A-1')).ruleId, at.world.rules['LIB-01'].ruleId)
})
