import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { contentsOf } from '../../db/queries/activity-contents.ts'
import { activityList } from '../../db/queries/activity-list.ts'
import { accountByEmail, demonstrationAccounts } from '../../db/queries/users.ts'
import { temporaryDatabase } from '../../db/test-world.ts'
import { activities } from '../../seed/activities.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { check } from '../domain/problem.ts'
import { DEMONSTRATION_PASSWORD } from './demonstration-accounts.ts'
import { passwordMatches } from './passwords.ts'
import { loadSampleRegister } from './sample-register.ts'

const { db, close } = await temporaryDatabase()
after(close)
const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }

test('the sample register fills an empty database, and reads back as it was written', async () => {
  const loaded = await loadSampleRegister(db, clock, { demonstrationAccounts: true })
  assert.ok(loaded.ok)
  assert.equal(loaded.value.rules, 70)
  assert.ok(loaded.value.activities >= 77)
  const rows = await activityList(db, {}, null, { order: 'reference', offset: 0, limit: 1000 })
  const contents = await contentsOf(
    db,
    rows.map(({ versionId }) => versionId),
  )
  const read = new Map(rows.map(({ reference, versionId }) => [reference, contents.get(versionId)]))
  for (const { reference, content } of activities) assert.deepEqual(read.get(reference), content, reference)
  assert.equal(rows.length, activities.length)
  for (const row of rows)
    assert.deepEqual(
      [row.status, row.version, row.approvedOn, row.nextReviewOn],
      ['approved', 1, '2026-11-22', '2027-11-22'],
    )
})

test('every sample activity passes the check that a form does, so that each can be opened, changed and saved', () => {
  for (const { reference, content } of activities) {
    const checked = check(ActivityDraft, content)
    assert.deepEqual(checked.ok ? [] : checked.problems, [], reference)
  }
})

test('every rule of the sample is in force, and every current version is the rule’s own', async () => {
  const rules = await db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .select(['rule.id', 'version.ruleId', 'version.validFrom', 'version.recomputedAt'])
    .execute()
  assert.equal(rules.length, 70)
  for (const rule of rules) {
    assert.equal(rule.id, rule.ruleId)
    assert.equal(rule.validFrom, '2026-01-01')
    assert.notEqual(rule.recomputedAt, null)
  }
})

test('a demonstration account signs in with the printed password, one or more for each role', async () => {
  const accounts = await demonstrationAccounts(db)
  assert.deepEqual(
    new Set(accounts.map(({ role }) => role)),
    new Set(['governance', 'manager', 'auditor', 'administrator']),
  )
  const manager = await accountByEmail(db, 'manager@muniment.example')
  assert.equal(await passwordMatches(DEMONSTRATION_PASSWORD, manager?.passwordHash ?? ''), true)
  assert.equal(manager?.serviceIds.length, 2)
})

test('a database that holds anything is refused, and stays as it is', async () => {
  const again = await loadSampleRegister(db, clock)
  assert.equal(again.ok, false)
  assert.match(again.ok ? '' : (again.problems[0]?.text ?? ''), /not empty/)
  assert.equal((await db.selectFrom('processingActivities').select('id').execute()).length, activities.length)
})
