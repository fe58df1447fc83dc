import type { Response, Router } from 'express'
import { type ServiceHolds, serviceHolds } from '../../../db/queries/service-moves.ts'
import { type Service, serviceByCode, servicesWithin } from '../../../db/queries/services.ts'
import { mergeService } from '../../actions/merge-services.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { likeness } from '../../domain/survivors.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { confirmed, type MergedThing, mergePage } from '../merges/view.ts'
import { sendPage } from '../page.ts'
import { pathCode, queryText, readQuery } from '../query.ts'

const LIST = '/services'

/** Merging a service into another. */
export function mergeRoutes(app: App, router: Router): void {
  const page = async (
    res: Response,
    service: Service,
    into: string | undefined,
    { typed = {}, problems = [], status = 200 }: Shown = {},
  ) => {
    const others = (await servicesWithin(app.db, null)).filter(({ code }) => code !== service.code)
    const options = others.map(({ code, name, organisationName }) => ({
      value: code,
      text: `${name} (${organisationName})`,
    }))
    const likely = options.filter((_, at) => likeness(others[at]?.name ?? '') === likeness(service.name))
    const survivor = others.find(({ code }) => code === into)
    const preview = survivor
      ? {
          ...{ into: survivor.code, survivor: survivor.name, warning: null, marksDiffer: false },
          moves: movesInWords(service, await serviceHolds(app.db, service.id)),
        }
      : null
    const view = mergePage({ thing: thingOf(service), options, likely, preview, problems, typed })
    sendPage(res, 'merges/form', view, status)
  }

  router.get(`${LIST}/:code/merge`, needs('edit services and systems'), async (req, res) => {
    const { into } = readQuery({ into: queryText }, req)
    await page(res, standing(found(await serviceByCode(app.db, pathCode(req)), 'service')), into)
  })

  router.post(`${LIST}/:code/merge`, needs('edit services and systems'), async (req, res) => {
    const service = standing(found(await serviceByCode(app.db, pathCode(req)), 'service'))
    const typed = formBody(req)
    const into = String(typed.into ?? '')
    const problems = confirmed(thingOf(service), typed)
    if (problems.length > 0) return page(res, service, into, { typed, problems, status: 422 })
    const merged = await mergeService(app.db, actingOf(app, req, res), service.code, into)
    if (!merged.ok) return page(res, service, into, { typed, problems: merged.problems, status: 422 })
    const { left } = merged.value
    if (left > 0) app.work.moveRecords()
    req.session.flash = `${service.name} has been merged.${left > 0 ? ` ${countOf(left, 'record')} ${left === 1 ? 'follows' : 'follow'} in the next minutes.` : ''}`
    res.redirect(303, `${LIST}/${into}`)
  })
}

type Shown = { typed?: Record<string, unknown>; problems?: Problem[]; status?: number }

const thingOf = ({ code, name }: Service): MergedThing => ({
  ...{ noun: 'service', name, code, href: `${LIST}/${code}` },
  back: { text: 'Services', href: LIST },
})

function movesInWords({ code, name }: Service, holds: ServiceHolds): string[] {
  const { activities, records, reviews, managers, rules, systems, notices } = holds
  return [
    `${countOf(activities, 'activity', 'activities')} and ${countOf(rules, 'retention rule')} are shown as its own; what they said before stays as it was`,
    `${countOf(records, 'record')} and ${countOf(reviews, 'disposal review')} under way go over; a review joins the open one under the same rule, if there is one`,
    `${countOf(managers, 'manager')} of ${name} ${managers === 1 ? 'answers' : 'answer'} for it too`,
    `${countOf(systems, 'source system')} and ${countOf(notices, 'privacy notice')} go over`,
    `Feeds that name ${code} are taken as its own`,
  ]
}

/** Throws a 409 for a service that was merged away, and returns any other. */
export function standing<T extends Service & { mergedIntoId: number | null }>(service: T): T {
  if (service.mergedIntoId !== null)
    throw new PageError(409, `${service.name} was merged away: nothing about it can be changed any more.`)
  return service
}
