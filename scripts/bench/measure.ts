import type { Data } from './data.ts'

/** What one run took: milliseconds, and the most memory in MiB that its process held. */
export type Run = { ms: number; peakMib: number }

/** An operation of ours beside its limit. Each run gets a fresh copy of what it changes, outside the time measured. */
export type Operation = {
  limitIs: string
  /** The ratio to reach: our rows a second over the limit's, or for `time` our time over the limit's at most. */
  target: { kind: 'rate' | 'time'; ratio: number }
  ours: (data: Data) => Promise<Run>
  limit: (data: Data) => Promise<Run>
}

export type Measured = {
  operation: string
  limitIs: string
  ours: { medianMs: number; rowsPerSecond: number; peakMib: number }
  limit: { medianMs: number; rowsPerSecond: number }
  ratio: number
  target: string
  met: boolean
}

/** Runs both in turn and compares the medians. The machine may be shared and noisy: only the ratio of one call means much. */
export async function measure(
  operation: string,
  { ours, limit, target, limitIs }: Operation,
  data: Data,
  runs: number,
): Promise<Measured> {
  const mine: Run[] = []
  const theirs: Run[] = []
  for (let run = 0; run < runs; run++) {
    mine.push(await ours(data))
    theirs.push(await limit(data))
  }
  const oursMs = median(mine.map((run) => run.ms))
  const limitMs = median(theirs.map((run) => run.ms))
  const ratio = target.kind === 'rate' ? limitMs / oursMs : oursMs / limitMs
  return {
    operation,
    limitIs,
    ours: {
      medianMs: Math.round(oursMs),
      rowsPerSecond: perSecond(data.rows, oursMs),
      peakMib: Math.max(...mine.map((run) => run.peakMib)),
    },
    limit: { medianMs: Math.round(limitMs), rowsPerSecond: perSecond(data.rows, limitMs) },
    ratio: Math.round(ratio * 100) / 100,
    target: target.kind === 'rate' ? `rate ≥ ${target.ratio}` : `time ≤ ${target.ratio}`,
    met: target.kind === 'rate' ? ratio >= target.ratio : ratio <= target.ratio,
  }
}

/** The table that a person reads. */
export function inWords(measured: Measured[]): string {
  const head = ['operation', 'ours', 'limit', 'ratio', 'target', 'met', 'peak', 'the limit is']
  const lines = measured.map((row) => [
    row.operation,
    `${row.ours.medianMs} ms`,
    `${row.limit.medianMs} ms`,
    row.ratio.toFixed(2),
    row.target,
    row.met ? 'yes' : 'no',
    `${row.ours.peakMib} MiB`,
    row.limitIs,
  ])
  const widths = head.map((name, at) => Math.max(name.length, ...lines.map((line) => (line[at] ?? '').length)))
  return [head, ...lines]
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

const perSecond = (rows: number, ms: number): number => Math.round(rows / (ms / 1000))
