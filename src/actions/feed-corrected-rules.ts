import type { RecordOfSource } from '../../db/queries/feed-records.ts'
import { ruleCorrections } from '../../db/queries/review-exceptions.ts'
import type { Db } from '../../db/schema.ts'
import type { FeedLoad } from './feed-load.ts'
import type { ListedRow } from './feed-reading.ts'

/**
 * Rows as they are to be understood: where a person has said in a review that the rule which the source sends is wrong, the right one stands until
 * the source sends a third.
 */
export async function underCorrectedRules(
  db: Db,
  { terms }: FeedLoad,
  rows: ListedRow[],
  known: Map<string, RecordOfSource>,
): Promise<ListedRow[]> {
  const otherRule = rows.flatMap(({ row }) => {
    const record = known.get(row.reference)
    return record && record.ruleId !== row.rule.ruleId ? [record.id] : []
  })
  if (otherRule.length === 0) return rows
  const corrections = await ruleCorrections(db, otherRule)
  if (corrections.size === 0) return rows
  const rules = new Map([...terms.rules.values()].map((rule) => [rule.ruleId, rule]))
  return rows.map((listed) => {
    const record = known.get(listed.row.reference)
    const corrected = record && corrections.get(record.id)
    if (!corrected || corrected.right !== record.ruleId || !corrected.wrong.has(listed.row.rule.ruleId)) return listed
    return { ...listed, row: { ...listed.row, rule: rules.get(corrected.right) ?? listed.row.rule } }
  })
}
