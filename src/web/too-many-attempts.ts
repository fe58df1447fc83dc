import type { ErrorRequestHandler } from 'express'
import { TooManyAttempts } from '../actions/attempts.ts'
import { TooMany } from './errors.ts'

/** What was tried too often is answered with a 429 that says when to try again. */
export const tooManyAttempts: ErrorRequestHandler = (error: unknown, _req, _res, next) =>
  next(error instanceof TooManyAttempts ? new TooMany(error.message, error.seconds) : error)
