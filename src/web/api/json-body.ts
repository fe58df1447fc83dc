import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import { z } from 'zod'
import { check } from '../../domain/problem.ts'
import { ApiProblem } from './problems.ts'

const MOST_BYTES = 2 * 1024 * 1024
const NO_JSON = 'Send the answers as JSON, with a Content-Type of application/json.'
const TOO_LARGE = 'A request may have 2 MB. Send the answers in parts.'
const BROKEN = 'The body is no JSON: look for a comma or a quote that is missing, and send it again.'

const parse = json({ limit: MOST_BYTES, strict: true })

/** Reads the body of a request as JSON. Throws a 415 for another kind of body, a 413 for one that is too large, a 400 for one that cannot be read. */
export const jsonBody: RequestHandler = (req: Request, res: Response, next: NextFunction) => {
  if (!req.is('application/json'))
    throw new ApiProblem(415, NO_JSON, { headers: { 'Accept-Post': 'application/json' } })
  parse(req, res, (error: unknown) => {
    if (error === undefined || error === null) return next()
    const status = typeof error === 'object' && 'status' in error ? Number(error.status) : 400
    next(status === 413 ? new ApiProblem(413, TOO_LARGE) : new ApiProblem(400, BROKEN))
  })
}

/** The body of a request by its schema; throws a 422 that names what is at fault. */
export function checkedBody<S extends z.ZodType>(req: Request, schema: S, what: string): z.output<S> {
  const checked = check(schema, req.body)
  if (checked.ok) return checked.value
  throw new ApiProblem(422, what, { problems: checked.problems })
}

/** The most answers in one request. */
const MOST_ANSWERS = 1000

/** A list of objects, each with anything in it: what is wrong with one is said of that one alone. */
export const answerList = z
  .array(z.record(z.string(), z.unknown(), { error: 'Each answer is an object' }), {
    error: 'Send a list of answers',
  })
  .min(1, 'Send one answer or more')
  .max(MOST_ANSWERS, 'Send 1,000 answers or fewer at once')
