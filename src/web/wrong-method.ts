import type { RequestHandler, Router } from 'express'
import { PageError } from './errors.ts'

type Layer = { route?: { path: string; methods: Record<string, boolean> }; match: (path: string) => boolean }

const ADVICE = 'Use the links and buttons of the pages.'

/** Answers 405 with `Allow` where the address exists but not for this method. `advice`: what to do instead, as a sentence. */
export function wrongMethod(routers: Router[], advice = ADVICE): RequestHandler {
  const layers = routers.flatMap((router) => router.stack as unknown as Layer[]).filter((layer) => layer.route)
  return (req, res, next) => {
    const methods = layers
      .filter((layer) => layer.match(req.baseUrl + req.path))
      .flatMap((layer) => Object.keys(layer.route?.methods ?? {}))
    if (methods.length === 0) return next()
    const allowed = [...new Set(methods.map((method) => method.toUpperCase()))]
    res.set('Allow', [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : [])].join(', '))
    throw new PageError(405, `This address takes ${allowed.join(' and ')}, not ${req.method}. ${advice}`)
  }
}
