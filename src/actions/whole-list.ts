import type { Db } from '../../db/schema.ts'
import { csvPieces } from '../formats/csv-write.ts'
import { xlsxFile } from '../formats/xlsx-write.ts'
import type { CsvExport, ExportContext } from './csv-export.ts'
import type { FileFormat } from './list-exported.ts'

/** A list with its filters, as the bytes of its CSV, piece by piece, or of its XLSX file. `bom`: with the mark that Excel wants. */
export type WholeList = {
  name: string
  fileName: string
  csv: (db: Db, context: ExportContext, options?: { bom: boolean }) => AsyncGenerator<Uint8Array>
  xlsx: (db: Db, context: ExportContext) => Promise<Uint8Array>
  /** How many rows it has. */
  count: (db: Db, context: ExportContext) => Promise<number>
}

/** How a list is to leave, as plain values. */
export type FileAsked = { format: FileFormat; bom: boolean; context: ExportContext }

/** A list narrowed by filters, as a file has it: all its pages. `xlsx` throws `TooLargeForSheet`. */
export function whole<Row, Filters>(list: CsvExport<Row, Filters>, filters: Filters): WholeList {
  const { name, fileName = name, columns } = list
  return {
    ...{ name, fileName },
    csv: (db, context, options) => csvPieces(columns, list.rows(db, filters, context), options),
    xlsx: (db, context) => xlsxFile(fileName, columns, list.rows(db, filters, context)),
    count: async (db, context) => {
      let count = 0
      for await (const rows of list.rows(db, filters, context)) count += rows.length
      return count
    },
  }
}

/** The file of a list: CSV has as many pieces as it needs, XLSX one. */
export async function* piecesOf(
  list: WholeList,
  db: Db,
  { format, bom, context }: FileAsked,
): AsyncGenerator<Uint8Array> {
  if (format === 'csv') yield* list.csv(db, context, { bom })
  else yield await list.xlsx(db, context)
}
