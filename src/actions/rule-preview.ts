import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { type RuleRow, ruleVersions } from '../../db/queries/retention-rules.ts'
import { alikeRecords } from '../../db/queries/rule-records.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { type ChangePreview, noChange, withGroup } from '../domain/change-preview.ts'
import { place } from '../domain/placement.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { movableStates, sameBasis } from '../domain/rule-change.ts'
import { sameContent } from '../domain/rule-content.ts'
import { changedMeanwhile, knownService, NOTHING_CHANGED } from './rule-versions.ts'

const AT_ONCE = 5_000

/** A change that could be saved: what it would move, and the name of the service that the rule would then have. */
export type ProposedChange = { preview: ChangePreview; serviceName: string | null }

/** Looks at a change before it is saved; refused as `changeRule` would refuse it. */
export async function proposeChange(
  db: Db,
  rule: RuleRow,
  { seen, content }: { seen: number; content: RuleContent },
  today: IsoDate,
): Promise<Checked<ProposedChange>> {
  if (rule.version !== seen) return changedMeanwhile(rule.code)
  const service = await knownService(db, content)
  if (!service.ok) return service
  const preview = await previewChange(db, rule.ruleId, content, today)
  if (sameContent(rule, content) && preview.earlier === 0) return refused('recordSeries', NOTHING_CHANGED)
  return accepted({ preview, serviceName: service.value })
}

/**
 * How many records a change of a rule would move, counted as they stand now; nothing is written.
 *
 * Dates are counted once for all records that stand alike, and other requests get their turn between the parts.
 */
export async function previewChange(
  db: Db,
  ruleId: number,
  content: RuleContent,
  today: IsoDate,
): Promise<ChangePreview> {
  const versions = new Map((await ruleVersions(db, ruleId)).map((version) => [version.id, version]))
  let preview = noChange()
  for (const state of movableStates) {
    for (let afterId: number | null = 0; afterId !== null; await turnOfEvents()) {
      const groups = await alikeRecords(db, { ruleId, state, afterId, limit: AT_ONCE })
      for (const group of groups)
        preview = withGroup(
          preview,
          {
            count: group.count,
            record: { state, dueOn: group.dueOn },
            placement: place(content, group.triggerOn, group.keptUntil),
            sameBasis: isSame(versions.get(group.ruleVersionId), content),
          },
          today,
        )
      afterId = groups.length === 0 ? null : Math.max(...groups.map(({ lastId }) => lastId))
    }
  }
  return preview
}

const isSame = (version: RuleRow | undefined, content: RuleContent): boolean =>
  version !== undefined && sameBasis(version, content)
