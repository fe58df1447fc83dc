import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler, Response } from 'express'
import helmet from 'helmet'

const YEAR_SECONDS = 31_536_000

/** What no page of ours uses: a script that got in cannot ask for it either. */
const FEATURES = ['camera', 'geolocation', 'microphone', 'payment', 'usb', 'serial', 'hid', 'midi']
const MORE_FEATURES = ['display-capture', 'fullscreen', 'screen-wake-lock', 'xr-spatial-tracking', 'browsing-topics']
const NO_FEATURES = [...FEATURES, ...MORE_FEATURES].map((feature) => `${feature}=()`).join(', ')

/**
 * The headers that every answer carries. A page runs the one script that carries the number of this answer, and what that
 * script imports; nothing runs from within a page, is framed, or sends a form elsewhere.
 *
 * `secure`: people come by https only, and browsers are told never to try anything else.
 */
export function securityHeaders(secure: boolean): RequestHandler[] {
  return [
    (_req, res, next) => {
      // Node draws the chance for many at once: bytes for each answer would take some 7 µs.
      res.locals.nonce = randomUUID()
      res.set('Permissions-Policy', NO_FEATURES)
      next()
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: [nonceOf],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          fontSrc: ["'self'"],
          manifestSrc: ["'self'"],
          connectSrc: ["'self'"],
          objectSrc: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
          requireTrustedTypesFor: ["'script'"],
          trustedTypes: ["'none'"],
        },
      },
      frameguard: { action: 'deny' },
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: secure && { maxAge: YEAR_SECONDS },
    }),
  ]
}

const nonceOf = (_req: IncomingMessage, res: ServerResponse): string => `'nonce-${(res as Response).locals.nonce}'`
