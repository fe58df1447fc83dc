import { recomputeSmallRule } from '../../actions/recompute.ts'
import type { ChangedRule } from '../../actions/rule-versions.ts'
import { countOf } from '../../domain/list.ts'
import type { App } from '../app-context.ts'

/** Gives records the dates of a change: at once when they are few, else in a thread of its own. Says which. */
export async function applied(app: App, { ruleId, toApply }: ChangedRule): Promise<string> {
  if (!toApply) return 'No record moved.'
  const done = await recomputeSmallRule(app.db, ruleId, { clock: app.clock })
  if (done === null) {
    app.work.recompute()
    return 'It is being applied to the records held; this page says so until that is done.'
  }
  const left =
    done.leftReviews === 0 ? '' : `, of which ${done.leftReviews.toLocaleString('en-GB')} left disposal reviews`
  return `It was applied to ${countOf(done.records, 'record')}${left}.`
}
