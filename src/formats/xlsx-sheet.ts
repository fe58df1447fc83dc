export type SheetCell = string | number | null

/** A sheet and its columns by name. `numbers`: the column is one of numbers, as far as its first rows tell. */
export type SheetShape = { name: string; columns: { name: string; numbers: boolean }[] }

const WIDTH = 18

/** Cells that are marked as text stay text when somebody edits them. */
const TEXT = '@'

/** The bytes of a workbook with one sheet, whose first row holds the names of the columns and stays in sight. */
export async function sheetBytes(
  { name, columns }: SheetShape,
  rows: AsyncIterable<SheetCell[]> | Iterable<SheetCell[]>,
): Promise<Uint8Array> {
  // Most starts of the program never write a sheet, and loading what writes them takes as long as Express.
  const { writeXlsxStream } = await import('hucre/xlsx')
  const parts: Uint8Array[] = []
  const workbook = writeXlsxStream(rows, {
    name,
    columns: columns.map((column) => ({
      header: column.name,
      width: WIDTH,
      ...(column.numbers ? {} : { numFmt: TEXT }),
    })),
    freezePane: { rows: 1 },
  })
  for await (const part of workbook) parts.push(part)
  return Buffer.concat(parts)
}
