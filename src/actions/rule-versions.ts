import { type RuleRow, ruleByCode } from '../../db/queries/retention-rules.ts'
import { activityIdsUsingRule } from '../../db/queries/rule-activities.ts'
import {
  addRule as addRuleRow,
  addRuleVersion,
  type NewRuleVersion,
  putRuleInForce,
  serviceName,
} from '../../db/queries/rule-versions.ts'
import type { Db } from '../../db/schema.ts'
import type { ChangePreview } from '../domain/change-preview.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { sameBasis } from '../domain/rule-change.ts'
import { sameContent } from '../domain/rule-content.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { refreshConcerned } from './concerned-activities.ts'
import { ruleChanges, ruleSubject, shownFacts } from './rule-event.ts'
import { indexForSearch } from './search-index.ts'

/** The field of the problem that says that somebody else changed the rule first. */
export const CHANGED_MEANWHILE = 'version'

/** What is said of a change that changes nothing. */
export const NOTHING_CHANGED = 'Nothing is changed yet: change a field, or go back to the rule'

/** What a change came to: the new version, its rule, and whether records have to be given its dates. */
export type ChangedRule = { ruleId: number; version: number; toApply: boolean }

/**
 * What is changed: the code, the version that the person was shown, and what becomes of what records hold already.
 *
 * `confirms`: the rule counts as confirmed from then on. `shown`: which records the person saw that it would move.
 */
export type RuleChange = {
  code: string
  seen: number
  content: RuleContent
  shortensExisting: boolean
  confirms?: boolean
  shown?: ChangePreview | null
}

/** Adds a rule with its first version, in force from today and confirmed, in the caller's transaction; refused when the code is taken. */
export async function addRuleWithin(
  tx: Db,
  acting: Acting,
  { code, ...content }: RuleContent & { code: string },
): Promise<Checked<ChangedRule>> {
  const service = await knownService(tx, content)
  if (!service.ok) return service
  const ruleId = await addRuleRow(tx, code)
  if (ruleId === null) return codeTaken(code)
  const standing = { standing: 'confirmed', recomputedAt: acting.clock.now(), shortensExisting: 0 } as const
  const versionId = await addRuleVersion(tx, { ...written(acting, content), ...standing, ruleId, version: 1 })
  if (versionId !== null) await putRuleInForce(tx, ruleId, null, versionId)
  const facts = { version: 1, 'record series': content.recordSeries }
  await recordEvent(tx, acting, { kind: 'added', subject: ruleSubject(code), facts })
  await indexForSearch(tx, 'rule', [code])
  return accepted({ ruleId, version: 1, toApply: false })
}

/** Puts a change of a rule in force from today as its next version, in the caller's transaction; refused as `changeRule` is. */
export async function changeRuleWithin(tx: Db, acting: Acting, change: RuleChange): Promise<Checked<ChangedRule>> {
  const { code, seen, content, shortensExisting } = change
  const current = await ruleByCode(tx, code, null)
  if (current?.version !== seen) return changedMeanwhile(code)
  if (current.status === 'retired') return isRetired(code)
  const service = await knownService(tx, content)
  if (!service.ok) return service
  const same = sameContent(current, content)
  const confirms = change.confirms === true && current.standing === 'proposed'
  if (same && !shortensExisting && !confirms) return refused('recordSeries', NOTHING_CHANGED)
  const toApply = shortensExisting || !sameBasis(current, content)
  const standing = confirms ? 'confirmed' : current.standing
  const changed = await nextVersion(tx, acting, current, {
    ...{ content, standing, recomputedAt: toApply ? null : acting.clock.now() },
    shortensExisting: shortensExisting ? 1 : 0,
  })
  if (!changed.ok) return changed
  const facts = { version: changed.value.version }
  if (same && !shortensExisting) await recordEvent(tx, acting, { kind: 'confirmed', subject: ruleSubject(code), facts })
  else
    await recordEvent(tx, acting, {
      ...{ kind: 'changed', subject: ruleSubject(code) },
      ...ruleChanges(current, { ...current, ...content, standing, service: service.value }),
      facts: {
        ...facts,
        ...(shortensExisting ? { 'applies to records held': true } : {}),
        ...(change.shown ? shownFacts(change.shown) : {}),
      },
    })
  return changed
}

type Next = Pick<NewRuleVersion, 'standing' | 'recomputedAt' | 'shortensExisting'> & { content: RuleContent }

/** Adds the version that follows and puts it in force, unless somebody else was first. */
async function nextVersion(tx: Db, acting: Acting, current: RuleRow, next: Next): Promise<Checked<ChangedRule>> {
  const { ruleId, code } = current
  const { content, ...standing } = next
  const version = current.version + 1
  const versionId = await addRuleVersion(tx, { ...written(acting, content), ...standing, ruleId, version })
  if (versionId === null) return changedMeanwhile(code)
  if (!(await putRuleInForce(tx, ruleId, current.id, versionId)))
    throw new Error(`Version ${version} of ${code} was added beside another that came into force`)
  await indexForSearch(tx, 'rule', [code])
  await refreshConcerned(tx, await activityIdsUsingRule(tx, ruleId), acting.clock)
  return accepted({ ruleId, version, toApply: standing.recomputedAt === null })
}

const written = ({ who, clock }: Acting, content: RuleContent) => ({
  ...content,
  validFrom: clock.today(),
  createdAt: clock.now(),
  createdByName: who.name,
})

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

/** The refusal of a new rule whose code the schedule has already. */
export const codeTaken = (code: string) => refused('code', `${code} is in the schedule already: choose another code`)

/** The refusal of any change to a rule that is retired. */
export const isRetired = (code: string) =>
  refused('recordSeries', `${code} is retired: bring it back before you change it`)
