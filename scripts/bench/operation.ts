import type { Data } from './data.ts'

/**
 * What one run took: `ms` is what counts, of the whole work, or of one page or read, and then a median or 99th percentile.
 *
 * `peakMib`: how far the memory of the process rose over its rest, in MiB, where the work has a process of its own. `details`: the
 * milliseconds of each of several things; where the slowest of them counts, that is the one whose median of all runs is the longest, and
 * `note` says which that is.
 */
export type Run = {
  ms: number
  peakMib?: number
  p50?: number
  p99?: number
  note?: string
  details?: Record<string, number>
  slowestCounts?: boolean
}

/**
 * What is to be reached. `rate`: our rows or requests a second are at least `ratio` of the limit's; of all others `ms` is at most `ratio`
 * times the limit's. `mostMs` and `mostMib` hold for ours alone.
 */
export type Target = { of: 'rate' | 'time' | 'p50' | 'p99'; ratio?: number; mostMs?: number; mostMib?: number }

/** Two that are measured in turn, once each is ready; `items`: how many rows or requests one run handles, where it is a rate. */
export type Bout = { items?: number; ours: () => Promise<Run>; limit: () => Promise<Run>; close?: () => Promise<void> }

/** An operation of ours beside its limit. What a run changes is copied afresh, outside of the time measured. */
export type Operation = { limitIs: string; target: Target; ready: (data: Data) => Promise<Bout> }

/** What both came to in several runs: medians, and the least and most milliseconds among them. */
export type Side = {
  ms: number
  least: number
  most: number
  perSecond?: number
  peakMib?: number
  p50?: number
  p99?: number
  note?: string
  details?: Record<string, number>
}

/** An operation as it was measured; `rows`: how many records there were, `ratio`: in the sense of its target. */
export type Measured = {
  operation: string
  rows: number
  runs: number
  ours: Side
  limit: Side
  ratio: number
  target: Target
  /** Null where there is nothing to be reached. */
  met: boolean | null
  limitIs: string
}
