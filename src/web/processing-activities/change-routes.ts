import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import { contentsOf } from '../../../db/queries/activity-contents.ts'
import { versionsOf } from '../../../db/queries/activity-versions.ts'
import { contactFacts } from '../../../db/queries/organisations.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import { addActivity, CHANGED_MEANWHILE, changeActivity, retireActivity } from '../../actions/processing-activities.ts'
import { ActivityDraft, NewReference } from '../../domain/activity-draft.ts'
import { requiredText } from '../../domain/activity-text.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, PageError } from '../errors.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { activityOf } from './activity-of.ts'
import { type Answers, answersIn, answersOf, newAnswers, submitted } from './answers.ts'
import { formChoices } from './choices.ts'
import { type FormFrame, formPage } from './form-view.ts'
import { retirementPage } from './retirement-view.ts'

const LIST = '/processing-activities'

const newFrame: FormFrame = {
  title: 'Add a processing activity',
  action: `${LIST}/new`,
  back: { text: 'Processing activities', href: LIST },
  version: null,
  from: null,
}

/** Adding, changing and retiring activities. */
export function changeRoutes(app: App, router: Router): void {
  const form = async (
    res: Response,
    frame: FormFrame,
    answers: Answers,
    problems: Problem[],
    { status = 200, more = '' } = {},
  ) =>
    sendPage(
      res,
      'processing-activities/form',
      formPage(frame, answers, problems, await formChoices(app.db), more),
      status,
    )

  router.get(`${LIST}/new`, needs('edit the register'), async (req, res) => {
    readQuery({}, req)
    await form(res, newFrame, newAnswers(), [])
  })

  router.post(`${LIST}/new`, needs('edit the register'), async (req, res) => {
    const answers = answersIn(req.body)
    if (req.body.more) return form(res, newFrame, answers, [], { more: String(req.body.more) })
    const reference = check(z.object({ reference: NewReference }), submitted(answers))
    const draft = check(ActivityDraft, submitted(answers))
    if (!reference.ok || !draft.ok)
      return form(res, newFrame, answers, [...problemsOf(reference), ...problemsOf(draft)], { status: 422 })
    const added = await addActivity(app.db, acting(app, res), reference.value.reference, draft.value)
    if (!added.ok) return form(res, newFrame, answers, added.problems, { status: 422 })
    req.session.flash = `${added.value} has been added to the register.`
    res.redirect(303, `${LIST}/${added.value}`)
  })

  router.get(`${LIST}/:reference/edit`, needs('edit the register'), async (req, res) => {
    readQuery({}, req)
    const activity = inForce(await activityOf(app, req, res))
    const content = found((await contentsOf(app.db, [activity.currentVersionId ?? 0])).values().next().value, 'version')
    const contacts = await contactFacts(app.db)
    const answers = answersOf(activity.reference, content, (code) => contacts.get(code)?.name ?? code)
    await form(res, changeFrame(activity, activity.version), answers, [])
  })

  router.post(`${LIST}/:reference/edit`, needs('edit the register'), async (req, res) => {
    const activity = inForce(await activityOf(app, req, res))
    const answers = answersIn(req.body)
    const seen = versionNumber(req, 'version')
    const from = versionNumber(req, 'from')
    const frame = { ...changeFrame(activity, from), version: seen }
    if (req.body.more) return form(res, frame, answers, [], { more: String(req.body.more) })
    const draft = check(ActivityDraft, submitted(answers))
    if (!draft.ok) return form(res, frame, answers, draft.problems, { status: 422 })
    const changed = await changeActivity(app.db, acting(app, res), activity.reference, { seen, from }, draft.value)
    if (!changed.ok) {
      const stale = changed.problems.some(({ field }) => field === CHANGED_MEANWHILE)
      const again = stale ? { ...frame, version: activity.version } : frame
      return form(res, again, answers, changed.problems, { status: stale ? 409 : 422 })
    }
    req.session.flash =
      changed.value === seen
        ? `Nothing was changed: version ${seen} is still in force.`
        : `${activity.reference} has been changed: version ${changed.value} is in force.`
    res.redirect(303, `${LIST}/${activity.reference}`)
  })

  router.get(`${LIST}/:reference/retirement`, needs('edit the register'), async (req, res) => {
    readQuery({}, req)
    const activity = inForce(await activityOf(app, req, res))
    sendPage(res, 'processing-activities/retirement', retirementPage(activity, await titleOf(app, activity), '', []))
  })

  router.post(`${LIST}/:reference/retirement`, needs('edit the register'), async (req, res) => {
    const activity = inForce(await activityOf(app, req, res))
    const page = async (problems: Problem[]) => {
      const typed = typeof req.body.reason === 'string' ? req.body.reason : ''
      const view = retirementPage(activity, await titleOf(app, activity), typed, problems)
      sendPage(res, 'processing-activities/retirement', view, 422)
    }
    const answer = check(z.object({ reason: requiredText('why this activity is retired', 1000) }), req.body)
    if (!answer.ok) return page(answer.problems)
    const retired = await retireActivity(app.db, acting(app, res), activity.id, answer.value.reason)
    if (!retired.ok) return page(retired.problems)
    req.session.flash = `${activity.reference} has been retired. It stays in the register with the reason.`
    res.redirect(303, `${LIST}/${activity.reference}`)
  })
}

const acting = (app: App, res: Response) => ({ name: userOf(res).name, clock: app.clock })

const problemsOf = (checked: { ok: true } | { ok: false; problems: Problem[] }): Problem[] =>
  checked.ok ? [] : checked.problems

const changeFrame = (activity: Activity, from: number): FormFrame => ({
  title: `Change ${activity.reference}`,
  action: `${LIST}/${activity.reference}/edit`,
  back: { text: activity.reference, href: `${LIST}/${activity.reference}` },
  version: activity.version,
  from,
})

/** The number of a version that the form carries; without it nobody can say what was changed. */
function versionNumber(req: Request, field: 'version' | 'from'): number {
  const text = String(req.body[field] ?? '')
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new PageError(400, 'The form does not say which version it changes. Open it again.')
  return Number(text)
}

/** What is retired is read only. */
function inForce(activity: Activity): Activity {
  if (activity.status === 'retired')
    throw new PageError(409, `${activity.reference} is retired, and can no longer be changed.`)
  return activity
}

async function titleOf(app: App, activity: Activity): Promise<string> {
  const versions = await versionsOf(app.db, activity.id)
  const contents = await contentsOf(
    app.db,
    versions.slice(0, 1).map(({ id }) => id),
  )
  return contents.values().next().value?.title ?? activity.reference
}
