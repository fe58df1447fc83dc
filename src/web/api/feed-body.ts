import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Request } from 'express'
import { LARGEST_UPLOAD } from '../upload.ts'
import { ApiProblem } from './problems.ts'

/** A file that came as the body of a request. `hash`: SHA-256 of what is in it, unpacked. */
export type ReceivedFile = { path: string; hash: string }

const TYPES = ['text/csv', 'text/plain', 'application/octet-stream']
const TOO_LARGE = new ApiProblem(413, 'A file may have 2 GB, unpacked. Send a larger one in parts, as changes.')
const BROKEN_OFF = new ApiProblem(400, 'The file broke off. Nothing of it was kept: send it again.')
const NOT_GZIP = new ApiProblem(400, 'The body says that it is packed with gzip, and cannot be unpacked.')

/**
 * Writes the body of a request to the folder as it comes, under a name of our own. The caller removes it.
 *
 * Throws a 415 for what is said to be another kind of file, a 413 for one that is too large (before it is read, when it says
 * so), a 400 for one that breaks off; nothing is kept of any of them.
 */
export async function receiveBody(req: Request, folder: string, largest = LARGEST_UPLOAD): Promise<ReceivedFile> {
  const packed = packing(req)
  if (!packed && Number(req.get('content-length') ?? 0) > largest) throw TOO_LARGE
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${randomUUID()}.csv`)
  const body = new PassThrough()
  const broken = () => void (req.complete || body.destroy(BROKEN_OFF))
  req.once('close', broken)
  try {
    const { hash, measure } = measured(largest)
    const written = createWriteStream(path, { mode: 0o600, flags: 'wx' })
    req.pipe(body)
    await (packed ? pipeline(body, createGunzip(), measure, written) : pipeline(body, measure, written))
    return { path, hash: hash.digest('hex') }
  } catch (error) {
    req.unpipe(body)
    req.resume()
    await rm(path, { force: true })
    throw isOfZlib(error) ? NOT_GZIP : error
  } finally {
    req.off('close', broken)
  }
}

/** True when the body is packed with gzip. Throws a 415 for any other packing or kind. */
function packing(req: Request): boolean {
  if (!req.is(TYPES)) {
    const detail = `Send the file as the body, with a Content-Type of ${TYPES.join(', ')}.`
    throw new ApiProblem(415, detail, { headers: { 'Accept-Post': TYPES.join(', ') } })
  }
  const encoding = (req.get('content-encoding') ?? 'identity').trim().toLowerCase()
  if (encoding !== 'identity' && encoding !== 'gzip')
    throw new ApiProblem(415, 'Send the file as it is, or packed with gzip.', {
      headers: { 'Accept-Encoding': 'gzip, identity' },
    })
  return encoding === 'gzip'
}

/** Counts and hashes what goes through, and breaks off once it is too large. */
function measured(largest: number) {
  const hash = createHash('sha256')
  let bytes = 0
  const transform = (chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) => {
    bytes += chunk.length
    if (bytes > largest) return done(TOO_LARGE)
    hash.update(chunk)
    done(null, chunk)
  }
  return { hash, measure: new Transform({ transform }) }
}

const isOfZlib = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^Z_/.test(String(error.code))
