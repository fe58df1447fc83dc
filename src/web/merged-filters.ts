import type { RequestHandler } from 'express'
import { survivorOf } from '../../db/queries/merges.ts'
import { asAtEndOf } from '../domain/as-at.ts'
import { readDate } from '../domain/calendar.ts'
import type { App } from './app-context.ts'
import { queryString } from './query.ts'

const filters = ['service', 'organisation'] as const

/**
 * Sends whoever asks for a list by the code of what was merged away to the same list by the code of what stands in its place: a kept
 * address, or a view that was saved before, must not show an empty list. Lists as at a day before it was merged are left alone.
 */
export function mergedFilters({ db }: Pick<App, 'db'>): RequestHandler {
  return async (req, res, next) => {
    if (req.method !== 'GET' || res.locals.user === undefined) return next()
    const asked = Object.entries(req.query).filter((one): one is [string, string] => typeof one[1] === 'string')
    const query = Object.fromEntries(asked)
    const date = readDate(query['as-at'] ?? '')
    const instead: Record<string, string> = {}
    for (const name of filters) {
      const code = query[name] ?? ''
      const survivor =
        code === '' ? undefined : await survivorOf(db, name, code, date === null ? null : asAtEndOf(date))
      if (survivor !== undefined) instead[name] = survivor
    }
    // What is given twice, each page refuses by itself, in words.
    if (Object.keys(instead).length === 0 || asked.length < Object.keys(req.query).length) return next()
    res.redirect(302, `${req.path}${queryString({ ...query, ...instead })}`)
  }
}
