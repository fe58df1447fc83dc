import { Router } from 'express'
import type { App } from '../app-context.ts'
import { completenessRoutes } from './completeness-routes.ts'
import { disposalReportRoutes } from './disposal-routes.ts'
import { indexRoutes } from './index-routes.ts'
import { sampleRoutes } from './sample-routes.ts'
import { specialCategoriesRoutes } from './special-categories-routes.ts'

/** Pages that look over the whole register, and over how the schedule is carried out. */
export function routes(app: App): Router {
  const router = Router()
  indexRoutes(app, router)
  specialCategoriesRoutes(app, router)
  completenessRoutes(app, router)
  disposalReportRoutes(app, router)
  sampleRoutes(app, router)
  return router
}
