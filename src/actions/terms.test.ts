import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { formerNames, namesAsAt } from '../../db/queries/name-changes.ts'
import { termById, termList } from '../../db/queries/term-list.ts'
import { termNames } from '../../db/queries/terms.ts'
import { usedIn } from '../../db/queries/used-in.ts'
import { activityContent, confirmed } from '../../db/test-activity.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { addActivity, saveDraft } from './activity-drafts.ts'
import { fingerprint } from './fingerprint.ts'
import { addTerm, changeTerm, mergeTerm } from './terms.ts'
import { addApproved } from './test-activities.ts'
import { clock, governance, mergeWorld, openedActivity, refusal, saveAsOpened } from './test-merges.ts'

type At = Awaited<ReturnType<typeof mergeWorld>>
let at: At
let members = 0
let twin = 0

const people = (name: string) => ({ ...confirmed, kind: 'data subject category', name, mark: null, was: null }) as const
const draft = (...names: string[]) =>
  ActivityDraft.parse({ ...activityContent(), terms: names.map((name) => people(name)) })
const idOf = async (name: string): Promise<number> =>
  (await termList(at.db, {}, null)).find((term) => term.name === name)?.id ?? 0
const seen = async (id: number): Promise<string> => fingerprint((await termById(at.db, id)) ?? {})
const openChildren = () =>
  at.db.selectFrom('findings').select('code').where('code', '=', 'CHD-01').where('fixedOn', 'is', null).execute()

before(async () => {
  at = await mergeWorld()
  assert.ok((await addApproved(at.db, governance, 'LIB-A1', draft('Members'))).ok)
  assert.ok((await addApproved(at.db, governance, 'LIB-A2', draft('members '.trim(), 'Library users'))).ok)
  assert.ok((await addActivity(at.db, governance, 'LIB-A3', draft('Members', 'Library  users'))).ok)
  members = await idOf('Members')
  twin = await idOf('Library users')
})
after(() => at.close())

test('a term that an activity names first says in its history that it was added, and one that is merged which mark it had', async () => {
  const events = (id: number) =>
    at.db
      .selectFrom('auditEvents')
      .select(['kind', 'details'])
      .where('subjectKind', '=', 'term')
      .where('subjectId', '=', String(id))
      .orderBy('id')
      .execute()
  const [added, ...more] = await events(members)
  assert.deepEqual([added?.kind, JSON.parse(added?.details ?? '').facts], ['added', { name: 'Members', mark: 'none' }])
  assert.deepEqual(more, [])
  const pupils = { kind: 'data subject category', name: 'Pupils', mark: 'children' } as const
  const [from, into] = [
    await addTerm(at.db, governance, pupils),
    await addTerm(at.db, governance, { ...pupils, name: 'Learners', mark: 'none' }),
  ]
  assert.ok(from.ok && into.ok)
  assert.ok((await mergeTerm(at.db, governance, from.value, into.value, { marksDiffer: true })).ok)
  const changed = (await events(from.value)).find(({ kind }) => kind === 'changed')
  assert.deepEqual(JSON.parse(changed?.details ?? '').changes, [{ field: 'mark', before: 'children', after: 'none' }])
})

test('a term is added once, in whatever kind it is', async () => {
  const term = { kind: 'source', name: 'The person', mark: 'none' } as const
  const added = await addTerm(at.db, governance, term)
  assert.ok(added.ok)
  assert.match(refusal(await addTerm(at.db, governance, term)), /There is a term of this kind/)
  assert.ok((await addTerm(at.db, governance, { ...term, kind: 'security measure' })).ok)
  const unused = await termList(at.db, { used: 'none', words: ['PERSON'] }, null)
  assert.deepEqual(
    unused.map(({ kind, activities }) => [kind, activities]),
    [
      ['security measure', 0],
      ['source', 0],
    ],
  )
})

test('a rename is said by every activity at once, and kept with its day; the first of two people wins', async () => {
  const was = await seen(members)
  assert.ok((await changeTerm(at.db, governance, members, was, { name: 'Library members', mark: 'none' })).ok)
  assert.equal((await openedActivity(at.db, 'LIB-A1')).terms[0]?.name, 'Library members')
  assert.match(
    refusal(await changeTerm(at.db, governance, members, was, { name: 'Readers', mark: 'none' })),
    /changed by somebody else/,
  )
  const taken = { name: 'Library users', mark: 'none' } as const
  assert.match(
    refusal(await changeTerm(at.db, governance, members, await seen(members), taken)),
    /with this name already/,
  )
  assert.deepEqual(await formerNames(at.db, 'term', members, null), [
    { name: 'Members', until: clock.now(), byName: 'Grace Ashby' },
  ])
  assert.equal((await namesAsAt(at.db, 'term', '2026-11-25T23:59:59.999Z')).get(members), 'Members')
  assert.equal((await namesAsAt(at.db, 'term', clock.now())).get(members), 'Library members')
})

test('a mark is found in every activity that names the term, and found no more when it is taken off', async () => {
  const name = 'Library members'
  assert.equal((await usedIn(at.db, 'term', members)).length, 3)
  assert.ok((await changeTerm(at.db, governance, members, await seen(members), { name, mark: 'children' })).ok)
  assert.equal((await openChildren()).length, 3)
  assert.ok((await changeTerm(at.db, governance, members, await seen(members), { name, mark: 'none' })).ok)
  assert.deepEqual(await openChildren(), [])
  const wrong = await changeTerm(at.db, governance, members, await seen(members), { name, mark: 'special category' })
  assert.match(refusal(wrong), /Choose a mark that terms of this kind can have/)
})

test('a merge of terms that are marked differently has to be meant, and holds what names the duplicate to the mark', async () => {
  const named = { name: 'Library users', mark: 'children' } as const
  assert.ok((await changeTerm(at.db, governance, twin, await seen(twin), named)).ok)
  assert.match(refusal(await mergeTerm(at.db, governance, members, twin, { marksDiffer: false })), /marked “none” and/)
  assert.match(refusal(await mergeTerm(at.db, governance, members, members, { marksDiffer: true })), /into itself/)
  const source = await idOf('The person')
  assert.match(refusal(await mergeTerm(at.db, governance, members, source, { marksDiffer: true })), /of the same kind/)
  assert.match(refusal(await mergeTerm(at.db, governance, members, 987, { marksDiffer: true })), /Choose from the list/)
  const merged = await mergeTerm(at.db, governance, members, twin, { marksDiffer: true })
  assert.deepEqual(merged, { ok: true, value: { activities: 3 } })
  assert.equal((await openChildren()).length, 3)
  assert.match(refusal(await mergeTerm(at.db, governance, twin, members, { marksDiffer: true })), /merged away itself/)
})

test('an activity that names a duplicate beside what took its place opens, saves, and says it once', async () => {
  for (const reference of ['LIB-A1', 'LIB-A2', 'LIB-A3']) {
    const names = (await openedActivity(at.db, reference)).terms.map(({ name }) => name)
    assert.equal(names.filter((name) => name === 'Library users').length, 1, reference)
    assert.ok((await saveAsOpened(at.db, reference, `Changed ${reference}`)).ok)
  }
  const typed = draft('LIBRARY MEMBERS', 'Library users')
  const saved = await saveDraft(at.db, governance, 'LIB-A3', { version: 1, revision: 2 }, typed)
  assert.ok(saved.ok)
  assert.deepEqual(
    (await openedActivity(at.db, 'LIB-A3')).terms.map(({ name }) => name),
    ['Library users'],
  )
  assert.ok((await termNames(at.db)).every(({ name }) => name !== 'Library members'))
})
