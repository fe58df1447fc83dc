import { countOperations } from './count-operations.ts'
import { feedOperations } from './feed-operations.ts'
import { fileOperations } from './file-operations.ts'
import { listOperations } from './list-operations.ts'
import { loadOperations } from './load-operations.ts'
import type { Operation } from './operation.ts'
import { recomputeOperations } from './recompute-operations.ts'
import { registerOperations } from './register-operations.ts'
import { searchOperations } from './search-operations.ts'
import { startOperations } from './start-operations.ts'
import { sweepOperations } from './sweep-operations.ts'

/** What the bench measures, by name, each beside its limit. */
export const operations: Record<string, Operation> = {
  ...feedOperations,
  ...sweepOperations,
  ...recomputeOperations,
  ...fileOperations,
  ...listOperations,
  ...countOperations,
  ...registerOperations,
  ...searchOperations,
  ...loadOperations,
  ...startOperations,
}
