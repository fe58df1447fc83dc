import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complete, said } from './findings/test-activity.ts'
import { checkConfirmation, checkMerge, INTO, type Mergeable } from './merging.ts'
import { codeFromName } from './new-organisation.ts'
import type { ActivityContent } from './processing-activity.ts'
import { likelyDuplicates, type Survivors, termKey, withSurvivors } from './survivors.ts'
import { NewTerm } from './term.ts'

const nothing: Survivors = { services: new Map(), organisations: new Map(), terms: new Map() }

test('an activity says what took the place of what was merged away, and says it once', () => {
  const people = (name: string) => ({ ...said, kind: 'data subject category', name, mark: 'none' }) as const
  const processor = (organisation: string) =>
    ({ ...said, organisation, category: '', role: 'processor', contract: '', contractEndsOn: null }) as const
  const controller = { ...said, part: 'controller', organisation: 'CCC', detail: '', contract: '' } as const
  const content: ActivityContent = {
    ...complete,
    service: 'LIB',
    terms: [people('Library members'), people('Members')],
    parties: [controller],
    recipients: [processor('OLD'), processor('NEW')],
  }
  const now = withSurvivors(content, {
    services: new Map([['LIB', 'CUL']]),
    organisations: new Map([
      ['OLD', 'NEW'],
      ['CCC', 'COUNTY'],
    ]),
    terms: new Map([[termKey(people('Members')), { name: 'Library members', mark: 'children' }]]),
  })
  assert.equal(now.service, 'CUL')
  assert.deepEqual(
    now.terms.map(({ name }) => name),
    ['Library members'],
  )
  assert.deepEqual(
    now.recipients.map(({ organisation }) => organisation),
    ['NEW'],
  )
  assert.equal(now.parties[0]?.organisation, 'COUNTY')
  assert.equal(withSurvivors(content, nothing), content)
})

test('what an activity said twice itself stays as it said it, whatever was merged', () => {
  const recipient = (organisation: string) =>
    ({ ...said, organisation, category: '', role: 'processor', contract: '', contractEndsOn: null }) as const
  const content: ActivityContent = { ...complete, recipients: ['NEW', 'OLD', 'NEW', 'ELSE', 'ELSE'].map(recipient) }
  const recipients = (merged: [string, string][]) =>
    withSurvivors(content, { ...nothing, organisations: new Map(merged) }).recipients.map((one) => one.organisation)
  assert.deepEqual(recipients([['CCC', 'COUNTY']]), ['NEW', 'OLD', 'NEW', 'ELSE', 'ELSE'])
  assert.deepEqual(recipients([['OLD', 'NEW']]), ['NEW', 'NEW', 'ELSE', 'ELSE'])
})

test('names that differ only in capitals or blanks are likely the same, within one kind', () => {
  const names = ['Library  Members', 'library members', 'LibraryMembers', 'Members'].map((name) => ({ name }))
  assert.deepEqual(
    likelyDuplicates(names).map((group) => group.length),
    [3],
  )
  const kinds = ['source', 'measure'].map((kind) => ({ kind, name: 'Staff' }))
  assert.deepEqual(
    likelyDuplicates(kinds, ({ kind }) => kind),
    [],
  )
})

test('a merge is refused into itself, of what is gone, into what is gone, and of what never was', () => {
  const thing = (id: number, mergedIntoId: number | null = null): Mergeable => ({
    ...{ id, code: `S${id}`, name: `Service ${id}`, mergedIntoId },
  })
  const cases: [Mergeable | undefined, Mergeable | undefined, RegExp][] = [
    [thing(1), thing(1), /Service 1 cannot be merged into itself/],
    [thing(1, 2), thing(3), /Service 1 was merged away already/],
    [thing(1), thing(2, 1), /Service 2 was merged away itself/],
    [undefined, thing(2), /Choose from the list a service/],
    [thing(1), undefined, /Choose from the list a service/],
  ]
  for (const [from, into, sentence] of cases) {
    const checked = checkMerge('service', from, into)
    assert.ok(!checked.ok)
    assert.equal(checked.problems[0]?.field, INTO)
    assert.match(checked.problems[0]?.text ?? '', sentence)
  }
  assert.ok(checkMerge('service', thing(1), thing(2)).ok)
})

test('a merge is confirmed by the code of what goes or, without one, by a tick', () => {
  assert.deepEqual(checkConfirmation('LIB2', 'Libraries', ' lib2 '), [])
  assert.match(checkConfirmation('LIB2', 'Libraries', 'LIB')[0]?.text ?? '', /Enter LIB2/)
  assert.deepEqual(checkConfirmation(null, 'Members', 'yes'), [])
  assert.match(checkConfirmation(null, 'Members', '')[0]?.text ?? '', /“Members” is the duplicate/)
})

test('a code is made from a name, short, in capitals, and of no other', () => {
  const cases: [string, string][] = [
    ['Capita', 'CAPITA'],
    ['Café Ölmühle & Söhne', 'CAFE-OLMUHLE-SOHNE'],
    ['Cambridgeshire Community Services NHS Trust', 'CAMBRIDGESHIRE-NHS'],
    ['365 Ltd', 'ORG-365-LTD'],
    ['東京', 'ORG'],
    ['New', 'NEW-2'],
    ['Donaudampfschifffahrtsgesellschaft', 'DONAUDAMPFSCHIFFFAHR'],
  ]
  for (const [name, code] of cases) assert.equal(codeFromName(name, new Set()), code)
  assert.equal(codeFromName('Capita', new Set(['CAPITA', 'CAPITA-2'])), 'CAPITA-3')
  assert.equal(codeFromName('Donaudampfschifffahrt', new Set(['DONAUDAMPFSCHIFFFAHR'])), 'DONAUDAMPFSCHIFFFA-2')
})

test('only people and data are marked, each in its own way', () => {
  const term = { kind: 'source', name: 'The person', mark: 'none' }
  assert.ok(NewTerm.safeParse(term).success)
  assert.equal(NewTerm.safeParse({ ...term, mark: 'children' }).success, false)
  assert.equal(NewTerm.safeParse({ ...term, kind: 'personal data category', mark: 'children' }).success, false)
  assert.ok(NewTerm.safeParse({ ...term, kind: 'data subject category', mark: 'children' }).success)
})
