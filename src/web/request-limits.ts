import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { REQUEST_COUNTS, requestCounts } from '../../db/request-counts.ts'
import type { Db } from '../../db/schema.ts'

const SECONDS = 60

/** A limit on what one may ask for in a minute. `count` counts one more of a key: in how many seconds it may go on, or null when it may. */
export type RequestLimit = { count: (key: string) => Promise<number | null> }

/** Makes a limit. `name`: of its own, by which all nodes know it. */
export type MakeLimit = (name: string, perMinute: number) => RequestLimit

/** Limits that all nodes of a database share; those of a database in a file, which one process serves, are in its memory. */
export function requestLimits(db: Db): MakeLimit {
  const storeClient = requestCounts(db)
  return (name, perMinute) => {
    const plan = { points: Math.ceil(perMinute), duration: SECONDS }
    const limiter = storeClient
      ? new RateLimiterPostgres({
          ...{ ...plan, storeClient, storeType: 'client', tableName: REQUEST_COUNTS, tableCreated: true },
          // Whoever is refused until the minute is over is refused without asking the database again.
          ...{ keyPrefix: name, inMemoryBlockOnConsumed: plan.points + 1 },
        })
      : new RateLimiterMemory(plan)
    return { count: (key) => secondsToWait(limiter, key) }
  }
}

async function secondsToWait(limiter: RateLimiterAbstract, key: string): Promise<number | null> {
  try {
    await limiter.consume(key)
    return null
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    return Math.max(1, Math.ceil(error.msBeforeNext / 1000))
  }
}
