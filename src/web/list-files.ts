import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response, Router } from 'express'
import type { z } from 'zod'
import type { Acting } from '../actions/acting.ts'
import type { CsvExport } from '../actions/csv-export.ts'
import { type FileFormat, fileFormats, recordExport } from '../actions/list-exported.ts'
import { countOf } from '../domain/list.ts'
import { type Permission, reach } from '../domain/permission.ts'
import { csvText } from '../formats/csv-write.ts'
import { MOST_ROWS, TooLargeForSheet, xlsxFile } from '../formats/xlsx-write.ts'
import { actingOf, needs, userOf } from './access.ts'
import type { App } from './app-context.ts'
import { PageError } from './errors.ts'
import { queryText, readQuery } from './query.ts'

/** A list with the filters that were asked for, as its rows take them. */
type Asked<Row, Filters> = { list: CsvExport<Row, Filters>; filters: Filters }

/** Where a list leaves as a file: its address without the ending, who may have it, and what its address can carry. */
type Place<Shape> = { path: string; permission: Permission; query: Shape }

/**
 * Adds the routes by which a list leaves as a file. Each file is an event of the audit trail, written before its first byte.
 *
 * `asked`: the list and its filters, from what the address carries; `page` counts for nothing, as a file has all the pages.
 */
export function listFiles<Shape extends z.ZodRawShape, Row, Filters>(
  app: App,
  router: Router,
  { path, permission, query: shape }: Place<Shape>,
  asked: (
    query: z.output<z.ZodObject<Shape>>,
    req: Request,
    res: Response,
  ) => Asked<Row, Filters> | Promise<Asked<Row, Filters>>,
): void {
  for (const format of fileFormats)
    router.get(`${path}.${format}`, needs(permission), async (req, res) => {
      const query = readQuery(format === 'csv' ? { ...shape, bom: queryText } : shape, req)
      const wanted = await asked(query as z.output<z.ZodObject<Shape>>, req, res)
      const acting = actingOf(app, req, res)
      await sendList(app, req, res, { ...wanted, format, acting, reach: reach(userOf(res)), query })
    })
}

type Leaving<Row, Filters> = Asked<Row, Filters> & {
  format: FileFormat
  acting: Acting
  reach: number[] | null
  query: Record<string, unknown>
}

/**
 * Sends a list as a file. CSV goes as it is read, no more than a chunk being held; XLSX is made first, as it has a largest size.
 *
 * `query`: what was asked for, for the audit trail. Who only asks for the head gets no list and leaves no event.
 */
export async function sendList<Row, Filters>(
  app: Pick<App, 'db' | 'clock'>,
  req: Request,
  res: Response,
  { list, filters, format, acting, reach, query }: Leaving<Row, Filters>,
): Promise<void> {
  const { name, fileName = name, columns } = list
  const rows = () => whileListening(res, list.rows(app.db, filters, { today: app.clock.today(), reach }))
  const asks = { list: name, format, filters: query }
  try {
    const sheet = format === 'xlsx' && req.method !== 'HEAD' ? await xlsxFile(fileName, columns, rows()) : null
    res.type(mediaTypes[format]).attachment(`${fileName}.${format}`)
    if (req.method === 'HEAD') return void res.end()
    await recordExport(app.db, acting, asks)
    if (sheet) return void res.set('Content-Length', String(sheet.byteLength)).end(sheet)
    await pipeline(Readable.from(csvText(columns, rows(), { bom: query.bom === '1' })), res)
  } catch (error) {
    if (error instanceof TooLargeForSheet) throw new PageError(422, TOO_LARGE)
    if (!wentAway(error)) throw error
  }
}

const mediaTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const TOO_LARGE = `This list is longer than an Excel file may be here, which is ${countOf(MOST_ROWS, 'row')}. Go back and narrow it down with its filters, or download it as CSV, which may have any length.`

/** The reader went away: nothing is left to be done. */
class WentAway extends Error {}

async function* whileListening<Row>(res: Response, chunks: AsyncIterable<Row>): AsyncGenerator<Row> {
  for await (const chunk of chunks) {
    if (res.closed) throw new WentAway()
    yield chunk
  }
}

const wentAway = (error: unknown): boolean =>
  error instanceof WentAway ||
  (error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')
