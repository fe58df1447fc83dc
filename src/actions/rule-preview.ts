import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { ruleVersions } from '../../db/queries/retention-rules.ts'
import { type AlikeRecords, alikeRecords } from '../../db/queries/rule-records.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import {
  type ChangePreview,
  type Effect,
  effectsOn,
  figuresOf,
  noChange,
  withEffects,
} from '../domain/change-preview.ts'
import { type Placement, rememberedPlaces } from '../domain/placement.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { type MovableState, movableStates, sameBasis } from '../domain/rule-change.ts'

/** Records read at a time: other requests wait for no longer than that takes. */
const AT_ONCE = 2_000

/** The field of the problem that says that a change would move other records than the person was shown. */
export const FIGURES = 'figures'

/** How many records a change of a rule would move, counted as they stand now; nothing is written. See `eachAlike`. */
export async function previewChange(
  db: Db,
  ruleId: number,
  content: RuleContent,
  today: IsoDate,
): Promise<ChangePreview> {
  let preview = noChange()
  for await (const { alike, happening } of eachAlike(db, ruleId, content, today))
    preview = withEffects(preview, alike.count, happening)
  return preview
}

/**
 * Refused when a change moves other numbers of records by now than the person saw, whose figures these are. Null: they saw none, which
 * will do as long as no earlier date is accepted; undefined: nobody was to be shown any.
 */
export async function figuresStand(
  db: Db,
  change: { ruleId: number; content: RuleContent; shortensExisting: boolean; figures?: string | null },
  today: IsoDate,
): Promise<Checked<ChangePreview | null>> {
  if (change.figures === undefined || (change.figures === null && !change.shortensExisting)) return accepted(null)
  const preview = await previewChange(db, change.ruleId, change.content, today)
  if (figuresOf(preview) === change.figures) return accepted(preview)
  return refused(
    FIGURES,
    'Nothing was done: since you opened this, other numbers of records would be moved. Look at them again below before you decide',
  )
}

/** Records that stand alike, where a change puts them, and what that is to each of them. */
export type AlikeMoved = { state: MovableState; alike: AlikeRecords; placement: Placement; happening: Effect[] }

/**
 * All records that a change of a rule would reach, by what they have alike.
 *
 * Dates are counted once for each trigger date and extension, and other requests get their turn between the parts.
 */
export async function* eachAlike(
  db: Db,
  ruleId: number,
  content: RuleContent,
  today: IsoDate,
): AsyncGenerator<AlikeMoved> {
  const same = new Map((await ruleVersions(db, ruleId)).map((version) => [version.id, sameBasis(version, content)]))
  const placed = rememberedPlaces()
  for (const state of movableStates) {
    for (let afterId: number | null = 0; afterId !== null; await turnOfEvents()) {
      const groups: AlikeRecords[] = await alikeRecords(db, { ruleId, state, afterId, limit: AT_ONCE })
      for (const alike of groups) {
        const placement = placed(content, alike.triggerOn, alike.keptUntil)
        const record = { state, dueOn: alike.dueOn }
        const sameAs = same.get(alike.ruleVersionId) ?? false
        yield { state, alike, placement, happening: effectsOn({ record, placement, sameBasis: sameAs }, today) }
      }
      afterId = groups.length === 0 ? null : Math.max(...groups.map(({ lastId }) => lastId))
    }
  }
}
