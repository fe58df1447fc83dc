import type { Request, Response } from 'express'
import { type RuleRow, ruleByCode, ruleVersions } from '../../../db/queries/retention-rules.ts'
import { approvalsOfRule } from '../../../db/queries/rule-approvals.ts'
import { type RuleDraft, ruleDraftById } from '../../../db/queries/rule-drafts.ts'
import { isOutdated } from '../../actions/rule-approval.ts'
import { type FullPreview, previewInFull } from '../../actions/rule-preview-full.ts'
import { whoIdOf } from '../../domain/audit-event.ts'
import { reach } from '../../domain/permission.ts'
import type { Checked } from '../../domain/problem.ts'
import type { RuleContent } from '../../domain/retention-rule.ts'
import { readDraft } from '../../domain/rule-draft.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'
import { pathId } from '../query.ts'

/** A draft with all that is asked of it. `base`: the version that it was written over; `rule`: as it is in force; undefined for a new rule. */
export type DraftRead = {
  draft: RuleDraft
  content: Checked<RuleContent>
  base: RuleRow | undefined
  rule: RuleRow | undefined
  outdated: boolean
  /** Somebody else than the reader has to approve it. */
  needsAnother: boolean
}

/** The draft that an address names, when it is within the reader's reach; throws `NotFound` otherwise. */
export const draftOf = async (app: App, req: Request, res: Response): Promise<RuleDraft> =>
  found(await ruleDraftById(app.db, found(pathId(req), 'draft'), reach(userOf(res))), 'draft')

/** A draft with its rule. */
export async function readingOf({ db }: Pick<App, 'db'>, res: Response, draft: RuleDraft): Promise<DraftRead> {
  const content = readDraft(draft)
  const rule = await ruleByCode(db, draft.code, null)
  const versions = rule && draft.basedOnVersion !== null ? await ruleVersions(db, rule.ruleId) : []
  const services = [draft.serviceId, ...(rule ? [rule.serviceId] : [])]
  const ownSubmission = draft.submittedById === whoIdOf(userOf(res))
  return {
    ...{ draft, content, rule },
    base: versions.find(({ version }) => version === draft.basedOnVersion),
    outdated: isOutdated(draft),
    needsAnother: ownSubmission && (await approvalsOfRule(db, services)) === 2,
  }
}

/** What a draft on its way would do to the records within a reach (null: all); null for a new rule, and for what cannot be approved as it is. */
export async function movesOf(
  { db, clock }: App,
  { draft, content, rule, outdated }: DraftRead,
  within: number[] | null,
): Promise<FullPreview | null> {
  const onItsWay = draft.state === 'draft' || draft.state === 'submitted'
  if (!onItsWay || !content.ok || !rule || draft.basedOnVersion === null || outdated) return null
  return previewInFull(db, rule.ruleId, content.value, { clock, reach: within })
}
