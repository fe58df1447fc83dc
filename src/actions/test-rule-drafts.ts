import assert from 'node:assert/strict'
import { ruleByCode } from '../../db/queries/retention-rules.ts'
import { caseRule } from '../../db/test-rules.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import type { Checked } from '../domain/problem.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import type { Acting } from './acting.ts'
import { addRule } from './retention-rules.ts'
import { beginRuleDraft } from './rule-drafts.ts'
import { acting } from './test-acting.ts'

/** The small world with two people of information governance, and what adds rules and drafts of the libraries to it. */
export async function draftsWorld() {
  const { db, close } = await temporaryDatabase()
  const world = await smallWorld(db)
  const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
  const grace = acting(clock)
  const other: Acting = { clock, who: { ...grace.who, id: 2, name: 'George Hale' } as Acting['who'] }
  const libraryRule = (parts: Partial<RuleContent> = {}) => caseRule({ serviceId: world.services.libraries, ...parts })
  let codes = 0
  const newRule = async (parts: Partial<RuleContent> = {}): Promise<string> => {
    codes += 1
    const code = `CASE-${codes}`
    assert.ok((await addRule(db, grace, { ...libraryRule(parts), code })).ok)
    return code
  }
  /** A draft over the first version of a rule. */
  const drafted = async (code: string, parts: Partial<RuleContent>): Promise<number> => {
    const begun = await beginRuleDraft(db, grace, { code, basedOn: 1, content: libraryRule(parts) })
    assert.ok(begun.ok)
    return begun.value
  }
  const rule = async (code: string) => {
    const found = await ruleByCode(db, code, null)
    assert.ok(found)
    return found
  }
  return { db, close, world, clock, grace, other, libraryRule, newRule, drafted, rule }
}

/** The fields that an outcome complains of. */
export const fieldsOf = (outcome: Checked<unknown>): string[] =>
  outcome.ok ? [] : outcome.problems.map(({ field }) => field)
