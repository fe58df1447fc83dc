import type { Request } from 'express'
import { z } from 'zod'
import { ApiProblem } from './problems.ts'

const KEY = z.string().regex(/^[\x21-\x7e]{1,200}$/)

/** The key under which the request is to be done once, or undefined. Throws a 400 for one that cannot be. */
export function idempotencyKey(req: Request): string | undefined {
  const given = req.get('idempotency-key')
  if (given === undefined) return undefined
  const key = KEY.safeParse(given)
  if (key.success) return key.data
  throw new ApiProblem(400, 'Idempotency-Key must be 1 to 200 letters, digits and signs, without spaces.')
}
