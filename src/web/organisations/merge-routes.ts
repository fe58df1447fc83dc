import type { Response, Router } from 'express'
import { organisationHolds } from '../../../db/queries/merge-blocks.ts'
import { allOrganisations, type Organisation, organisationByCode } from '../../../db/queries/organisations.ts'
import { usedIn } from '../../../db/queries/used-in.ts'
import { blocked, mergeOrganisation } from '../../actions/merge-organisations.ts'
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

const LIST = '/organisations'

/** Merging an organisation into another. */
export function mergeRoutes(app: App, router: Router): void {
  const page = async (
    res: Response,
    organisation: Organisation,
    into: string | undefined,
    { typed = {}, problems = [], status = 200 }: Shown = {},
  ) => {
    const others = (await allOrganisations(app.db)).filter(({ code }) => code !== organisation.code)
    const options = others.map(({ code, name }) => ({ value: code, text: name }))
    const likely = options.filter(({ text }) => likeness(text) === likeness(organisation.name))
    const survivor = others.find(({ code }) => code === into)
    const preview = survivor
      ? {
          ...{ into: survivor.code, survivor: survivor.name, marksDiffer: false },
          moves: await movesInWords(app, organisation),
          warning: await blocked(app.db, organisation, survivor),
        }
      : null
    const view = mergePage({ thing: thingOf(organisation), options, likely, preview, problems, typed })
    sendPage(res, 'merges/form', view, status)
  }

  router.get(`${LIST}/:code/merge`, needs('edit the register'), async (req, res) => {
    const { into } = readQuery({ into: queryText }, req)
    await page(res, standing(found(await organisationByCode(app.db, pathCode(req)), 'organisation')), into)
  })

  router.post(`${LIST}/:code/merge`, needs('edit the register'), async (req, res) => {
    const organisation = standing(found(await organisationByCode(app.db, pathCode(req)), 'organisation'))
    const typed = formBody(req)
    const into = String(typed.into ?? '')
    const problems = confirmed(thingOf(organisation), typed)
    if (problems.length > 0) return page(res, organisation, into, { typed, problems, status: 422 })
    const merged = await mergeOrganisation(app.db, actingOf(app, req, res), organisation.code, into)
    if (!merged.ok) return page(res, organisation, into, { typed, problems: merged.problems, status: 422 })
    req.session.flash = `${organisation.name} has been merged, with ${countOf(merged.value.activities, 'activity', 'activities')} that named it.`
    res.redirect(303, `${LIST}/${into}`)
  })
}

type Shown = { typed?: Record<string, unknown>; problems?: Problem[]; status?: number }

const thingOf = ({ code, name }: Organisation): MergedThing => ({
  ...{ noun: 'organisation', name, code, href: `${LIST}/${code}` },
  back: { text: 'Organisations', href: LIST },
})

async function movesInWords({ db }: App, { id, name }: Organisation): Promise<string[]> {
  const activities = (await usedIn(db, 'organisation', id)).length
  const { services, systems } = await organisationHolds(db, id)
  return [
    `${countOf(activities, 'activity', 'activities')} that ${activities === 1 ? 'names' : 'name'} ${name} will name it; what they said before stays as it was`,
    `${countOf(services, 'service')} and ${countOf(systems, 'source system')} go over`,
    'Its own address, contacts and number of approvals stay: take over by hand what is missing there',
  ]
}

/** Throws a 409 for an organisation that was merged away, and returns any other. */
export function standing(organisation: Organisation): Organisation {
  if (organisation.mergedIntoId !== null)
    throw new PageError(409, `${organisation.name} was merged away: nothing about it can be changed any more.`)
  return organisation
}
