import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import type { Problem } from '../../domain/problem.ts'
import { Busy, NotFound, PageError, statusOf } from '../errors.ts'

/** What the answer to a refused request has beside its sentence: headers, and the fields at fault. */
type More = { headers?: Record<string, string>; problems?: Problem[] }

/** A request by API that is refused; `Location` and the like go into `headers`. */
export class ApiProblem extends PageError {
  readonly more: More
  constructor(status: number, detail: string, more: More = {}) {
    super(status, detail)
    this.more = more
  }
}

/** Throws a 404 for something that is not there, or that is another system's: the two look the same. */
export function ofThisSystem<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new ApiProblem(404, `There is no such ${what} of this source system.`)
  return thing
}

/** The last of the API's handlers but one: whatever came this far does not exist. */
export const nothingInApi: RequestHandler = () => {
  throw new ApiProblem(404, 'There is nothing at this address: /api/v1/openapi.json lists those that there are.')
}

/** Beyond this a body that was refused is not read to its end: the connection is closed instead. */
const MOST_READ_AWAY = 8 * 1024 ** 2

/** Answers whatever was thrown with `application/problem+json` (RFC 9457); what was not foreseen is logged whole and shown without detail. */
export function apiProblems(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const status = statusOf(error)
    if (status >= 500 && !(error instanceof Busy))
      log.error({ err: error, method: req.method, path: req.baseUrl + req.path }, 'request failed')
    if (res.headersSent) return next(error)
    const { headers = {}, problems } = error instanceof ApiProblem ? error.more : {}
    const rest = Number(req.get('content-length') ?? Number.POSITIVE_INFINITY)
    if (!req.complete && !(rest <= MOST_READ_AWAY)) res.set('Connection', 'close')
    res.set(headers)
    if (error instanceof Busy) res.set('Retry-After', String(error.retryAfter))
    sendProblem(res, status, detailOf(error, status), problems)
  }
}

function sendProblem(res: Response, status: number, detail: string, problems: Problem[] | undefined): void {
  const problem = {
    ...{ type: 'about:blank', title: STATUS_CODES[status] ?? 'Refused', status, detail },
    ...(problems ? { problems } : {}),
    request_id: String(res.locals.requestId ?? ''),
  }
  res.status(status).type('application/problem+json').send(JSON.stringify(problem))
}

function detailOf(error: unknown, status: number): string {
  if (error instanceof Busy) return error.message
  if (status >= 500) return 'Nothing was kept of this request. Try again later; if it goes on, tell the administrator.'
  if (error instanceof NotFound) return 'There is nothing at this address.'
  return error instanceof PageError ? error.message : 'The request could not be understood.'
}
