import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { eraseAccount } from '../../db/queries/own-retention.ts'
import { viewsOf } from '../../db/queries/saved-views.ts'
import type { Db } from '../../db/schema.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { check } from '../domain/problem.ts'
import { MOST_VIEWS, SavedViewNaming } from '../domain/saved-view.ts'
import { changeView, removeView, saveView } from './saved-views.ts'
import { clockAt, TODAY } from './test-cycle.ts'
import { refusals } from './test-review.ts'

let db: Db
let close: () => Promise<void>
let world: Awaited<ReturnType<typeof smallWorld>>

before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  world = await smallWorld(db)
})
after(() => close())
afterEach(() => db.deleteFrom('savedViews').execute())

const by = (role: keyof typeof world.users) => ({ who: world.users[role], clock: clockAt(TODAY) })
const kept = { list: 'findings', query: 'code=ROP-09', columns: '' } as const
const naming = (name: string, isDefault = false) => ({ name, default: isDefault })
const save = async (name: string, isDefault = false, role: keyof typeof world.users = 'governance') =>
  saveView(db, by(role), kept, naming(name, isDefault))
const idOf = async (name: string, isDefault = false, role: keyof typeof world.users = 'governance') => {
  const saved = await save(name, isDefault, role)
  assert.deepEqual(refusals(saved), [])
  return saved.ok ? saved.value : 0
}
const starts = async () =>
  (await viewsOf(db, world.users.governance.id)).filter(({ isDefault }) => isDefault === 1).map(({ name }) => name)

describe('a name', () => {
  test('has 1 to 60 characters, on one line', () => {
    const named = (name: string) => check(SavedViewNaming, { name })
    assert.deepEqual(named('  Over\ndue '), { ok: true, value: { name: 'Over due', default: false } })
    assert.ok(named('x'.repeat(60)).ok)
    assert.equal(named('x'.repeat(61)).ok, false)
    assert.equal(named('   ').ok, false)
    assert.equal(named('a\u0000b').ok, false)
  })

  test('is used once by one person for one list, also at the same moment, and by others as they like', async () => {
    const saved = await Promise.all(['Mine', 'Mine', 'Mine'].map((name) => save(name)))
    assert.equal(saved.filter(({ ok }) => ok).length, 1)
    assert.deepEqual(refusals(await save('Mine')), ['name: You have a view called “Mine” already: choose another name'])
    assert.ok((await save('Mine', false, 'manager')).ok)
    assert.ok((await saveView(db, by('governance'), { ...kept, list: 'records' }, naming('Mine'))).ok)
  })
})

describe('the views of a person', () => {
  test('are 50 of a list at the most', async () => {
    for (let n = 0; n < MOST_VIEWS; n++) await idOf(`View ${n}`)
    assert.deepEqual(refusals(await save('One more')), [
      'name: You have 50 views of this list, as many as can be kept: delete one first',
    ])
    assert.ok((await saveView(db, by('governance'), { ...kept, list: 'records' }, naming('One more'))).ok)
  })

  test('have one with which the list begins, or none', async () => {
    const first = await idOf('First', true)
    await idOf('Second', true)
    assert.deepEqual(await starts(), ['Second'])
    assert.ok((await changeView(db, by('governance'), first, naming('First', true))).ok)
    assert.deepEqual(await starts(), ['First'])
    assert.ok((await changeView(db, by('governance'), first, naming('First'))).ok)
    assert.deepEqual(await starts(), [])
  })

  test('are renamed and deleted by that person alone', async () => {
    const id = await idOf('Mine')
    await idOf('Other')
    assert.deepEqual(refusals(await changeView(db, by('governance'), id, naming('Other'))), [
      'name: You have a view called “Other” already: choose another name',
    ])
    assert.deepEqual(refusals(await changeView(db, by('manager'), id, naming('Theirs'))), [
      'name: This view has been deleted',
    ])
    assert.equal(await removeView(db, by('manager'), id), false)
    assert.equal(await removeView(db, by('governance'), id), true)
    assert.deepEqual(
      (await viewsOf(db, world.users.governance.id)).map(({ name }) => name),
      ['Other'],
    )
  })

  test('go when the person is erased', async () => {
    const { id } = world.users.auditor
    await idOf('Mine', true, 'auditor')
    await db.updateTable('users').set({ suspendedAt: TODAY }).where('id', '=', id).execute()
    assert.ok(await eraseAccount(db, id, `${TODAY}T12:00:00.000Z`))
    assert.deepEqual(await viewsOf(db, id), [])
  })
})
