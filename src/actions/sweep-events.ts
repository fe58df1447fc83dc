import type { Db } from '../../db/schema.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'

/** Each piece of a sweep is an event of its own, so that one which is cut off has told of all that it did. `records`: ids, in order. */
export async function recordPiece(
  tx: Db,
  acting: Acting,
  runId: number,
  kind: 'records flagged' | 'records left',
  records: readonly number[],
): Promise<void> {
  if (records.length > 0)
    await recordEvent(tx, acting, { kind, subject: { kind: 'job run', id: String(runId) }, records })
}
