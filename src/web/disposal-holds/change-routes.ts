import type { Request, Response, Router } from 'express'
import type { Hold } from '../../../db/queries/disposal-holds.ts'
import { CHANGED_MEANWHILE } from '../../actions/activity-drafts.ts'
import { extendHold, liftHold } from '../../actions/disposal-holds.ts'
import { HoldExtension, HoldLifting } from '../../domain/hold-draft.ts'
import { type Checked, check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { type Entered, extensionPage, liftingPage } from './change-view.ts'
import { LIST } from './words.ts'

const CHANGE = 'place and lift disposal holds'

type HoldOf = (app: App, req: Request, res: Response) => Promise<Hold>

/** The forms by which a hold is reviewed and kept in force, and by which it is lifted. */
export function changeRoutes(app: App, router: Router, holdOf: HoldOf): void {
  const form = (path: string, page: (hold: Hold, entered: Entered, problems: Problem[]) => FormPage) => {
    router.get(`${LIST}/:id/${path}`, needs(CHANGE), async (req, res) => {
      readQuery({}, req)
      sendPage(
        res,
        'disposal-holds/change',
        page(await inForce(app, req, res, holdOf), { reviewOn: '', reason: '' }, []),
      )
    })
    /** What was entered stays with the state of the hold that it was entered for: sent again unseen it is refused again. */
    return (req: Request, res: Response, hold: Hold, { problems }: { problems: Problem[] }) => {
      const entered = { reviewOn: textOf(req, 'reviewOn'), reason: textOf(req, 'reason') }
      const isStale = problems.some(({ field }) => field === CHANGED_MEANWHILE)
      const told = problems.map(({ field, text }) => ({ field: field === CHANGED_MEANWHILE ? 'reason' : field, text }))
      sendPage(res, 'disposal-holds/change', page(hold, entered, told), isStale ? 409 : 422)
    }
  }
  const sendExtension = form('extension', extensionPage)
  const sendLifting = form('lifting', (hold, entered, problems) =>
    liftingPage(hold, entered, problems, app.clock.today()),
  )

  router.post(`${LIST}/:id/extension`, needs(CHANGE), async (req, res) => {
    const hold = await holdOf(app, req, res)
    const answer = check(HoldExtension(app.clock.today()), formBody(req))
    const done: Checked<null> = answer.ok
      ? await extendHold(app.db, actingOf(app, req, res), { id: hold.id, seen: seenIn(req) }, answer.value)
      : answer
    if (!done.ok) return sendExtension(req, res, hold, done)
    req.session.flash = 'The hold stays in force.'
    res.redirect(303, `${LIST}/${hold.id}`)
  })

  router.post(`${LIST}/:id/lifting`, needs(CHANGE), async (req, res) => {
    const hold = await holdOf(app, req, res)
    const answer = check(HoldLifting, formBody(req))
    const done: Checked<null> = answer.ok
      ? await liftHold(app.db, actingOf(app, req, res), { id: hold.id, seen: seenIn(req) }, answer.value)
      : answer
    if (!done.ok) return sendLifting(req, res, hold, done)
    req.session.flash = 'The hold has been lifted.'
    res.redirect(303, `${LIST}/${hold.id}`)
  })
}

type FormPage = ReturnType<typeof extensionPage> | ReturnType<typeof liftingPage>

async function inForce(app: App, req: Request, res: Response, holdOf: HoldOf): Promise<Hold> {
  const hold = await holdOf(app, req, res)
  if (hold.liftedOn !== null) throw new PageError(409, `Disposal hold ${hold.id} has been lifted already.`)
  return hold
}

const textOf = (req: Request, name: string): string => {
  const value = formBody(req)[name]
  return typeof value === 'string' ? value : ''
}

/** The state of the hold that the page showed; any other text is of none. */
const seenIn = (req: Request): number => {
  const seen = Number(textOf(req, 'seen'))
  return Number.isSafeInteger(seen) ? seen : 0
}
