import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Request, Response, Router } from 'express'
import type { z } from 'zod'
import type { Acting } from '../actions/acting.ts'
import { manifestOf } from '../actions/as-at-manifest.ts'
import { type FileFormat, fileFormats, recordExport } from '../actions/list-exported.ts'
import { isShort, type LongList, longList, TooManyFiles } from '../actions/long-lists.ts'
import { type FileAsked, piecesOf, type WholeList } from '../actions/whole-list.ts'
import type { AsAt } from '../domain/as-at.ts'
import { countOf } from '../domain/list.ts'
import { type Permission, reach } from '../domain/permission.ts'
import { MOST_ROWS, TooLargeForSheet } from '../formats/xlsx-write.ts'
import { actingOf, needs, userOf } from './access.ts'
import type { App } from './app-context.ts'
import { asAtOf } from './as-at.ts'
import { Busy, PageError } from './errors.ts'
import { queryText, readQuery } from './query.ts'

/** A list with the filters that were asked for; one that may be long is only named, as it may be made in another thread. */
type Asked = WholeList | LongList

/** Where a list leaves as a file: its address without the ending, who may have it, and what its address can carry. */
type Place<Shape> = { path: string; permission: Permission; query: Shape }

/**
 * Adds the routes by which a list leaves as a file. Each file is an event of the audit trail, written before its first byte.
 *
 * `asked`: the list and its filters, from what the address carries; `page` counts for nothing, as a file has all the pages.
 */
export function listFiles<Shape extends z.ZodRawShape>(
  app: App,
  router: Router,
  { path, permission, query: shape }: Place<Shape>,
  asked: (query: z.output<z.ZodObject<Shape>>, req: Request, res: Response) => Asked | Promise<Asked>,
): void {
  for (const format of fileFormats)
    router.get(`${path}.${format}`, needs(permission), async (req, res) => {
      const query = readQuery(format === 'csv' ? { ...shape, bom: queryText } : shape, req)
      const list = await asked(query as z.output<z.ZodObject<Shape>>, req, res)
      const acting = actingOf(app, req, res)
      const asAt = asAtOf(app, asAtIn(query))
      await sendList(app, req, res, { list, format, acting, reach: reach(userOf(res)), query, asAt })
    })
  if ('as-at' in shape) manifests(app, router, { path, permission, query: shape }, asked)
}

/** Beside each file of a list that can be shown as at a day stands its manifest. */
function manifests<Shape extends z.ZodRawShape>(
  app: App,
  router: Router,
  { path, permission, query: shape }: Place<Shape>,
  asked: (query: z.output<z.ZodObject<Shape>>, req: Request, res: Response) => Asked | Promise<Asked>,
): void {
  for (const format of fileFormats)
    router.get(`${path}.${format}.manifest`, needs(permission), async (req, res) => {
      const query = readQuery(format === 'csv' ? { ...shape, bom: queryText } : shape, req)
      const list = await asked(query as z.output<z.ZodObject<Shape>>, req, res)
      const asAt = asAtOf(app, asAtIn(query))
      if (asAt === null) throw new PageError(400, 'as-at: a manifest is of a file as at a date: give it.')
      const { bom, page: _, 'as-at': __, ...filters } = query as Record<string, unknown>
      const given = Object.entries(filters).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      )
      const context = { today: asAt.date, reach: reach(userOf(res)), asAt }
      const manifest = await manifestOf(app.db, 'of' in list ? longList(list) : list, {
        ...{ format, bom: bom === '1', filters: Object.fromEntries(given), context },
        now: app.clock.now(),
      })
      res.attachment(`${path.slice(1)}.${format}.manifest.json`).json(manifest)
    })
}

/** The day that a query string asks for, where its list can be shown as at one. */
const asAtIn = (query: object): string | undefined =>
  'as-at' in query ? (query['as-at'] as string | undefined) : undefined

type Leaving = {
  list: Asked
  format: FileFormat
  acting: Acting
  reach: number[] | null
  query: Record<string, unknown>
  asAt?: AsAt | null
}

/**
 * Sends a list as a file. CSV goes as it is read, no more than a few pieces being held; XLSX is made first, as it has a largest size. What
 * goes wrong half-way breaks the answer off, so that nobody takes a part for the whole.
 *
 * `query`: what was asked for, for the audit trail. Who only asks for the head gets no list and leaves no event.
 */
export async function sendList(
  app: Pick<App, 'db' | 'clock' | 'work'>,
  req: Request,
  res: Response,
  { list, format, acting, reach, query, asAt = null }: Leaving,
): Promise<void> {
  const { name, fileName } = 'of' in list ? longList(list) : list
  const headers = () => res.type(mediaTypes[format]).attachment(`${fileName}.${format}`)
  if (req.method === 'HEAD') return void headers().end()
  const asked = { format, bom: query.bom === '1', context: { today: asAt?.date ?? app.clock.today(), reach, asAt } }
  const record = () => recordExport(app.db, acting, { list: name, format, filters: query })
  const gone = new AbortController()
  // Its log, its measures and its limits wait for the end of an answer as well, and each stream that it goes through.
  res.setMaxListeners(MOST_LISTENERS).once('close', () => gone.abort())
  try {
    const pieces = await piecesFor(app, list, asked, gone.signal)
    const sheet = format === 'xlsx' ? await buffer(pieces) : null
    headers()
    await record()
    if (sheet) return void res.set('Content-Length', String(sheet.byteLength)).end(sheet)
    await pipeline(Readable.from(pieces, { highWaterMark: 1 }), res)
  } catch (error) {
    if (wentAway(error)) return
    if (error instanceof TooLargeForSheet) throw new PageError(422, TOO_LARGE)
    if (error instanceof TooManyFiles) throw new Busy(TOO_MANY, FREE_AGAIN_SECONDS)
    throw error
  } finally {
    gone.abort()
  }
}

const mediaTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const TOO_LARGE = `This list is longer than an Excel file may be here, which is ${countOf(MOST_ROWS, 'row')}. Go back and narrow it down with its filters, or download it as CSV, which may have any length.`
const MOST_LISTENERS = 20
const FREE_AGAIN_SECONDS = 30
const TOO_MANY = 'Several long files are being made already, as many as there can be at once. Try again in a minute.'

/** The reader went away: nothing is left to be done. */
const wentAway = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes(String(error.code))

/** A long list is made in a thread of its own, so that pages are answered as if there were none. */
async function piecesFor(
  { db, work }: Pick<App, 'db' | 'work'>,
  list: Asked,
  asked: FileAsked,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  if (!('of' in list)) return piecesOf(list, db, asked)
  if (await isShort(db, list, asked.context)) return piecesOf(longList(list), db, asked)
  return work.makeFile({ ...asked, list }, signal)
}
