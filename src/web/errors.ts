import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { Link, SummaryRow } from './components.ts'
import { sendPage } from './page.ts'

/**
 * A request that is answered with an error page: the status, and a sentence for the person. `wrong`: the parameters of the address that were
 * refused, without which the page leads back to what was asked for.
 */
export class PageError extends Error {
  readonly status: number
  readonly wrong: readonly string[]
  constructor(status: number, message: string, wrong: readonly string[] = []) {
    super(message)
    this.status = status
    this.wrong = wrong
  }
}

/** Nothing of that name, or nothing that this person may see: the two look the same. */
export class NotFound extends PageError {
  constructor(what = 'page') {
    super(404, `There is no such ${what}, or it belongs to another service.`)
  }
}

export class Forbidden extends PageError {
  constructor() {
    super(403, 'Your account does not have the right to do this. Ask an administrator if you think it should.')
  }
}

/** Throws `NotFound` for a missing thing, and returns any other. */
export function found<T>(thing: T | undefined | null, what: string): T {
  if (thing === undefined || thing === null) throw new NotFound(what)
  return thing
}

/** What was typed into a field of a form. */
export type Typed = { field: string; text: string }

/** A form was sent that there is no use in sending again. The page shows what was typed into it, so that it is not lost. */
export class SentInVain extends PageError {
  readonly typed: Typed[]
  constructor(status: number, message: string, typed: Typed[]) {
    super(status, message)
    this.typed = typed
  }
}

/** Somebody does more in a while than is let through. `retryAfter`: the seconds until they may go on. */
export class TooMany extends PageError {
  readonly retryAfter: number
  constructor(message: string, retryAfter: number) {
    super(429, message)
    this.retryAfter = retryAfter
  }
}

/** The server has as much to do of a kind as it can do at once. `retryAfter`: the seconds until it is likely to have room. */
export class Busy extends PageError {
  readonly retryAfter: number
  constructor(message: string, retryAfter: number) {
    super(503, message)
    this.retryAfter = retryAfter
  }
}

const titles: Record<number, string> = {
  400: 'There is a problem with the request',
  403: 'You cannot do this',
  404: 'Page not found',
  405: 'That is not possible here',
  409: 'Changed since you opened it',
  413: 'Too large',
  422: 'There is a problem',
  429: 'Too many requests',
  500: 'Sorry, there is a problem with the service',
  503: 'Too much at once',
}

/** The last route of all: whatever came this far does not exist. */
export const nothingHere: RequestHandler = () => {
  throw new NotFound()
}

/** Turns whatever was thrown into a page; what was not foreseen is logged whole and shown as a 500 without detail. */
export function errorPages(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const status = statusOf(error)
    const foreseen = error instanceof PageError
    if (status >= 500 && !foreseen)
      log.error({ err: error, requestId: res.locals.requestId, method: req.method, path: req.path }, 'request failed')
    if (res.headersSent) return next(error)
    const text =
      (foreseen || status < 500) && error instanceof Error
        ? sentence(error, status)
        : 'Nothing was saved. Try again later; if it goes on, tell the administrator.'
    if (error instanceof TooMany || error instanceof Busy) res.set('Retry-After', String(error.retryAfter))
    const found = foreseen || status < 500 ? {} : { reference: String(res.locals.requestId ?? '') }
    const back = foreseen && error.wrong.length > 0 ? { back: wayBack(req, error.wrong) } : {}
    const facts = { title: titles[status] ?? 'There is a problem', text, ...typedIn(error), ...found, ...back }
    sendPage(res, 'error', facts, status)
  }
}

/** What the address of a file has at its end, and in its query for itself alone. */
const ENDING = /\.(csv|xlsx)(\.manifest)?$/
const OF_THE_FILE = 'bom'

/** The way to the page of an address, or to that of its file, without the parameters that were refused. */
function wayBack(req: Request, wrong: readonly string[]): Link {
  const left = Object.entries(req.query).filter(([name]) => ![...wrong, OF_THE_FILE].includes(name))
  const query = new URLSearchParams(left.filter((one): one is [string, string] => typeof one[1] === 'string'))
  const path = (req.baseUrl + req.path).replace(ENDING, '')
  const href = query.size === 0 ? path : `${path}?${query}`
  return {
    text: wrong.length === 1 ? 'Back to the list without this filter' : 'Back to the list without these filters',
    href,
  }
}

const typedIn = (error: unknown): { typed?: SummaryRow[] } =>
  error instanceof SentInVain && error.typed.length > 0
    ? { typed: error.typed.map(({ field, text }) => ({ key: field, lines: [{ text }] })) }
    : {}

/** The status that an error asks to be answered with; 500 for any that asks for none. */
export function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 600 ? status : 500
}

/** Express's own refusals (a body too large, a broken address) come with messages for programmers. */
function sentence(error: Error, status: number): string {
  if (error instanceof PageError) return error.message
  return status === 413
    ? 'More was sent than a form may hold, which is 2 MB. Nothing was saved. Go back, shorten what you typed and send it again.'
    : 'The request could not be understood. Go back and try again.'
}
