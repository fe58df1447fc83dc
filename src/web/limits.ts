import type { Request, RequestHandler, Response } from 'express'
import { networkOf } from '../domain/attempt-limit.ts'
import { countOf } from '../domain/list.ts'
import { signedIn } from './access.ts'
import { TooMany } from './errors.ts'
import type { MakeLimit, RequestLimit } from './request-limits.ts'
import { slots } from './slots.ts'

/** The part of the pages that may be files, which cost more to make. */
const FILES_SHARE = 10
const FILES_AT_ONCE = 3
const SLOT_FREE_SECONDS = 10

/**
 * Holds back whoever asks for more than a person can read: by person, or by network as long as nobody is signed in.
 *
 * `pagesPerMinute` is for one person; a network without a person has half of it. A file is known by its address in any spelling that leads to it. Files, sent or asked for, count double:
 * few of them a minute, and no more than three at once.
 */
export function limitRequests(pagesPerMinute: number, limit: MakeLimit): RequestHandler[] {
  const pages = limit('pages', pagesPerMinute)
  const strangersPages = limit('pages of strangers', pagesPerMinute / 2)
  const files = limit('files', pagesPerMinute / FILES_SHARE)
  const atOnce = slots<number>(FILES_AT_ONCE, tooManyAtOnce)
  return [
    async (req, res, next) => {
      const person = signedIn(res)
      await (person
        ? count(pages, String(person.id), 'pages')
        : count(strangersPages, networkOf(req.ip ?? ''), 'pages'))
      if (person && isFile(req)) await count(files, String(person.id), 'files')
      next()
    },
    async (req, res, next) => {
      const person = signedIn(res)
      if (!person || !isFile(req)) return next()
      await atOnce(person.id, () => {
        next()
        return ended(res)
      })
    },
  ]
}

const isFile = (req: Request): boolean =>
  req.method === 'GET' ? /\.(csv|xlsx)(\.manifest)?\/?$/i.test(req.path) : Boolean(req.is('multipart/form-data'))

const ended = (res: Response): Promise<void> => new Promise((done) => res.once('close', () => done()))

const tooManyAtOnce = () =>
  new TooMany(
    `You are sending or downloading ${FILES_AT_ONCE} files already. Wait until one of them has ended, then try again.`,
    SLOT_FREE_SECONDS,
  )

async function count(limit: RequestLimit, key: string, what: string): Promise<void> {
  const seconds = await limit.count(key)
  if (seconds !== null)
    throw new TooMany(
      `You have asked for too many ${what} in a minute. Try again in ${countOf(seconds, 'second')}.`,
      seconds,
    )
}
