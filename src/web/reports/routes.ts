import { Router } from 'express'
import type { App } from '../app-context.ts'
import { completenessRoutes } from './completeness-routes.ts'
import { specialCategoriesRoutes } from './special-categories-routes.ts'

/** Pages that look over the whole register. */
export function routes(app: App): Router {
  const router = Router()
  specialCategoriesRoutes(app, router)
  completenessRoutes(app, router)
  return router
}
