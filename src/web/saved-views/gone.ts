import { type Coded, idsByCode } from '../../../db/queries/codes.ts'
import { UNASSIGNED } from '../../../db/queries/record-wanted.ts'
import type { Db } from '../../../db/schema.ts'

const coded: Record<string, { table: Coded; what: string }> = {
  rule: { table: 'retentionRules', what: 'retention rule' },
  service: { table: 'services', what: 'service' },
  organisation: { table: 'organisations', what: 'organisation' },
  source: { table: 'sourceSystems', what: 'source system' },
}
const NO_CODES = ['none', UNASSIGNED]

/** A sentence for each code in a query that stands for nothing any more. */
export async function goneCodes(db: Db, query: Record<string, unknown>): Promise<string[]> {
  const sentences: string[] = []
  for (const [name, { table, what }] of Object.entries(coded)) {
    const code = query[name]
    if (typeof code !== 'string' || NO_CODES.includes(code)) continue
    if ((await idsByCode(db, table, [code])).size === 0)
      sentences.push(`This view asks for the ${what} ${code}, which is no longer there, so that nothing matches it.`)
  }
  return sentences
}
