import type { Db } from '../../db/schema.ts'
import { csvText } from '../formats/csv-write.ts'
import { xlsxFile } from '../formats/xlsx-write.ts'
import type { CsvExport, ExportContext } from './csv-export.ts'
import type { FileFormat } from './list-exported.ts'

/** A list with its filters, as the text of its CSV, piece by piece, or as the bytes of its XLSX file. `bom`: with the mark that Excel wants. */
export type WholeList = {
  name: string
  fileName: string
  csv: (db: Db, context: ExportContext, options?: { bom: boolean }) => AsyncGenerator<string>
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
    csv: (db, context, options) => csvText(columns, list.rows(db, filters, context), options),
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
): AsyncGenerator<string | Uint8Array> {
  if (format === 'csv') yield* list.csv(db, context, { bom })
  else yield await list.xlsx(db, context)
}
