import type { RequestHandler } from 'express'
import type { App } from './app-context.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Once a form has been answered, sends what it may have put into the outbox, so that nobody waits a minute for a link. */
export function sendMailAfterwards({ work }: Pick<App, 'work'>): RequestHandler {
  return (req, res, next) => {
    if (!READS.has(req.method)) res.on('close', () => work.sendMail())
    next()
  }
}
