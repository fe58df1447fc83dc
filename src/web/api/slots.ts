import { ApiProblem } from './problems.ts'

const MOST_AT_ONCE = 2

/** Lets each token send a few files at once and no more; others are refused until one has ended. */
export function uploadSlots(): <T>(token: number, receive: () => Promise<T>) => Promise<T> {
  const underWay = new Map<number, number>()
  return async (token, receive) => {
    const now = underWay.get(token) ?? 0
    if (now >= MOST_AT_ONCE)
      throw new ApiProblem(
        429,
        `With one token, ${MOST_AT_ONCE} files may be sent at once. Send them one after the other.`,
        {
          headers: { 'Retry-After': '10' },
        },
      )
    underWay.set(token, now + 1)
    try {
      return await receive()
    } finally {
      const left = (underWay.get(token) ?? 1) - 1
      if (left > 0) underWay.set(token, left)
      else underWay.delete(token)
    }
  }
}
