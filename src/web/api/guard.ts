import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Acting } from '../../actions/acting.ts'
import { agentOfToken, type LetIn } from '../../actions/api-tokens.ts'
import { networkOf } from '../../domain/attempt-limit.ts'
import { countOf } from '../../domain/list.ts'
import { may, type Permission } from '../../domain/permission.ts'
import type { Guard } from '../access.ts'
import type { App } from '../app-context.ts'
import { type RequestLimit, requestLimits } from '../request-limits.ts'
import { ApiProblem } from './problems.ts'

/** How many requests a minute are answered: to one network without a token, with one token, and to one network with tokens that do not work. */
export const LIMITS = { address: 300, token: 120, refused: 30 }

/** A source system that acts by this request; `source` is its code. */
export type SystemActing = Acting & LetIn

/** What stands before the routes of the API: its limits, and who is let in. */
export type Doors = { limitAddress: RequestHandler; needsToken: (permission: Permission) => Guard }

/**
 * Makes the guards of the API. Only `Authorization: Bearer` counts; a cookie is never looked at.
 *
 * A token that works is let in also from an address at which others have guessed: nobody can shut a source system out.
 */
export function doors(app: App): Doors {
  const limit = requestLimits(app.db)
  const limits = {
    address: limit('addresses of the API', LIMITS.address),
    token: limit('tokens', LIMITS.token),
    refused: limit('refused tokens', LIMITS.refused),
  }

  async function letIn(req: Request, res: Response, permission: Permission): Promise<void> {
    const known = await agentOfToken(app.db, app.clock, bearerOf(req))
    if (!known.ok) {
      await count(limits.refused, addressOf(req), 'requests without a token that works')
      const text = known.problems.map((problem) => problem.text).join(' ')
      app.log.warn({ requestId: res.locals.requestId, reason: text }, 'API token refused')
      throw unauthorised(text, `Bearer realm="Muniment", error="invalid_token", error_description="${text}"`)
    }
    await count(limits.token, String(known.value.who.tokenId), 'requests with this token')
    if (!may(known.value.who, permission)) throw new ApiProblem(403, 'A source system has no right to do this.')
    const { clock } = app
    const requestId = String(res.locals.requestId ?? '')
    res.locals.acting = { ...known.value, clock, requestId, address: req.ip } satisfies SystemActing
  }

  return {
    limitAddress: async (req, _res, next) => {
      await count(limits.address, addressOf(req), 'requests from this address')
      next()
    },
    needsToken: (permission) =>
      Object.assign(
        async (req: Request, res: Response, next: NextFunction) => {
          await letIn(req, res, permission)
          next()
        },
        { permission },
      ),
  }
}

/** The source system that acts; for use behind `needsToken`, which makes sure that there is one. */
export const systemActing = (res: Response): SystemActing => res.locals.acting as SystemActing

const addressOf = (req: Request): string => networkOf(req.ip ?? '')

const unauthorised = (text: string, challenge: string) =>
  new ApiProblem(401, text, { headers: { 'WWW-Authenticate': challenge } })

/** The token of the request; throws a 401 when it carries none. */
function bearerOf(req: Request): string {
  const token = /^Bearer +(\S+) *$/i.exec(req.get('authorization') ?? '')?.[1]
  if (token !== undefined) return token
  throw unauthorised(
    'Send an API token with the request, in the header Authorization: Bearer and then the token.',
    'Bearer realm="Muniment"',
  )
}

async function count(limit: RequestLimit, key: string, what: string): Promise<void> {
  const seconds = await limit.count(key)
  if (seconds === null) return
  const detail = `There were too many ${what}. Try again in ${countOf(seconds, 'second')}.`
  throw new ApiProblem(429, detail, { headers: { 'Retry-After': String(seconds) } })
}
