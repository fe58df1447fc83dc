import { createHash } from 'node:crypto'

/**
 * A random sample that a seed decides: the same seed and the same things give the same sample, whoever draws it.
 *
 * Each thing is given a number by the SHA-256 of the seed, a line feed and its key, and those with the lowest are drawn, in that order. What is
 * added later moves others out and changes none of their numbers.
 */
export function seededSample<T>(things: readonly T[], keyOf: (thing: T) => string, seed: string, size: number): T[] {
  const drawn = things.map((thing) => ({
    thing,
    lot: createHash('sha256')
      .update(`${seed}\n${keyOf(thing)}`)
      .digest('hex'),
  }))
  drawn.sort((one, other) => (one.lot < other.lot ? -1 : 1))
  return drawn.slice(0, size).map(({ thing }) => thing)
}
