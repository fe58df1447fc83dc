/** The middle of some numbers, or halfway between the two in the middle; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** Rounded to three figures, as more would claim more than was measured. */
export const rounded = (value: number): number => Number(value.toPrecision(3))
/** The number that a share of all (0 to 1) does not exceed, by the nearest rank; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

/** How often something short is measured: a tenth as often on so few rows that only the bench itself is tried out. */
export const timesFor = (rows: number, times: number): number => (rows < 10_000 ? Math.ceil(times / 10) : times)
