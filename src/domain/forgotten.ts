import { createHmac } from 'node:crypto'

/** What the reference of a record begins with once the inventory has forgotten it; no feed may send such a reference. */
export const FORGOTTEN = 'forgotten:'

/**
 * What stands in place of a reference once the record's data is gone: a keyed hash that cannot be turned back.
 *
 * Whoever has the reference and the key can still ask "did you hold this?". The same reference of two source systems
 * gives two hashes.
 */
export function forgottenReference(hashKey: string, sourceSystemId: number, reference: string): string {
  return FORGOTTEN + createHmac('sha256', hashKey).update(`${sourceSystemId}\n${reference}`).digest('hex')
}

/** The keyed hash of a record of which the inventory still has the reference, or has forgotten it: the same before and after. */
export const keyedHash = (hashKey: string, sourceSystemId: number, known: string): string =>
  known.startsWith(FORGOTTEN) ? known : forgottenReference(hashKey, sourceSystemId, known)
