import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'

/** One line a request: method, path without its query (which may hold what somebody searched for), status, time. */
export function logRequests(log: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now()
    const requestId = randomUUID()
    res.locals.requestId = requestId
    // Routers change it for as long as they are at it, also when the answer ends meanwhile.
    const { method, path } = req
    res.on('close', () => {
      const durationMs = Math.round(performance.now() - started)
      log.info(
        {
          requestId,
          method,
          path,
          status: res.statusCode,
          durationMs,
          cut: !res.writableFinished,
        },
        'request',
      )
    })
    next()
  }
}
