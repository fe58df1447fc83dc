import type { Request, RequestHandler } from 'express'

/**
 * Has a redirect wait until the session is kept.
 *
 * Otherwise the answer's headers go before that, and a browser follows them at once: where the write has to wait for a lock, the next
 * request would find the session as it was, and whoever has just signed in would not be signed in. A write that fails is an error of this
 * request.
 */
export const saveBeforeRedirect: RequestHandler = (req, res, next) => {
  const [id, before] = [req.session.id, saidBy(req)]
  const redirect = res.redirect.bind(res) as (...to: unknown[]) => void
  res.redirect = (...to: unknown[]): void => {
    const { session } = req as { session: Request['session'] | undefined }
    // There is none any more when it was ended, and one that says nothing new is not begun for the sake of a redirect.
    if (!session || (session.id === id && saidBy(req) === before)) redirect(...to)
    else session.save((error) => (error ? next(error) : redirect(...to)))
  }
  next()
}

/** What a session says, but for its cookie, which is renewed with each request. */
const saidBy = ({ session: { cookie: _, ...said } }: Request): string => JSON.stringify(said)
