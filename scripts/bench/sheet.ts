import type { Db } from '../../db/schema.ts'
import { recordsExport } from '../../src/actions/records-csv.ts'
import { type SheetCell, sheetBytes } from '../../src/formats/xlsx-sheet.ts'
import { AS_AT } from './data.ts'

/** The cells of all records as their Excel file has them. */
export async function cellsOf(db: Db): Promise<SheetCell[][]> {
  const cells: SheetCell[][] = []
  for await (const rows of recordsExport.rows(db, {}, { today: AS_AT, reach: null }))
    for (const row of rows) cells.push(recordsExport.columns.map(({ value }) => value(row) as SheetCell))
  return cells
}

/** The bytes of a workbook that hucre makes of cells in memory, and nothing else is done. */
export const sheetAlone = (cells: SheetCell[][]): Promise<Uint8Array> =>
  sheetBytes(
    {
      name: 'records',
      columns: recordsExport.columns.map(({ name }, at) => ({
        name,
        numbers: cells.some((row) => typeof row[at] === 'number'),
      })),
    },
    cells,
  )
