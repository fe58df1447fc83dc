import type { Db } from '../../db/schema.ts'
import type { AsAt } from '../domain/as-at.ts'
import type { IsoDate } from '../domain/calendar.ts'
import type { CsvColumn } from '../formats/csv-write.ts'

/**
 * Who asks and when. `reach`: the ids of the services a manager may see, or null for all. `asAt`: the day as at whose end the list is
 * wanted, which then is `today` too; left out or null for the list as it is now.
 */
export type ExportContext = { today: IsoDate; reach: number[] | null; asAt?: AsAt | null }

/** A list that leaves as CSV, the same from its page and from the command line. */
export type CsvExport<Row, Filters> = {
  /** The address of the list without its first slash: `retention-rules`. */
  name: string
  /** The name of its file without the ending; the list's own when left out. */
  fileName?: string
  columns: readonly CsvColumn<Row>[]
  rows: (db: Db, filters: Filters, context: ExportContext) => AsyncIterable<readonly Row[]>
}
