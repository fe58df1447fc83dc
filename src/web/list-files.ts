import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response, Router } from 'express'
import type { z } from 'zod'
import type { Acting } from '../actions/acting.ts'
import type { CsvExport } from '../actions/csv-export.ts'
import { recordExport } from '../actions/list-exported.ts'
import { type Permission, reach } from '../domain/permission.ts'
import { csvText } from '../formats/csv-write.ts'
import { actingOf, needs, userOf } from './access.ts'
import type { App } from './app-context.ts'
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
  router.get(`${path}.csv`, needs(permission), async (req, res) => {
    const query = readQuery({ ...shape, bom: queryText }, req)
    const wanted = await asked(query as z.output<z.ZodObject<Shape>>, req, res)
    await sendList(app, req, res, { ...wanted, acting: actingOf(app, req, res), reach: reach(userOf(res)), query })
  })
}

type Leaving<Row, Filters> = Asked<Row, Filters> & {
  acting: Acting
  reach: number[] | null
  query: Record<string, unknown>
}

/**
 * Sends a list as a CSV file: no more than a chunk is held, and a reader that goes away ends the reading.
 *
 * `query`: what was asked for, for the audit trail. Who only asks for the head gets no list and leaves no event.
 */
export async function sendList<Row, Filters>(
  app: Pick<App, 'db' | 'clock'>,
  req: Request,
  res: Response,
  { list, filters, acting, reach, query }: Leaving<Row, Filters>,
): Promise<void> {
  const { name, fileName = name, columns } = list
  res.type('text/csv; charset=utf-8').attachment(`${fileName}.csv`)
  if (req.method === 'HEAD') return void res.end()
  await recordExport(app.db, acting, { list: name, format: 'csv', filters: query })
  const rows = list.rows(app.db, filters, { today: app.clock.today(), reach })
  try {
    await pipeline(Readable.from(csvText(columns, rows, { bom: query.bom === '1' })), res)
  } catch (error) {
    if (!wentAway(error)) throw error
  }
}

const wentAway = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
