import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { TooMany } from './errors.ts'

const SECONDS = 15 * 60

/** Lets the same thing be tried `tries` times in a quarter of an hour; beyond that it throws a 429 that says when it goes on. */
export function throttle(tries: number, what: string): (key: string) => Promise<void> {
  const attempts = new RateLimiterMemory({ points: tries, duration: SECONDS })
  return async (key) => {
    try {
      await attempts.consume(key)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      const seconds = Math.ceil(error.msBeforeNext / 1000)
      const minutes = Math.ceil(seconds / 60)
      throw new TooMany(`There were too many attempts ${what}. Try again in ${minutes} minutes.`, seconds)
    }
  }
}
