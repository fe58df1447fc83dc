import type { Request, Response, Router } from 'express'
import { decisionsOn } from '../../../db/queries/review-decisions.ts'
import { sourcesOfReview } from '../../../db/queries/review-records.ts'
import { type Review, reviewContents } from '../../../db/queries/review-show.ts'
import { confirmDisposal, disposableSince } from '../../actions/review-disposals.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { PageError } from '../errors.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { type ConfirmationAnswers, confirmationPage } from './confirmation-view.ts'
import { actorOf, reviewOf, sentText, statusOf } from './review-of.ts'
import { disposedVerbs } from './words.ts'

/** Confirming that the source systems have disposed of what a review approved. */
export function confirmationRoutes(app: App, router: Router): void {
  router.get('/disposal-reviews/:id/confirmation', needs('confirm a disposal'), async (req, res) => {
    readQuery({}, req)
    const review = await reviewOf(app, req, res)
    if (review.state !== 'approved') throw new PageError(409, 'Nothing is approved for disposal in this review now.')
    const from = disposableSince(review, await decisionsOn(app.db, review.id))
    if (from !== null && from > app.clock.today())
      throw new PageError(
        409,
        `Nothing may be disposed of before ${dateInWords(from)}: the rule’s cooling-off lasts until then.`,
      )
    await page(res, review, {}, [])
  })

  router.post('/disposal-reviews/:id/confirmation', needs('confirm a disposal'), async (req, res) => {
    const review = await reviewOf(app, req, res)
    const answers = answered(req)
    const submitted = { answers, seen: sentText(req, 'seen') }
    const confirmed = await confirmDisposal(
      app.db,
      actorOf(app, req, res),
      review.id,
      submitted,
      app.config.recordHashKey,
    )
    if (!confirmed.ok) return page(res, await reviewOf(app, req, res), answers, confirmed.problems)
    const { records, state, disposedOn } = confirmed.value
    req.session.flash = `${countOf(records, 'record')} ${disposedVerbs[state]} on ${dateInWords(disposedOn)}: confirmed.`
    res.redirect(303, `/disposal-reviews/${review.id}`)
  })

  async function page(res: Response, review: Review, answers: ConfirmationAnswers, problems: Problem[]): Promise<void> {
    const facts = {
      review,
      contents: await reviewContents(app.db, review),
      sources: await sourcesOfReview(app.db, review.id),
      from: disposableSince(review, await decisionsOn(app.db, review.id)) ?? app.clock.today(),
      answers,
      problems,
    }
    sendPage(
      res,
      'disposal-reviews/confirmation',
      confirmationPage(facts),
      problems.length > 0 ? statusOf(problems) : 200,
    )
  }
}

const answered = (req: Request): ConfirmationAnswers => ({
  disposedOn: sentText(req, 'disposedOn'),
  method: sentText(req, 'method'),
  statement: sentText(req, 'statement'),
})
