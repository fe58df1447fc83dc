import { createHash } from 'node:crypto'
import type { Db } from '../../db/schema.ts'
import type { Instant, IsoDate } from '../domain/calendar.ts'
import type { ExportContext } from './csv-export.ts'
import type { FileFormat } from './list-exported.ts'
import { piecesOf, type WholeList } from './whole-list.ts'

/** What proves of a file made as at a day that it is that file: whoever makes it again gets the same bytes, and so the same hash. */
export type AsAtManifest = {
  list: string
  format: FileFormat
  as_at: IsoDate
  filters: Record<string, string>
  rows: number
  bytes: number
  sha256: string
  generated_at: Instant
}

/** The manifest of a list as a file, which is made once for it. `context.asAt` must be given. */
export async function manifestOf(
  db: Db,
  list: WholeList,
  asked: { format: FileFormat; bom: boolean; filters: Record<string, string>; context: ExportContext; now: Instant },
): Promise<AsAtManifest> {
  const { format, bom, filters, context, now } = asked
  if (!context.asAt) throw new Error('Only a file as at a day has a manifest')
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of piecesOf(list, db, { format, bom, context })) {
    hash.update(piece)
    bytes += piece.byteLength
  }
  const rows = await list.count(db, context)
  const sha256 = hash.digest('hex')
  return { list: list.name, format, as_at: context.asAt.date, filters, rows, bytes, sha256, generated_at: now }
}
