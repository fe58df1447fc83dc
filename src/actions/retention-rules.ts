import { type RuleRow, ruleByCode } from '../../db/queries/retention-rules.ts'
import {
  addRule as addRuleRow,
  addRuleVersion,
  type NewRuleVersion,
  putRuleInForce,
  serviceName,
} from '../../db/queries/rule-versions.ts'
import type { Db } from '../../db/schema.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { sameBasis } from '../domain/rule-change.ts'
import { contentOf, sameContent } from '../domain/rule-content.ts'
import { type ComparedRule, ruleDifferences } from '../domain/rule-differences.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'

/** The field of the problem that says that somebody else changed the rule first. */
export const CHANGED_MEANWHILE = 'version'

/** What is said of a change that changes nothing. */
export const NOTHING_CHANGED = 'Nothing is changed yet: change a field, or go back to the rule'

/** What a change came to: the new version, its rule, and whether records have to be given its dates. */
export type ChangedRule = { ruleId: number; version: number; toApply: boolean }

/** Adds a rule with its first version, in force from today and confirmed by who adds it; refused when the code is taken. */
export async function addRule(
  db: Db,
  acting: Acting,
  { code, ...content }: RuleContent & { code: string },
): Promise<Checked<string>> {
  mustBeAllowed(acting, 'edit the schedule')
  return db.transaction().execute(async (tx) => {
    const service = await knownService(tx, content)
    if (!service.ok) return service
    const ruleId = await addRuleRow(tx, code)
    if (ruleId === null) return refused('code', `${code} is in the schedule already: choose another code`)
    const versionId = await addRuleVersion(tx, {
      ...written(acting, content),
      ruleId,
      version: 1,
      standing: 'confirmed',
      recomputedAt: acting.clock.now(),
      shortensExisting: 0,
    })
    if (versionId !== null) await putRuleInForce(tx, ruleId, null, versionId)
    const facts = { version: 1, 'record series': content.recordSeries }
    await recordEvent(tx, acting, { kind: 'added', subject: subjectOf(code), facts })
    return accepted(code)
  })
}

/** What is changed: the code, the version that the person was shown, and what becomes of what records hold already. */
export type RuleChange = { code: string; seen: number; content: RuleContent; shortensExisting: boolean }

/**
 * Changes a rule: what is submitted becomes its next version, in force from today; earlier versions stay as they were.
 *
 * Refused under `CHANGED_MEANWHILE` when the version seen is no longer in force: of several people who change it, the first wins.
 * The dates of records follow with `recomputeRule`, and only where dates or decisions rest on what was changed.
 */
export async function changeRule(db: Db, acting: Acting, change: RuleChange): Promise<Checked<ChangedRule>> {
  mustBeAllowed(acting, 'edit the schedule')
  const { code, seen, content, shortensExisting } = change
  return db.transaction().execute(async (tx) => {
    const current = await ruleByCode(tx, code, null)
    if (current?.version !== seen) return changedMeanwhile(code)
    const service = await knownService(tx, content)
    if (!service.ok) return service
    if (sameContent(current, content) && !shortensExisting) return refused('recordSeries', NOTHING_CHANGED)
    const toApply = shortensExisting || !sameBasis(current, content)
    const changed = await nextVersion(tx, acting, current, {
      content,
      standing: current.standing,
      recomputedAt: toApply ? null : acting.clock.now(),
      shortensExisting: shortensExisting ? 1 : 0,
    })
    if (changed.ok) await recordChange(tx, acting, current, { ...current, ...content, service: service.value }, change)
    return changed
  })
}

/** Confirms a proposed rule as it stands, as a version of its own that says who did and when; no record moves. */
export async function confirmRule(db: Db, acting: Acting, code: string, seen: number): Promise<Checked<ChangedRule>> {
  mustBeAllowed(acting, 'edit the schedule')
  return db.transaction().execute(async (tx) => {
    const current = await ruleByCode(tx, code, null)
    if (current?.version !== seen) return changedMeanwhile(code)
    if (current.standing === 'confirmed') return refused('standing', `${code} is confirmed already`)
    const confirmed = await nextVersion(tx, acting, current, {
      content: contentOf(current),
      standing: 'confirmed',
      recomputedAt: acting.clock.now(),
      shortensExisting: 0,
    })
    const facts = { version: current.version + 1 }
    if (confirmed.ok) await recordEvent(tx, acting, { kind: 'confirmed', subject: subjectOf(code), facts })
    return confirmed
  })
}

type Standing = Pick<NewRuleVersion, 'standing' | 'recomputedAt' | 'shortensExisting'>

/** Adds the version that follows and puts it in force, unless somebody else was first. */
async function nextVersion(
  tx: Db,
  acting: Acting,
  current: RuleRow,
  { content, ...standing }: Standing & { content: RuleContent },
): Promise<Checked<ChangedRule>> {
  const { ruleId, code } = current
  const version = current.version + 1
  const versionId = await addRuleVersion(tx, { ...written(acting, content), ...standing, ruleId, version })
  if (versionId === null) return changedMeanwhile(code)
  if (!(await putRuleInForce(tx, ruleId, current.id, versionId)))
    throw new Error(`Version ${version} of ${code} was added beside another that came into force`)
  return accepted({ ruleId, version, toApply: standing.recomputedAt === null })
}

const written = ({ who, clock }: Acting, content: RuleContent) => ({
  ...content,
  validFrom: clock.today(),
  createdAt: clock.now(),
  createdByName: who.name,
})

/** The owner is a person, and is told apart from the rest. */
async function recordChange(tx: Db, acting: Acting, before: RuleRow, after: ComparedRule, change: RuleChange) {
  const differences = ruleDifferences({ ...before, service: before.serviceName }, after)
  const changes = differences.map((difference) => ({ ...difference, field: difference.field.toLowerCase() }))
  const isOwner = ({ field }: { field: string }) => field === 'owner'
  await recordEvent(tx, acting, {
    ...{ kind: 'changed', subject: subjectOf(before.code), changes: changes.filter((one) => !isOwner(one)) },
    personal: { changes: changes.filter(isOwner) },
    facts: { version: before.version + 1, ...(change.shortensExisting ? { 'applies to records held': true } : {}) },
  })
}

const subjectOf = (code: string) => ({ kind: 'retention rule', id: code }) as const

/** The name of the service that a rule names (null: none), refused when there is no such service. */
export async function knownService(db: Db, { serviceId }: RuleContent): Promise<Checked<string | null>> {
  if (serviceId === null) return accepted(null)
  const name = await serviceName(db, serviceId)
  return name === undefined ? refused('serviceId', 'Choose a service from the list') : accepted(name)
}

/** The refusal of a change to a version that is no longer in force. */
export const changedMeanwhile = (code: string) =>
  refused(
    CHANGED_MEANWHILE,
    `${code} was changed by somebody else since you opened it. What you typed is below and is not saved. Compare it with the version now in force, then save again to put yours in its place`,
  )
