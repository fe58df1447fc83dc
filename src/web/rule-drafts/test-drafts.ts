import assert from 'node:assert/strict'
import { ruleByCode } from '../../../db/queries/retention-rules.ts'
import { caseRule } from '../../../db/test-rules.ts'
import { addRule } from '../../actions/retention-rules.ts'
import { submitRuleDraft } from '../../actions/rule-approval.ts'
import { beginRuleDraft } from '../../actions/rule-drafts.ts'
import { retireRule } from '../../actions/rule-retirement.ts'
import { acting } from '../../actions/test-acting.ts'
import { contentOf } from '../../domain/rule-content.ts'
import type { testSite } from '../test-site.ts'

/** Drafts of rules of the libraries and of the music service by their numbers, and OLD-01, a rule that is retired. */
export async function ruleDrafts({
  db,
  world,
  clock,
}: Pick<Awaited<ReturnType<typeof testSite>>, 'db' | 'world' | 'clock'>) {
  const grace = acting(clock)
  const draft = async (code: keyof typeof world.rules): Promise<number> => {
    const rule = await ruleByCode(db, code, null)
    assert.ok(rule)
    const content = { ...contentOf(rule), reviewDays: 60 }
    const begun = await beginRuleDraft(db, grace, { code, basedOn: 1, content })
    assert.ok(begun.ok)
    return begun.value
  }
  const drafts = { open: await draft('LIB-09'), submitted: await draft('LIB-03'), music: await draft('MUS-02') }
  assert.ok((await submitRuleDraft(db, grace, drafts.submitted, { revision: 1, text: '' })).ok)
  assert.ok((await addRule(db, grace, { ...caseRule({ serviceId: world.services.libraries }), code: 'OLD-01' })).ok)
  assert.ok((await retireRule(db, grace, 'OLD-01', 'The service ended')).ok)
  return drafts
}
