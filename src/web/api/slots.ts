import { type Slots, slots } from '../slots.ts'
import { ApiProblem } from './problems.ts'

const MOST_AT_ONCE = 2

/** Lets each token send a few files at once and no more; others are refused until one has ended. */
export const uploadSlots = (): Slots<number> => slots(MOST_AT_ONCE, refusal)

const refusal = () =>
  new ApiProblem(429, `With one token, ${MOST_AT_ONCE} files may be sent at once. Send them one after the other.`, {
    headers: { 'Retry-After': '10' },
  })
