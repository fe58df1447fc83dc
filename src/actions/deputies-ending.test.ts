import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addAccount } from '../../db/queries/accounts.ts'
import { NotAllowed } from './acting.ts'
import { endDeputy, nameDeputy } from './deputies.ts'
import { deputyWorld, NEXT_WEEK, quietSite } from './test-deputies.ts'
import { refusals, TODAY } from './test-review.ts'

const mailing = { ...quietSite, mail: { url: 'smtp://127.0.0.1:9', from: 'muniment@council.example' } } as never
const { world: at, other, name, idOf, on } = deputyWorld()
const libraries = () => at().world.services.libraries
const music = () => at().world.services.music

describe('refused is', () => {
  test('oneself, an auditor, an administrator, and whoever cannot sign in', async () => {
    const { manager, auditor, administrator } = at().world.users
    const invited = { name: 'New', email: 'new@muniment.example', role: 'manager', serviceIds: [] } as const
    const id = await addAccount(at().db, { ...invited, serviceIds: [] }, `${TODAY}T09:00:00.000Z`)
    for (const deputy of [manager.id, auditor.id, administrator.id, id ?? 0, 999])
      assert.deepEqual(refusals(await name({ deputy })), ['deputy: Choose somebody from the list'], String(deputy))
    await at().db.updateTable('users').set({ suspendedAt: TODAY }).where('id', '=', other().id).execute()
    assert.deepEqual(refusals(await name()), ['deputy: Choose somebody from the list'])
  })

  test('the same person twice for the same days, but not for others or once that has ended', async () => {
    const id = await idOf(name())
    const days = { from: NEXT_WEEK, to: '2026-12-05' }
    assert.deepEqual(refusals(await name(days)), [
      'deputy: Mona Price is your deputy in Libraries already, from 22 November 2026 to 29 November 2026: choose other days, or end that first',
    ])
    assert.ok((await name({ from: '2026-11-30', to: '2026-12-05' })).ok)
    assert.ok((await name({ deputy: at().second.id })).ok, 'two deputies on one day are as good as one')
    assert.ok((await endDeputy(at().db, at().manager, id, quietSite)).ok)
    assert.ok((await name({ to: TODAY })).ok)
  })

  test('naming by anybody but a manager', async () => {
    await assert.rejects(name({}, at().governance), NotAllowed)
  })
})

describe('a time as deputy', () => {
  test('ends at once when the manager, the deputy or an administrator ends it, and by nobody else', async () => {
    const { administrator } = at().world.users
    for (const [from, by] of [
      [TODAY, at().manager],
      ['2026-11-23', at().act(other())],
      ['2026-11-24', at().act(administrator)],
    ] as const) {
      const id = await idOf(name({ from, to: from }))
      await assert.rejects(endDeputy(at().db, at().governance, id, quietSite), NotAllowed)
      assert.ok((await endDeputy(at().db, by, id, quietSite)).ok)
      assert.deepEqual((await on(other(), from)).serviceIds, [music()])
      const again = await endDeputy(at().db, by, id, quietSite)
      assert.match(String(refusals(again)), /has ended already/)
    }
  })

  test('is in the audit trail, by the numbers of people, with the name where it can be erased', async () => {
    const id = await idOf(name())
    await endDeputy(at().db, at().manager, id, quietSite)
    const events = await at()
      .db.selectFrom('auditEvents')
      .selectAll()
      .where('kind', 'in', ['deputy named', 'made deputy', 'deputy ended'])
      .orderBy('id')
      .execute()
    assert.deepEqual(
      events.map(({ kind, subjectKind, subjectId }) => [kind, subjectKind, subjectId]),
      [
        ['deputy named', 'service', 'LIB'],
        ['made deputy', 'user', String(other().id)],
        ['deputy ended', 'service', 'LIB'],
        ['deputy ended', 'user', String(other().id)],
      ],
    )
    for (const { details } of events) assert.doesNotMatch(details, /Mona|Mark/)
  })

  test('is never rewritten or deleted', async () => {
    const id = await idOf(name())
    const set = at().db.updateTable('serviceDeputies').set({ toOn: '2027-11-29' }).where('id', '=', id)
    await assert.rejects(set.execute(), /never rewritten/)
    await assert.rejects(at().db.deleteFrom('serviceDeputies').execute(), /never deleted/)
    await endDeputy(at().db, at().manager, id, quietSite)
    const again = at().db.updateTable('serviceDeputies').set({ endedAt: null, endedById: null }).where('id', '=', id)
    await assert.rejects(again.execute(), /stays so/)
  })

  test('is told to the deputy by mail, once when it is given and once when it is ended', async () => {
    const draft = { services: ['LIB'], deputy: other().id, from: TODAY, to: NEXT_WEEK }
    const named = await nameDeputy(at().db, at().manager, draft, mailing)
    assert.ok(named.ok)
    await endDeputy(at().db, at().manager, named.value[0] ?? 0, mailing)
    const mails = await at()
      .db.selectFrom('mailOutbox')
      .select(['toAddress', 'subject', 'text'])
      .orderBy('id')
      .execute()
    assert.deepEqual(
      mails.map(({ toAddress, subject }) => [toAddress, subject]),
      [
        [other().email, 'You stand in for Mark Lowe'],
        [other().email, 'You no longer stand in for Mark Lowe'],
      ],
    )
    assert.match(mails[0]?.text ?? '', /in Libraries, from 22 November 2026 to 29 November 2026, both days included/)
  })

  test('follows a service that is merged into another', async () => {
    await idOf(name())
    const survivor = { code: 'LIB2', name: 'Library service', organisationId: at().world.organisationId }
    const { id } = await at().db.insertInto('services').values(survivor).returning('id').executeTakeFirstOrThrow()
    await at().db.updateTable('services').set({ mergedIntoId: id }).where('id', '=', libraries()).execute()
    await at().db.updateTable('userServices').set({ serviceId: id }).where('serviceId', '=', libraries()).execute()
    assert.deepEqual((await on(other())).serviceIds, [libraries(), music(), id])
  })
})
