import { encode } from 'uqr'

/** A QR code as the path of a drawing: `size` squares wide, each one unit, the quiet border included. */
export type QrCode = { size: number; path: string }

const QUIET_BORDER = 4

/** The QR code of a text, dark squares in rows; drawn by attributes, since the pages allow no styles of their own. */
export function qrCode(text: string): QrCode {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET_BORDER })
  const rows = data.flatMap((row, y) =>
    [
      ...row
        .map((dark) => (dark ? '1' : '0'))
        .join('')
        .matchAll(/1+/g),
    ].map(({ 0: run, index }) => `M${index},${y}h${run.length}v1h-${run.length}z`),
  )
  return { size, path: rows.join('') }
}
