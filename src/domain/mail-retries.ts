const MINUTE = 60
const HOUR = 60 * MINUTE

/** Seconds to wait after each attempt that failed: a minute first, six hours in the end, three days and two hours in all. */
const pauses = [
  ...[1, 5, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4].map((hours) => hours * HOUR),
  ...Array.from({ length: 11 }, () => 6 * HOUR),
]

/** Seconds until a message is tried again after so many attempts (1 or more); null when it is given up. */
export const pauseAfter = (attempts: number): number | null => pauses[attempts - 1] ?? null
