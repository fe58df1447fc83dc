import type { Request, Response, Router } from 'express'
import { exceptionBatches, recordsOfBatch } from '../../../db/queries/exception-batches.ts'
import type { Review } from '../../../db/queries/review-show.ts'
import { forgetDisposed } from '../../actions/review-disposals.ts'
import { type Chosen, type ExceptionSet, setException } from '../../actions/review-exceptions.ts'
import { type Undone, undoException } from '../../actions/review-undo.ts'
import { leftOutInWords } from '../../domain/left-out.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { mayDecide } from '../../domain/review.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'
import { sendPage } from '../page.ts'
import { pathId, queryNumber, queryString, readQuery } from '../query.ts'
import { batchPage, RECORDS_OF_A_BATCH } from './batch-view.ts'
import { recordFilter, sentQuery } from './filters.ts'
import { askedInWords } from './request-view.ts'
import { actorOf, reviewOf, reviewToDecide, sentNumbers, sentText, statusOf } from './review-of.ts'
import { show } from './show.ts'

/** Exceptions for single records of a review: setting them, looking at them, undoing them. */
export function exceptionRoutes(app: App, router: Router): void {
  router.post('/disposal-reviews/:id/exceptions', needs('decide a disposal review'), async (req, res) => {
    const review = await reviewToDecide(app, req, res)
    const query = sentQuery(req.body)
    const answers = {
      records: sentNumbers(req, 'record'),
      apply: sentText(req, 'apply'),
      ...{ kind: sentText(req, 'kind'), because: sentText(req, 'because'), rule: sentText(req, 'rule') },
      ...{ date: sentText(req, 'date'), reason: sentText(req, 'reason'), number: sentText(req, 'number') },
    }
    const chosen: Chosen =
      answers.apply === 'all'
        ? { filter: recordFilter(query), seen: Number(sentText(req, 'matching')) }
        : { ids: answers.records }
    const set = await setException(app.db, actorOf(app, req, res), review.id, chosen, answers)
    if (!set.ok) return show(app, res, await reviewOf(app, req, res), query, { ...answers, problems: set.problems })
    if (set.value.underWay) app.work.carryOutDecisions()
    else if (answers.kind === 'already gone') await forgetDisposed(app.db, app.clock, app.config.recordHashKey)
    req.session.flash = setInWords(set.value)
    const { after: _, before: __, ...filter } = query
    res.redirect(303, `/disposal-reviews/${review.id}${queryString(filter)}`)
  })

  router.get('/disposal-reviews/:id/exceptions/:batch', needs('read disposal reviews'), async (req, res) => {
    const { after } = readQuery({ after: queryNumber }, req)
    await batch(req, res, await reviewOf(app, req, res), after ?? 0, [], 200)
  })

  router.post(
    '/disposal-reviews/:id/exceptions/:batch/undoing',
    needs('decide a disposal review'),
    async (req, res) => {
      const review = await reviewToDecide(app, req, res)
      const ticked = sentText(req, 'apply') === 'all' ? undefined : sentNumbers(req, 'record')
      if (ticked?.length === 0)
        return batch(
          req,
          res,
          review,
          0,
          [{ field: 'record', text: 'Tick the records whose exception is to be undone' }],
          422,
        )
      const undone = await undoException(app.db, actorOf(app, req, res), review.id, batchId(req), ticked)
      if (!undone.ok) return batch(req, res, review, 0, undone.problems, statusOf(undone.problems))
      if (undone.value.underWay) app.work.carryOutDecisions()
      req.session.flash = undoneInWords(undone.value)
      res.redirect(303, `/disposal-reviews/${review.id}`)
    },
  )

  async function batch(
    req: Request,
    res: Response,
    review: Review,
    after: number,
    problems: Problem[],
    status: number,
  ) {
    const [exception] = await exceptionBatches(app.db, review.id, batchId(req))
    const facts = {
      review,
      batch: found(exception, 'exception'),
      records: await recordsOfBatch(app.db, batchId(req), RECORDS_OF_A_BATCH + 1, after),
      mayUndo: review.state === 'open' && mayDecide(userOf(res), review),
      isFirst: after === 0,
      problems,
    }
    sendPage(res, 'disposal-reviews/exception', batchPage(facts), status)
  }
}

const batchId = (req: Request): number => found(pathId(req, 'batch'), 'exception')

function setInWords({ records, left, asked, leftOut, underWay }: ExceptionSet): string {
  if (underWay) return `The exception for ${countOf(records, 'record')} is written down, and takes effect on each now.`
  const others = leftOutInWords(leftOut)
  const sentences = [
    records > 0 ? effectInWords(records, left) : '',
    askedInWords(asked),
    others === '' ? '' : `Nothing was done with the rest: ${others}.`,
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

function effectInWords(records: number, left: number): string {
  if (left === records) return `${countOf(records, 'record has', 'records have')} left this review.`
  const stay = records - left
  const changed = `The date of ${countOf(records, 'record')} has been corrected.`
  return `${changed} By it, ${countOf(stay, 'record is', 'records are')} still past the period and ${stay === 1 ? 'stays' : 'stay'} in this review.`
}

function undoneInWords({ records, back, kept, underWay }: Undone): string {
  if (underWay) return `The exception is being undone for ${countOf(records, 'record')} now.`
  const sentences = [
    `The exception has been undone for ${countOf(records, 'record')}.`,
    back === records ? '' : `${countOf(back, 'record is', 'records are')} past the period and in this review.`,
    kept === 0 ? '' : `It stands for ${countOf(kept, 'record')} that changed since.`,
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}
