import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { PageError } from './errors.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
/** The addresses that read multipart forms; anywhere else such a form has no token. */
const UPLOADS = /^(?:\/record-feeds|\/disposal-holds\/drafts|\/disposal-instructions\/\d+\/answer-files)$/
/** Switching optional mail off, where the key in the address is the proof: mail programs do it without a page, and so without a token. */
export const MAIL_PREFERENCES = '/mail-preferences'
const STALE = 'This form has expired, or was not sent from this site. Go back, reload the page and send it again.'

/**
 * Refuses changes that another site asks a browser for: by what the browser says of the origin, and by a token in the session.
 *
 * The multipart form of an upload is read by its own route, which must call `requireCsrfToken` with the token it carries.
 */
export const csrf: RequestHandler = (req, res, next) => {
  giveToken(req, res)
  if (READS.has(req.method)) return next()
  if (fromElsewhere(req)) throw new PageError(403, STALE)
  const readsItself = UPLOADS.test(req.path) && req.is('multipart/form-data')
  const hasKey = req.path === MAIL_PREFERENCES
  if (!readsItself && !hasKey) requireCsrfToken(req, (req.body as Record<string, unknown> | undefined)?._csrf)
  next()
}

/** Gives the session its token, if it has none, and the page that is answered with. A session that was begun anew needs it again. */
export function giveToken(req: Request, res: Response): void {
  req.session.csrfToken ??= randomBytes(32).toString('base64url')
  res.locals.csrfToken = req.session.csrfToken
}

/** Throws a 403 unless the token is the session's own. */
export function requireCsrfToken(req: Request, token: unknown): void {
  if (!isCsrfToken(req, token)) throw new PageError(403, STALE)
}

/** True when the token is the session's own. */
export function isCsrfToken(req: Request, token: unknown): boolean {
  const expected = Buffer.from(req.session.csrfToken ?? '')
  const given = Buffer.from(typeof token === 'string' ? token : '')
  return expected.length > 0 && expected.length === given.length && timingSafeEqual(expected, given)
}

function fromElsewhere(req: Request): boolean {
  const site = req.get('sec-fetch-site')
  if (site && site !== 'same-origin' && site !== 'none') return true
  const origin = req.get('origin')
  return origin !== undefined && origin !== 'null' && URL.parse(origin)?.host !== req.get('host')
}
