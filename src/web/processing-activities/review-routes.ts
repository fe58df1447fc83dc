import type { Request, Response, Router } from 'express'
import { contentsOf } from '../../../db/queries/activity-contents.ts'
import { openChangeRequests } from '../../../db/queries/change-requests.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import { confirmActivity } from '../../actions/activity-confirmations.ts'
import { askForChange } from '../../actions/change-requests.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { check, type Problem } from '../../domain/problem.ts'
import type { ActivityContent } from '../../domain/processing-activity.ts'
import { ChangeRequestDraft, ConfirmationDraft, reviewOn } from '../../domain/review-cycle.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { activityOf, notRetired } from './activity-of.ts'
import { type Answer, changeRequestPage, confirmationPage, DESPITE } from './review-view.ts'

const LIST = '/processing-activities'
const VIEW = 'processing-activities/decision'

/** What owners say of an activity in force: that it is still true, or what has changed. */
export function reviewRoutes(app: App, router: Router): void {
  const confirmation = async ({ activity, content }: Read, answer: Answer) => {
    const open = await openChangeRequests(app.db, activity.id)
    return confirmationPage(
      activity,
      content.title,
      { nextReviewOn: reviewOn(app.clock.today(), content), open },
      answer,
    )
  }

  router.get(`${LIST}/:reference/confirmation`, needs('confirm an activity'), async (req, res) => {
    readQuery({}, req)
    const read = await toReview(app, req, res)
    sendPage(res, VIEW, await confirmation(read, unanswered(read)))
  })

  router.post(`${LIST}/:reference/confirmation`, needs('confirm an activity'), async (req, res) => {
    const read = await toReview(app, req, res)
    const { reference } = read.activity
    const version = versionIn(req)
    const page = async (problems: Problem[], status: number) =>
      sendPage(res, VIEW, await confirmation(read, { version, typed: typedIn(req), problems }), status)
    const answer = check(ConfirmationDraft, formBody(req))
    if (!answer.ok) return page(answer.problems, 422)
    const said = { version, ...answer.value, despite: despiteIn(req) }
    const done = await confirmActivity(app.db, actingOf(app, req, res), reference, said)
    if (!done.ok) return page(done.problems, 409)
    const { already, nextReviewOn } = done.value
    req.session.flash = already
      ? `${reference} was confirmed already today, by ${already}: nothing more was done.`
      : `${reference} has been confirmed as it stands. Its next review is due on ${dateInWords(nextReviewOn)}.`
    res.redirect(303, `${LIST}/${reference}`)
  })

  router.get(`${LIST}/:reference/change-request`, needs('ask for a change'), async (req, res) => {
    readQuery({}, req)
    const read = await toReview(app, req, res)
    sendPage(res, VIEW, changeRequestPage(read.activity, read.content.title, unanswered(read)))
  })

  router.post(`${LIST}/:reference/change-request`, needs('ask for a change'), async (req, res) => {
    const { activity, content } = await toReview(app, req, res)
    const version = versionIn(req)
    const page = (problems: Problem[], status: number) =>
      sendPage(
        res,
        VIEW,
        changeRequestPage(activity, content.title, { version, typed: typedIn(req), problems }),
        status,
      )
    const answer = check(ChangeRequestDraft, formBody(req))
    if (!answer.ok) return page(answer.problems, 422)
    const said = { version, ...answer.value }
    const asked = await askForChange(app.db, actingOf(app, req, res), activity.reference, said)
    if (!asked.ok) return page(asked.problems, 409)
    req.session.flash = 'Information governance has been asked to change this activity. You are told when they have.'
    res.redirect(303, `${LIST}/${activity.reference}`)
  })
}

type Read = { activity: Activity; content: ActivityContent }

/** An activity with the version in force; throws a 409 when it is retired, or nothing of it is in force. */
async function toReview(app: App, req: Request, res: Response): Promise<Read> {
  const activity = notRetired(await activityOf(app, req, res))
  const { currentVersionId, reference } = activity
  if (currentVersionId === null)
    throw new PageError(409, `Nothing of ${reference} is in force yet, so that there is nothing to confirm.`)
  const content = found((await contentsOf(app.db, [currentVersionId])).get(currentVersionId), 'version')
  return { activity, content }
}

const unanswered = ({ activity }: Read): Answer => ({ version: activity.version, typed: '', problems: [] })

const typedIn = (req: Request): string => String(formBody(req).text ?? '')

/** The open requests for a change that the person has read. */
const despiteIn = (req: Request): number[] => [formBody(req)[DESPITE] ?? []].flat().map(Number)

/** The version that the person has read. */
function versionIn(req: Request): number {
  const version = String(formBody(req).version ?? '')
  if (!/^[1-9]\d{0,8}$/.test(version))
    throw new PageError(400, 'The form does not say which version you have read. Open it again.')
  return Number(version)
}
