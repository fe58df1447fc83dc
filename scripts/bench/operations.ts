import { feedOperations } from './feed-operations.ts'
import { fileOperations } from './file-operations.ts'
import type { Operation } from './operation.ts'
import { recomputeOperations } from './recompute-operations.ts'
import { sweepOperations } from './sweep-operations.ts'

/** What the bench measures, by name, each beside its limit. */
export const operations: Record<string, Operation> = {
  ...feedOperations,
  ...sweepOperations,
  ...recomputeOperations,
  ...fileOperations,
}
