import type { Measured, Side, Target } from './operation.ts'

/** The columns of the table, and a row of cells for each operation. */
export function tableOf(measured: Measured[]): { head: string[]; rows: string[][] } {
  const head = ['operation', 'records', 'ours', 'limit', 'ratio', 'target', 'met', 'peak', 'the limit is']
  const rows = measured.map((row) => [
    row.operation,
    row.rows.toLocaleString('en-GB'),
    sideInWords(row.ours),
    sideInWords(row.limit),
    String(row.ratio),
    targetInWords(row.target),
    row.met === null ? '' : row.met ? 'yes' : 'no',
    row.ours.peakMib === undefined ? '' : `${row.ours.peakMib} MiB`,
    row.limitIs,
  ])
  return { head, rows }
}

/** The table that a person reads in a terminal. */
export function inWords(measured: Measured[]): string {
  const { head, rows } = tableOf(measured)
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => (row[at] ?? '').length)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** What was measured of one side: milliseconds, and the rate or the two percentiles that go with them. */
function sideInWords({ ms, perSecond, p50, p99, note }: Side): string {
  const rate = perSecond === undefined ? '' : ` (${perSecond.toLocaleString('en-GB')}/s)`
  const percentiles = p50 === undefined || p99 === undefined ? '' : ` (p50 ${p50}, p99 ${p99})`
  return `${ms.toLocaleString('en-GB')} ms${rate}${percentiles}${note === undefined ? '' : `, ${note}`}`
}

/** A target as 5-quality.md says it: `rate ≥ 0.7, ≤ 200 MiB`. */
function targetInWords({ of, ratio, mostMs, mostMib }: Target): string {
  const parts = [
    ...(ratio === undefined ? [] : [`${of} ${of === 'rate' ? '≥' : '≤'} ${ratio}`]),
    ...(mostMs === undefined ? [] : [`${ratio === undefined ? `${of} ` : ''}≤ ${mostMs} ms`]),
    ...(mostMib === undefined ? [] : [`≤ ${mostMib} MiB`]),
  ]
  return parts.join(', ') || 'none'
}
