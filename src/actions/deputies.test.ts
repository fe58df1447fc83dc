import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accountById } from '../../db/queries/accounts.ts'
import { deputyList } from '../../db/queries/deputies.ts'
import { managedServices } from '../../db/queries/service-managers.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { deputyState } from '../domain/deputy.ts'
import { reach } from '../domain/permission.ts'
import { mayApproveSecond, mayDecide } from '../domain/review.ts'
import { NotAllowed } from './acting.ts'
import { decideReview } from './review-decisions.ts'
import { answerFirstApproval } from './review-second.ts'
import { deputyWorld, NEXT_WEEK } from './test-deputies.ts'
import { refusals, TODAY } from './test-review.ts'

const { world: at, other, name, idOf, on } = deputyWorld()
const libraries = () => at().world.services.libraries
const music = () => at().world.services.music

describe('a deputy', () => {
  test('answers for the service from the first day to the last, and on no other', async () => {
    await idOf(name({ from: '2026-11-23' }))
    for (const [day, services] of [
      [TODAY, [music()]],
      ['2026-11-23', [libraries(), music()]],
      [NEXT_WEEK, [libraries(), music()]],
      ['2026-11-30', [music()]],
      [null, [music()]],
    ] as const)
      assert.deepEqual((await on(other(), day)).serviceIds, services, String(day))
    assert.deepEqual((await on(at().world.users.manager)).serviceIds, [libraries()], 'the manager still does, too')
  })

  test('sees and decides reviews of the service, and of what was merged into it', async () => {
    await idOf(name())
    const deputy = await on(other())
    assert.deepEqual(reach(deputy), [libraries(), music()])
    assert.ok(mayDecide(deputy, { serviceId: libraries() }))
    const twin = {
      code: 'TWIN',
      name: 'Library service',
      organisationId: at().world.organisationId,
      mergedIntoId: libraries(),
    }
    const { id } = await at().db.insertInto('services').values(twin).returning('id').executeTakeFirstOrThrow()
    assert.ok((await on(other())).serviceIds.includes(id))
  })

  test('of information governance decides for the service as well, and still sees everything', async () => {
    const { governance } = at().world.users
    assert.equal(mayDecide(await on(governance), { serviceId: libraries() }), false)
    await idOf(name({ deputy: governance.id }))
    const deputy = await on(governance)
    assert.equal(mayDecide(deputy, { serviceId: libraries() }), true)
    assert.equal(mayDecide(deputy, { serviceId: music() }), false)
    assert.equal(reach(deputy), null)
  })

  test('is one person: whoever gave the first approval in the place of the manager does not give the second', async () => {
    const { governance, manager } = at().world.users
    await idOf(name({ deputy: governance.id }))
    assert.equal(mayApproveSecond(await on(governance), governance.id), false)
    assert.equal(mayApproveSecond(at().second, governance.id), true)
    assert.equal(mayApproveSecond(await on(governance), manager.id), true)
  })

  test('who approved in the place of the manager gives no second approval, and another of governance does', async () => {
    const { governance } = at().world.users
    await idOf(name({ deputy: governance.id }))
    const { review } = await at().due('LIB-09', 2)
    const deputy = at().act(await on(governance))
    const answers = { decision: 'approve disposal' }
    const seen = await at().seen(review.id)
    assert.ok((await decideReview(at().db, deputy, review.id, { answers, number: '2', seen })).ok)
    const second = { answers: { answer: 'second approval' }, number: '2', seen: await at().seen(review.id) }
    await assert.rejects(answerFirstApproval(at().db, deputy, review.id, second), NotAllowed)
    assert.ok((await answerFirstApproval(at().db, at().act(at().second), review.id, second)).ok)
  })

  test('does not count any more once whoever named them does not manage the service, or is suspended', async () => {
    const id = await idOf(name())
    const set = (change: object) =>
      at().db.updateTable('users').set(change).where('role', '=', 'manager').where('id', '<>', other().id).execute()
    await set({ suspendedAt: TODAY })
    assert.deepEqual((await on(other())).serviceIds, [music()])
    await set({ suspendedAt: null })
    assert.deepEqual((await on(other())).serviceIds, [libraries(), music()])
    await at().db.deleteFrom('userServices').where('serviceId', '=', libraries()).execute()
    assert.deepEqual((await on(other())).serviceIds, [music()])
    const [deputy] = await deputyList(at().db, { id, reach: null })
    assert.ok(deputy)
    assert.equal(deputyState(deputy, TODAY), 'lapsed')
  })

  test('does not count any more once they are suspended, or have a role that may not stand in', async () => {
    const id = await idOf(name())
    const stateWith = async (change: object) => {
      await at().db.updateTable('users').set(change).where('id', '=', other().id).execute()
      const [deputy] = await deputyList(at().db, { id, reach: null })
      return deputy && deputyState(deputy, TODAY)
    }
    assert.equal(await stateWith({ suspendedAt: null }), 'now')
    assert.equal(await stateWith({ suspendedAt: TODAY }), 'lapsed')
    assert.equal(await stateWith({ suspendedAt: null, role: 'auditor' }), 'lapsed')
    assert.deepEqual((await on(other())).serviceIds, [])
  })

  test('is asked for reviews of activities as the manager is', async () => {
    await idOf(name())
    const told = async (day: IsoDate) =>
      (await managedServices(at().db, day)).find(({ code }) => code === 'LIB')?.managers.map((person) => person.name)
    assert.deepEqual(await told(TODAY), ['Mark Lowe', 'Mona Price'])
    assert.deepEqual(await told('2026-11-30'), ['Mark Lowe'])
  })

  test('cannot hand on what they have only in the place of another', async () => {
    await idOf(name())
    const again = await name({ deputy: at().second.id }, at().act(await on(other())))
    assert.deepEqual(refusals(again), ['services: Choose services that you manage yourself'])
  })
})

test('an account says nothing of services that are answered for in the place of another', async () => {
  await idOf(name())
  assert.deepEqual(
    (await accountById(at().db, other().id))?.services.map(({ code }) => code),
    ['MUS'],
  )
})
