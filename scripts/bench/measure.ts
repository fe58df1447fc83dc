import type { Data } from './data.ts'
import type { Measured, Operation, Run, Side, Target } from './operation.ts'
import { median, rounded } from './statistics.ts'

/** Runs both in turn and compares the medians. The machine may be shared and noisy: only the ratio of one call means much. */
export async function measure(name: string, operation: Operation, data: Data, runs: number): Promise<Measured> {
  const { limitIs, target } = operation
  const bout = await operation.ready(data)
  const mine: Run[] = []
  const theirs: Run[] = []
  try {
    for (let run = 0; run < runs; run++) {
      mine.push(await bout.ours())
      theirs.push(await bout.limit())
    }
  } finally {
    await bout.close?.()
  }
  const ours = sideOf(mine, bout.items)
  const limit = sideOf(theirs, bout.items)
  const ratio = rounded(target.of === 'rate' ? limit.ms / ours.ms : ours.ms / limit.ms)
  const met = isMet(target, ratio, ours)
  return { operation: name, rows: data.rows, runs, ours, limit, ratio, target, met, limitIs }
}

function sideOf(runs: Run[], items: number | undefined): Side {
  const times = runs.map(({ ms }) => ms)
  const details = runs[0]?.details && detailsOf(runs)
  // In each run another one may be held up by something else: the slowest of all runs is not the slowest of each.
  const slowest = details && runs[0]?.slowestCounts ? slowestOf(details) : null
  const ms = rounded(slowest?.ms ?? median(times))
  const of = (field: 'p50' | 'p99' | 'peakMib') => runs.flatMap((run) => run[field] ?? [])
  const note = slowest?.note ?? runs.findLast((run) => run.note !== undefined)?.note
  return {
    ...{ ms, least: rounded(Math.min(...times)), most: rounded(Math.max(...times)) },
    ...(items === undefined ? {} : { perSecond: rounded((items * 1000) / ms) }),
    ...(of('peakMib').length === 0 ? {} : { peakMib: Math.round(Math.max(...of('peakMib'))) }),
    ...(of('p50').length === 0 ? {} : { p50: rounded(median(of('p50'))) }),
    ...(of('p99').length === 0 ? {} : { p99: rounded(median(of('p99'))) }),
    ...(note === undefined ? {} : { note }),
    ...(details === undefined ? {} : { details }),
  }
}

/** The one of several that took longest, with its name. */
export function slowestOf(details: Readonly<Record<string, number>>): { ms: number; note: string } {
  const [note = '', ms = 0] = Object.entries(details).reduce((worst, one) => (one[1] > worst[1] ? one : worst))
  return { ms, note }
}

function detailsOf(runs: Run[]): Record<string, number> {
  const names = Object.keys(runs[0]?.details ?? {})
  return Object.fromEntries(
    names.map((name) => [name, rounded(median(runs.flatMap(({ details }) => details?.[name] ?? [])))]),
  )
}

function isMet({ of, ratio: asked, mostMs, mostMib }: Target, ratio: number, ours: Side): boolean | null {
  if (asked === undefined && mostMs === undefined) return null
  const byRatio = asked === undefined || (of === 'rate' ? ratio >= asked : ratio <= asked)
  return byRatio && ours.ms <= (mostMs ?? ours.ms) && (ours.peakMib ?? 0) <= (mostMib ?? ours.peakMib ?? 0)
}
