import type { Request, Response, Router } from 'express'
import { extensionRequests, recordsOfRequest } from '../../../db/queries/extension-requests.ts'
import { timesKept } from '../../../db/queries/review-exceptions.ts'
import type { Review } from '../../../db/queries/review-show.ts'
import {
  answerExtensionRequest,
  type RequestAnswered,
  withdrawExtensionRequest,
} from '../../actions/extension-requests.ts'
import { countOf } from '../../domain/list.ts'
import type { Checked, Problem } from '../../domain/problem.ts'
import { mayAgreeToExtension, mayDecide } from '../../domain/review.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { Forbidden, found } from '../errors.ts'
import { sendPage } from '../page.ts'
import { pathId, queryNumber, readQuery } from '../query.ts'
import { RECORDS_OF_A_REQUEST, requestPage } from './request-view.ts'
import { actorOf, reviewOf, reviewToDecide, sentText, statusOf } from './review-of.ts'

const PATH = '/disposal-reviews/:id/extension-requests/:request'

/** Requests to keep records longer that were kept longer twice before: looking at one, answering it, withdrawing it. */
export function requestRoutes(app: App, router: Router): void {
  router.get(PATH, needs('read disposal reviews'), async (req, res) => {
    const { after } = readQuery({ after: queryNumber }, req)
    await page(req, res, await reviewOf(app, req, res), { after: after ?? 0 })
  })

  router.post(`${PATH}/answer`, needs('give a second approval'), async (req, res) => {
    const review = await reviewOf(app, req, res)
    const request = await requestOf(req, review)
    if (!mayAgreeToExtension(userOf(res), request.askedById)) throw new Forbidden()
    const answers = { answer: sentText(req, 'answer'), reason: sentText(req, 'reason') }
    const answered = await answerExtensionRequest(app.db, actorOf(app, req, res), review.id, request.id, answers)
    await done(req, res, review, answered, answers)
  })

  router.post(`${PATH}/withdrawal`, needs('decide a disposal review'), async (req, res) => {
    const review = await reviewToDecide(app, req, res)
    const request = await requestOf(req, review)
    const withdrawn = await withdrawExtensionRequest(app.db, actorOf(app, req, res), review.id, request.id)
    await done(req, res, review, withdrawn, {})
  })

  async function done(
    req: Request,
    res: Response,
    review: Review,
    answered: Checked<RequestAnswered>,
    answers: Record<string, string>,
  ): Promise<void> {
    if (!answered.ok) return page(req, res, review, { answers, problems: answered.problems })
    if (answered.value.underWay) app.work.carryOutDecisions()
    req.session.flash = answeredInWords(answered.value)
    res.redirect(303, `/disposal-reviews/${review.id}`)
  }

  const requestOf = async (req: Request, review: Review) => {
    const [request] = await extensionRequests(app.db, review.id, found(pathId(req, 'request'), 'request'))
    return found(request, 'request')
  }

  type Shown = { after?: number; answers?: Record<string, string>; problems?: Problem[] }

  async function page(req: Request, res: Response, review: Review, shown: Shown): Promise<void> {
    const { after = 0, answers = {}, problems = [] } = shown
    const request = await requestOf(req, review)
    const records = await recordsOfRequest(app.db, request.id, RECORDS_OF_A_REQUEST + 1, after)
    const times = await timesKept(
      app.db,
      records.map(({ id }) => id),
    )
    const isOpen = request.answer === null && review.state === 'open'
    const user = userOf(res)
    const facts = {
      ...{ review, request, isFirst: after === 0, answers, problems },
      records: records.map((record) => ({ ...record, times: times.get(record.id) ?? 0 })),
      mayAnswer: isOpen && request.left > 0 && mayAgreeToExtension(user, request.askedById),
      mayWithdraw: isOpen && mayDecide(user, review),
    }
    const status = problems.length > 0 ? statusOf(problems) : 200
    sendPage(res, 'disposal-reviews/extension-request', requestPage(facts), status)
  }
}

function answeredInWords({ answer, records, underWay }: RequestAnswered): string {
  if (answer === 'withdrawn') return 'The request is withdrawn. Its records are in the review, to be decided.'
  if (answer === 'refused') return 'You have refused. The records are in the review, and its manager sees why.'
  if (underWay)
    return `You have agreed. ${countOf(records, 'record leaves', 'records leave')} the review now, which takes a while.`
  return `You have agreed: ${countOf(records, 'record is', 'records are')} kept longer once more.`
}
