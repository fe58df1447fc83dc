import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DisposalFilters, disposalList, disposalTotals } from '../../db/queries/disposal-register.ts'
import { asAtEndOf } from '../domain/as-at.ts'
import { disposalsExport } from './disposals-csv.ts'
import { certificateWorld } from './test-certificates.ts'
import { whole } from './whole-list.ts'

let at: Awaited<ReturnType<typeof certificateWorld>>
before(async () => {
  at = await certificateWorld()
  await at.disposed(['done', 'done', 'failed'])
  await confirmedByPerson()
})
after(() => at.close())

/** As it was done before there were instructions. */
async function confirmedByPerson(): Promise<void> {
  const { world, db } = at
  const { id: reviewId } = await db
    .insertInto('disposalReviews')
    .values({
      ...{ serviceId: world.services.music, ruleId: world.rules['MUS-02'].ruleId, openedOn: '2026-10-01' },
      ...{ state: 'closed', reviewBy: '2026-10-31', closedAt: '2026-10-20T12:00:00.000Z', outcome: 'disposed' },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const by = { decidedById: world.users.manager.id, decidedByName: 'Mark Lowe', listHash: '0'.repeat(64) }
  const decision = { reviewId, recordCount: 7, decidedAt: '2026-10-19T12:00:00.000Z', ...by }
  await db
    .insertInto('reviewDecisions')
    .values({ ...decision, decision: 'approve disposal' })
    .execute()
  await db
    .insertInto('reviewDecisions')
    .values({ ...decision, decision: 'second approval', decidedByName: 'Gita Rao' })
    .execute()
  await db
    .insertInto('disposalConfirmations')
    .values({
      ...{ reviewId, disposedOn: '2026-10-20', method: 'Shredded', statement: '', recordCount: 7, quantity: 9 },
      ...{ oldestDueOn: '2025-01-01', newestDueOn: '2026-01-01', confirmedById: world.users.governance.id },
      ...{ confirmedByName: 'Grace Ashby', confirmedAt: '2026-10-20T12:00:00.000Z' },
    })
    .execute()
}

const WINDOW = { limit: 10, offset: 0 }
const listed = async (filters: DisposalFilters, reach: number[] | null = null) =>
  (await disposalList(at.db, filters, reach, WINDOW)).map(
    ({ number, records }) => `${number ?? 'by a person'} ${records}`,
  )
const CERTIFIED = 'DC-2026-000001 2'
const CONFIRMED = 'by a person 7'

test('the register has what has a certificate and what a person confirmed before there were any, the latest first', async () => {
  const [first, second] = await disposalList(at.db, {}, null, WINDOW)
  assert.deepEqual(
    [first?.number, first?.serviceCode, first?.ruleCode, first?.decidedBy, first?.method, first?.source, first?.action],
    ['DC-2026-000001', 'LIB', 'LIB-01', 'Mark Lowe', 'Deleted', 'LMS', 'destroy'],
  )
  assert.deepEqual(
    [second?.number, second?.serviceCode, second?.ruleCode, second?.decidedBy, second?.method, second?.disposedFrom],
    [null, 'MUS', 'MUS-02', 'Mark Lowe; Gita Rao', 'Shredded', '2026-10-20'],
  )
  assert.deepEqual(await disposalTotals(at.db, {}, null), { disposals: 2, records: 9 })
})

test('each filter narrows it, and a manager sees what was of their services', async () => {
  const cases: [DisposalFilters, string[]][] = [
    [{ service: 'LIB' }, [CERTIFIED]],
    [{ rule: 'MUS-02' }, [CONFIRMED]],
    [{ source: 'LMS' }, [CERTIFIED]],
    [{ action: 'destroy' }, [CERTIFIED, CONFIRMED]],
    [{ action: 'anonymise' }, []],
    [{ from: '2026-11-01' }, [CERTIFIED]],
    [{ to: '2026-10-20' }, [CONFIRMED]],
    [{ proof: 'certificate' }, [CERTIFIED]],
    [{ proof: 'confirmation' }, [CONFIRMED]],
    [{ number: 'DC-2026-000001' }, [CERTIFIED]],
  ]
  for (const [filters, expected] of cases) assert.deepEqual(await listed(filters), expected, JSON.stringify(filters))
  assert.deepEqual(await listed({}, [at.world.services.music]), [CONFIRMED])
  assert.deepEqual(await listed({}, []), [])
})

test('as at a day it has what was proved by the end of it', async () => {
  assert.deepEqual(await listed({ asAt: asAtEndOf('2026-10-19') }), [])
  assert.deepEqual(await listed({ asAt: asAtEndOf('2026-11-21') }), [CONFIRMED])
  assert.deepEqual(await listed({ asAt: asAtEndOf('2026-11-22') }), [CERTIFIED, CONFIRMED])
  const csv = whole(disposalsExport, {}).csv(at.db, { today: '2026-11-21', reach: null, asAt: asAtEndOf('2026-11-21') })
  let text = ''
  for await (const piece of csv) text += piece
  assert.match(text, /^disposed_from,disposed_to,service,rule,rule_versions,record_series,/)
  assert.equal(text.split('\r\n').filter((line) => line !== '').length, 2)
  assert.match(text, /2026-10-20,2026-10-20,MUS,MUS-02,1,.*,destroy,7,9,2025-01-01,2026-01-01,.*Mark Lowe; Gita Rao/)
})
