import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import { contactFacts } from '../../../db/queries/organisations.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import { presentContentsOf } from '../../../db/queries/survivors.ts'
import { addActivity, CHANGED_MEANWHILE, type Seen, saveDraft } from '../../actions/activity-drafts.ts'
import { ActivityDraft, NewReference } from '../../domain/activity-draft.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { queryChoice, queryText, readQuery } from '../query.ts'
import { activityOf, notRetired } from './activity-of.ts'
import { type Answers, answersIn, answersOf, newAnswers, submitted, withPart } from './answers.ts'
import { formChoices } from './choices.ts'
import { type FormFrame, formPage, formSections, partOf } from './form-view.ts'
import { changedMeanwhile, opened } from './meanwhile.ts'
import { offeredOrganisations, organisationsToAdd } from './new-organisations.ts'

const LIST = '/processing-activities'
const FIRST = ['identity']

/** Adding activities, and changing them section by section or on one page. */
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
      {
        ...formPage(frame, answers, problems, await formChoices(app.db), more),
        newOrganisations: offeredOrganisations(answers, problems, formBody(res.req)),
      },
      status,
    )

  const nameOf = async () => {
    const contacts = await contactFacts(app.db)
    return (code: string) => contacts.get(code)?.name ?? code
  }

  router.get(`${LIST}/new`, needs('edit the register'), async (req, res) => {
    const { form: kind, copy } = readQuery({ form: queryChoice(['whole']), copy: queryText }, req)
    const answers = copy === undefined ? newAnswers() : await copied(app, req, res, copy, await nameOf())
    await form(res, newFrame(kind === 'whole' || copy !== undefined, copy), answers, [])
  })

  router.post(`${LIST}/new`, needs('edit the register'), async (req, res) => {
    const short = formBody(req).form === 'short'
    const sent = answersIn(formBody(req))
    // What the short form does not ask is as in a new activity, and is answered in the draft.
    const answers = short ? { ...newAnswers(), fields: { ...newAnswers().fields, ...given(sent.fields) } } : sent
    const frame = newFrame(!short)
    const more = moreOf(req)
    if (more) return form(res, frame, answers, [], { more })
    const reference = check(z.object({ reference: NewReference }), submitted(answers))
    const draft = check(ActivityDraft, submitted(answers))
    if (!reference.ok || !draft.ok)
      return form(res, frame, answers, [...problemsOf(reference), ...problemsOf(draft)], { status: 422 })
    const added = await addActivity(
      app.db,
      actingOf(app, req, res),
      reference.value.reference,
      draft.value,
      organisationsToAdd(formBody(req)),
    )
    if (!added.ok) return form(res, frame, answers, added.problems, { status: 422 })
    req.session.flash = `${reference.value.reference} has been added as a draft. Submit it for approval when it is complete.`
    res.redirect(303, `${LIST}/${reference.value.reference}/draft`)
  })

  const show = async (req: Request, res: Response, only: string[] | null) => {
    readQuery({}, req)
    const activity = notRetired(await activityOf(app, req, res))
    const { seen, content, state } = await opened(app.db, activity)
    notSubmitted(activity, state)
    await form(res, changeFrame(activity, seen, only), answersOf(activity.reference, content, await nameOf()), [])
  }

  const save = async (req: Request, res: Response, only: string[] | null) => {
    const activity = notRetired(await activityOf(app, req, res))
    const seen = seenIn(req)
    const { content, state } = await opened(app.db, activity)
    notSubmitted(activity, state)
    const sent = answersIn(formBody(req))
    const choices = await formChoices(app.db)
    const answers = (only ?? []).reduce(
      (all, section) => withPart(all, partOf(section, choices), sent),
      only === null ? sent : answersOf(activity.reference, content, await nameOf()),
    )
    const frame = changeFrame(activity, seen, only)
    const more = moreOf(req)
    if (more) return form(res, frame, answers, [], { more })
    const draft = check(ActivityDraft, submitted(answers))
    if (!draft.ok) return form(res, frame, answers, draft.problems, { status: 422 })
    const saved = await saveDraft(
      app.db,
      actingOf(app, req, res),
      activity.reference,
      seen,
      draft.value,
      organisationsToAdd(formBody(req)),
    )
    if (!saved.ok) {
      const stale = saved.problems.some(({ field }) => field === CHANGED_MEANWHILE)
      if (!stale) return form(res, frame, answers, saved.problems, { status: 422 })
      const theirs = await changedMeanwhile(app.db, activity)
      const now = (await opened(app.db, activity)).seen
      return form(res, { ...frame, seen: now, theirs }, answers, saved.problems, { status: 409 })
    }
    const nothing = saved.value.version === seen.version && saved.value.revision === seen.revision
    req.session.flash = nothing
      ? 'Nothing was changed.'
      : `The draft of version ${saved.value.version} has been saved. What is in force stays so until it is approved.`
    res.redirect(303, `${LIST}/${activity.reference}/draft`)
  }

  router.get(`${LIST}/:reference/edit`, needs('edit the register'), (req, res) => show(req, res, null))
  router.post(`${LIST}/:reference/edit`, needs('edit the register'), (req, res) => save(req, res, null))
  router.get(`${LIST}/:reference/draft/:section`, needs('edit the register'), (req, res) =>
    show(req, res, sectionOf(req)),
  )
  router.post(`${LIST}/:reference/draft/:section`, needs('edit the register'), (req, res) =>
    save(req, res, sectionOf(req)),
  )
}

const given = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))

const problemsOf = (checked: { ok: true } | { ok: false; problems: Problem[] }): Problem[] =>
  checked.ok ? [] : checked.problems

const sectionOf = (req: Request): string[] => [
  found(
    formSections.find(({ id }) => id === req.params.section),
    'page',
  ).id,
]

/** The answers of a new activity that says what another says, but for its title; each fact keeps its standing, and has who copies it for its author. */
async function copied(app: App, req: Request, res: Response, copy: string, nameOf: (code: string) => string) {
  req.params.reference = copy
  const { shownVersionId } = await activityOf(app, req, res)
  const content = found((await presentContentsOf(app.db, [shownVersionId ?? 0])).values().next().value, 'version')
  const answers = answersOf('', content, nameOf)
  const untraced = Object.entries(answers.lists).map(([list, rows]) => [list, rows.map(({ was: _, ...row }) => row)])
  return { fields: { ...answers.fields, title: '' }, lists: Object.fromEntries(untraced) }
}

const newFrame = (whole: boolean, copy?: string): FormFrame => ({
  title: copy === undefined ? 'Add a processing activity' : `Add a copy of ${copy.toUpperCase()}`,
  action: `${LIST}/new`,
  back: { text: 'Processing activities', href: LIST },
  seen: null,
  theirs: null,
  only: whole ? null : FIRST,
  other: whole ? null : { text: 'Fill in everything on one page', href: `${LIST}/new?form=whole` },
})

function changeFrame({ reference }: Activity, seen: Seen, only: string[] | null): FormFrame {
  const draft = `${LIST}/${reference}/draft`
  const section = only === null ? undefined : formSections.find(({ id }) => id === only[0])
  return {
    title: section ? section.heading : `Change ${reference}`,
    ...(section ? { caption: reference } : {}),
    action: section ? `${draft}/${section.id}` : `${LIST}/${reference}/edit`,
    back: { text: section ? 'All parts of the draft' : reference, href: section ? draft : `${LIST}/${reference}` },
    seen,
    theirs: null,
    only,
    other: section ? { text: 'Change everything on one page', href: `${LIST}/${reference}/edit` } : null,
  }
}

/** Which list the person wants more rows of; blank when they want to save. */
const moreOf = (req: Request): string => String(formBody(req).more ?? '')

/** What the form was opened over; without it nobody can say what was changed. */
export function seenIn(req: Request): Seen {
  const { version, revision } = formBody(req)
  if (!/^[1-9]\d{0,8}$/.test(String(version ?? '')) || !/^\d{1,9}$/.test(String(revision ?? '')))
    throw new PageError(400, 'The form does not say which version it changes. Open it again.')
  return { version: Number(version), revision: Number(revision) }
}

function notSubmitted({ reference }: Activity, state: 'draft' | 'submitted' | null): void {
  if (state === 'submitted')
    throw new PageError(409, `${reference} waits for its approval. Have it returned before you change it.`)
}
