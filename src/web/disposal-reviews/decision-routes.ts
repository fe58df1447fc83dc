import type { Request, Response, Router } from 'express'
import { decisionsOn } from '../../../db/queries/review-decisions.ts'
import { type Review, reviewContents } from '../../../db/queries/review-show.ts'
import { workUnderWay } from '../../../db/queries/review-work.ts'
import { type Decided, decideReview, firstApproval } from '../../actions/review-decisions.ts'
import { answerFirstApproval } from '../../actions/review-second.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { mayApproveSecond } from '../../domain/review.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { Forbidden, SentInVain, type Typed } from '../errors.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { decisionPage } from './decision-view.ts'
import { askedInWords } from './request-view.ts'
import type { Answers } from './review-form.ts'
import { actorOf, reviewOf, reviewToDecide, sentText, statusOf } from './review-of.ts'
import { secondPage } from './second-view.ts'

/** Deciding what is left of a review, and answering a first approval where the rule asks for two. */
export function decisionRoutes(app: App, router: Router): void {
  router.get('/disposal-reviews/:id/decision', needs('decide a disposal review'), async (req, res) => {
    readQuery({}, req)
    const review = await reviewToDecide(app, req, res)
    await mustAwait('open', review, {})
    await decision(res, review, {}, [])
  })

  router.post('/disposal-reviews/:id/decision', needs('decide a disposal review'), async (req, res) => {
    const review = await reviewToDecide(app, req, res)
    const answers = answered(req)
    const decided = await decideReview(app.db, actorOf(app, req, res), review.id, submitted(req, answers))
    if (!decided.ok) {
      const now = await reviewOf(app, req, res)
      await mustAwait('open', now, answers)
      return decision(res, now, answers, decided.problems)
    }
    if (decided.value.underWay) app.work.carryOutDecisions()
    if (decided.value.state === 'approved') app.work.instruct()
    req.session.flash = decidedInWords(decided.value)
    res.redirect(303, `/disposal-reviews/${review.id}`)
  })

  router.get('/disposal-reviews/:id/second-approval', needs('give a second approval'), async (req, res) => {
    readQuery({}, req)
    const review = await awaitingSecond(req, res)
    await mustAwait('awaiting second approval', review, {})
    await second(res, review, {}, [])
  })

  router.post('/disposal-reviews/:id/second-approval', needs('give a second approval'), async (req, res) => {
    const review = await awaitingSecond(req, res)
    const answers = answered(req)
    const answer = await answerFirstApproval(app.db, actorOf(app, req, res), review.id, submitted(req, answers))
    if (!answer.ok) {
      const now = await reviewOf(app, req, res)
      await mustAwait('awaiting second approval', now, answers)
      return second(res, now, answers, answer.problems)
    }
    if (answer.value.underWay) app.work.carryOutDecisions()
    if (answer.value.state === 'approved') app.work.instruct()
    req.session.flash = answeredInWords(answer.value)
    res.redirect(303, `/disposal-reviews/${answer.value.mergedInto ?? review.id}`)
  })

  /** Throws, with what was typed, where nothing can be decided: a form would be sent in vain again. */
  async function mustAwait(state: keyof typeof notAnyMore, review: Review, answers: Answers): Promise<void> {
    if (review.state !== state) throw new SentInVain(409, notAnyMore[state], typedInto(answers))
    if (await workUnderWay(app.db, review.id)) throw new SentInVain(409, UNDER_WAY, typedInto(answers))
  }

  /** Throws `Forbidden` for the person who gave the first approval. */
  async function awaitingSecond(req: Request, res: Response): Promise<Review> {
    const review = await reviewOf(app, req, res)
    const first = firstApproval(await decisionsOn(app.db, review.id))
    if (first && !mayApproveSecond(userOf(res), first.decidedById)) throw new Forbidden()
    return review
  }

  async function decision(res: Response, review: Review, answers: Answers, problems: Problem[]): Promise<void> {
    const facts = { review, contents: await reviewContents(app.db, review), answers, problems }
    sendPage(
      res,
      'disposal-reviews/decision',
      decisionPage(facts, app.clock.today()),
      problems.length > 0 ? statusOf(problems) : 200,
    )
  }

  async function second(res: Response, review: Review, answers: Answers, problems: Problem[]): Promise<void> {
    const first = firstApproval(await decisionsOn(app.db, review.id))
    const facts = { review, contents: await reviewContents(app.db, review), answers, problems, first }
    sendPage(res, 'disposal-reviews/second-approval', secondPage(facts), problems.length > 0 ? statusOf(problems) : 200)
  }
}

const notAnyMore = {
  open: 'This review is not open for a decision any more.',
  'awaiting second approval': 'This review does not await a second approval any more.',
}

const UNDER_WAY = 'The last decision on this review is still being carried out. Its page says how far that is.'

const typedInto = ({ keepUntil = '', reason = '' }: Answers): Typed[] =>
  [
    { field: 'Keep until', text: keepUntil },
    { field: 'Reason', text: reason },
  ].filter(({ text }) => text.trim() !== '')

const answered = (req: Request): Answers => ({
  decision: sentText(req, 'decision'),
  answer: sentText(req, 'answer'),
  keepUntil: sentText(req, 'keepUntil'),
  because: sentText(req, 'because'),
  reason: sentText(req, 'reason'),
  number: sentText(req, 'number'),
})

const submitted = (req: Request, answers: Answers) => ({
  answers,
  number: answers.number ?? '',
  seen: sentText(req, 'seen'),
})

function decidedInWords({ state, records, asked, waiting, underWay }: Decided): string {
  if (underWay)
    return `Your decision on ${countOf(records, 'record')} is written down with the exact list, and is now carried out for each of them.`
  if (state === 'open') return partlyKeptInWords(records, asked, waiting)
  if (state === 'approved') return `The disposal of ${countOf(records, 'record')} is approved.`
  if (state === 'closed')
    return `${countOf(records, 'record is', 'records are')} kept longer, and the review is closed.`
  return `You have approved the disposal of ${countOf(records, 'record')}. Information governance gives the second approval.`
}

const partlyKeptInWords = (records: number, asked: number, waiting: number): string =>
  [
    records > 0 ? `${countOf(records, 'record is', 'records are')} kept longer.` : '',
    askedInWords(asked),
    waiting > 0
      ? `${countOf(waiting, 'record stays', 'records stay')} in this review, since information governance has yet to answer what it was asked before.`
      : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')

function answeredInWords({ state, mergedInto, records, underWay }: Decided): string {
  if (underWay)
    return `Your answer is written down: ${countOf(records, 'record goes', 'records go')} back now, one after the other.`
  if (state === 'approved') return `The disposal of ${countOf(records, 'record')} is approved by two people.`
  if (mergedInto === null) return 'The review is open again, and its manager sees why.'
  return `The review was sent back: its ${countOf(records, 'record has', 'records have')} joined this one, which had been opened since.`
}
