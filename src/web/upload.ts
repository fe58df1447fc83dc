import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import type { Request } from 'express'
import { requireCsrfToken } from './csrf.ts'
import { PageError } from './errors.ts'
import { formBody } from './form.ts'

/** A form that came with a file. A field that was sent several times is a list. `file` is null when none was chosen; `tooLarge`: it was, and what came of it is gone. */
export type Upload = {
  fields: Record<string, unknown>
  file: { name: string; path: string } | null
  tooLarge: boolean
}

/** The most bytes that a file may have. */
export const LARGEST_UPLOAD = 2 * 1024 ** 3

const LIMITS = { fileSize: LARGEST_UPLOAD, files: 1, fields: 20, fieldSize: 2000, parts: 25 }
const LONGEST_NAME = 200
const BROKEN = 'The form could not be read to its end. Go back, reload the page and send it again.'

/**
 * Reads a form with a file, which is written to the folder as it comes, under a name of our own. The caller removes it.
 *
 * The form's token must come before the file: nothing of a file is kept that another site made the browser send.
 * Throws a 403 for a wrong token and a 400 for a form that breaks off.
 */
export async function receiveUpload(
  req: Request,
  folder: string,
  limits: Partial<typeof LIMITS> = {},
): Promise<Upload> {
  if (!req.is('multipart/form-data')) return { fields: formBody(req), file: null, tooLarge: false }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${randomUUID()}.csv`)
  try {
    const upload = await readForm(req, path, { ...LIMITS, ...limits })
    if (upload.file === null) await rm(path, { force: true })
    return upload
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

async function readForm(req: Request, path: string, limits: typeof LIMITS): Promise<Upload> {
  const upload: Upload = { fields: {}, file: null, tooLarge: false }
  const parser = parserOf(req, limits)
  let writing: Promise<void> = Promise.resolve()
  let file: Readable | undefined
  try {
    await new Promise<void>((done, fail) => {
      parser.on('field', (name, value) => {
        const before = upload.fields[name]
        upload.fields[name] = before === undefined ? value : [before, value].flat()
      })
      parser.on('file', (_name, stream, fileName) => {
        try {
          requireCsrfToken(req, upload.fields._csrf)
        } catch (error) {
          stream.resume()
          return fail(error instanceof Error ? error : new Error(String(error)))
        }
        if (!fileName) return void stream.resume()
        file = stream
        writing = pipeline(stream, createWriteStream(path, { mode: 0o600 })).then(() => {
          upload.tooLarge = stream.truncated
          upload.file = upload.tooLarge ? null : { name: shownName(fileName), path }
        })
        writing.catch(fail)
      })
      parser.on('finish', () => done())
      parser.on('error', () => fail(new PageError(400, BROKEN)))
      req.on('close', () => req.complete || fail(new PageError(400, BROKEN)))
      req.pipe(parser)
    })
    await writing
  } catch (error) {
    req.unpipe(parser)
    req.resume()
    file?.destroy()
    await writing.catch(() => {})
    throw error
  }
  requireCsrfToken(req, upload.fields._csrf)
  return upload
}

function parserOf(req: Request, limits: typeof LIMITS): BusboyInstance {
  try {
    const headers = { ...req.headers, 'content-type': req.headers['content-type'] ?? '' }
    return new Busboy({ headers, limits })
  } catch {
    throw new PageError(400, BROKEN)
  }
}

/** The name that the file had on its sender's machine, for people to read and for nothing else. */
export const shownName = (name: string): string => name.replace(/\p{Cc}/gu, '').slice(0, LONGEST_NAME) || 'file'
