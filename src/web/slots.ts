/** Does work for a key, or throws what was agreed when as much of it is under way as may be. */
export type Slots<Key> = <T>(key: Key, work: () => Promise<T>) => Promise<T>

/** Lets each key do `most` things at once; one more throws what `refusal` makes, until one has ended, well or not. */
export function slots<Key>(most: number, refusal: () => Error): Slots<Key> {
  const underWay = new Map<Key, number>()
  return async (key, work) => {
    const now = underWay.get(key) ?? 0
    if (now >= most) throw refusal()
    underWay.set(key, now + 1)
    try {
      return await work()
    } finally {
      const left = (underWay.get(key) ?? 1) - 1
      if (left > 0) underWay.set(key, left)
      else underWay.delete(key)
    }
  }
}
