import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { sourceSystemByCode } from '../../db/queries/source-systems.ts'
import { addRecord } from '../../db/test-records.ts'
import type { SourceSystemDraft } from '../domain/organisation.ts'
import { fingerprint } from './fingerprint.ts'
import { addSourceSystem, changeSourceSystem, systemState } from './source-systems.ts'
import { acting } from './test-acting.ts'
import { type FeedWorld, feedWorld } from './test-feeds.ts'
import { refusals } from './test-review.ts'

let at: FeedWorld
beforeEach(async () => {
  at = await feedWorld()
  const others = [
    { code: 'PCC', name: 'Peterborough City Council', kind: 'council' },
    { code: 'ACME', name: 'Acme Systems', kind: 'supplier' },
  ] as const
  await at.db
    .insertInto('organisations')
    .values([...others])
    .execute()
})
afterEach(() => at.close())

const draft: SourceSystemDraft = {
  name: 'Case files',
  description: '',
  defaultService: '',
  limitedTo: [],
  organisation: '',
}
const add = (code: string, parts: Partial<SourceSystemDraft> = {}) =>
  addSourceSystem(at.db, acting(at.clock, 'administrator'), code, { ...draft, ...parts })
const change = async (code: string, parts: Partial<SourceSystemDraft>) => {
  const seen = fingerprint((await systemState(at.db, code)) ?? {})
  return changeSourceSystem(at.db, acting(at.clock, 'administrator'), code, seen, { ...draft, ...parts })
}
const organisationOf = async (code: string) => (await sourceSystemByCode(at.db, code))?.organisation

describe('the organisation whose records a source system holds', () => {
  test('is that of the default service, else that which the register is of, unless another is chosen', async () => {
    const organisationId = await idOf('PCC')
    await at.db.insertInto('services').values({ code: 'PLIB', name: 'Libraries', organisationId }).execute()
    assert.ok((await add('ONE', { defaultService: 'PLIB' })).ok)
    assert.ok((await add('TWO')).ok)
    assert.ok((await add('THREE', { defaultService: 'LIB', organisation: 'PCC' })).ok)
    assert.deepEqual(await Promise.all(['ONE', 'TWO', 'THREE'].map(organisationOf)), ['PCC', 'CCC', 'PCC'])
  })

  test('is a council, a shared service or whoever has a service, and never one that is not there', async () => {
    const sentence = 'organisation: Choose an organisation from the list'
    assert.deepEqual(refusals(await add('ONE', { organisation: 'ACME' })), [sentence])
    assert.deepEqual(refusals(await add('ONE', { organisation: 'NOBODY' })), [sentence])
  })

  test('may change while it holds nothing, and stays when nothing is said of it', async () => {
    await add('ONE')
    assert.ok((await change('ONE', { organisation: 'PCC' })).ok)
    assert.ok((await change('ONE', { name: 'Other files' })).ok)
    assert.equal(await organisationOf('ONE'), 'PCC')
    const [event] = await at.db.selectFrom('auditEvents').selectAll().where('kind', '=', 'changed').limit(1).execute()
    assert.match(event?.details ?? '', /"organisation".*"CCC".*"PCC"/)
  })

  test('stays while it holds records, or while a feed waits to bring some', async () => {
    await at.created('reference,rule,trigger_date\nA-1,LIB-03,2026-01-01\n', { source: 'MUSIC' })
    await addRecord(at.db, at.world, {})
    for (const code of ['MUSIC', 'LMS']) {
      assert.deepEqual(refusals(await change(code, { organisation: 'PCC' })), [
        'organisation: It holds records of Cambridgeshire County Council or is being sent some: a source system keeps its organisation while it holds any',
      ])
      assert.ok((await change(code, { organisation: 'CCC' })).ok)
    }
  })
})

const idOf = async (code: string): Promise<number> =>
  (await at.db.selectFrom('organisations').select('id').where('code', '=', code).executeTakeFirstOrThrow()).id
