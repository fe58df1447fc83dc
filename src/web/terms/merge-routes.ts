import type { Response, Router } from 'express'
import { type StoredTerm, termById, termList } from '../../../db/queries/term-list.ts'
import { usedIn } from '../../../db/queries/used-in.ts'
import { mergeTerm } from '../../actions/terms.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { likeness } from '../../domain/survivors.ts'
import { askedByMark } from '../../domain/term.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { confirmed, type MergedThing, type MergePreview, mergePage } from '../merges/view.ts'
import { sendPage } from '../page.ts'
import { pathId, queryNumber, readQuery } from '../query.ts'
import { LIST, markName } from './view.ts'

/** Merging a term into another of its kind. */
export function mergeRoutes(app: App, router: Router): void {
  const page = async (
    res: Response,
    term: StoredTerm,
    into: number | undefined,
    { typed = {}, problems = [], status = 200 }: Shown = {},
  ) => {
    const others = (await termList(app.db, { kind: term.kind }, null)).filter(({ id }) => id !== term.id)
    const options = others.map(({ id, name }) => ({ value: String(id), text: name }))
    const survivor = others.find(({ id }) => id === into)
    const preview = survivor ? previewOf(term, survivor, (await usedIn(app.db, 'term', term.id)).length) : null
    const likely = options.filter(({ text }) => likeness(text) === likeness(term.name))
    sendPage(res, 'merges/form', mergePage({ thing: thingOf(term), options, likely, preview, problems, typed }), status)
  }

  router.get(`${LIST}/:id/merge`, needs('edit the register'), async (req, res) => {
    const { into } = readQuery({ into: queryNumber }, req)
    await page(res, standing(found(await termById(app.db, pathId(req)), 'term')), into)
  })

  router.post(`${LIST}/:id/merge`, needs('edit the register'), async (req, res) => {
    const term = standing(found(await termById(app.db, pathId(req)), 'term'))
    const typed = formBody(req)
    const into = /^\d{1,15}$/.test(String(typed.into)) ? Number(typed.into) : undefined
    const problems = confirmed(thingOf(term), typed)
    if (problems.length > 0) return page(res, term, into, { typed, problems, status: 422 })
    const marksDiffer = typed.marks === 'yes'
    const merged = await mergeTerm(app.db, actingOf(app, req, res), term.id, into, { marksDiffer })
    if (!merged.ok) return page(res, term, into, { typed, problems: merged.problems, status: 422 })
    req.session.flash = `“${term.name}” has been merged, with ${countOf(merged.value.activities, 'activity', 'activities')} that named it.`
    res.redirect(303, `${LIST}/${into}`)
  })
}

type Shown = { typed?: Record<string, unknown>; problems?: Problem[]; status?: number }

const thingOf = ({ id, name }: StoredTerm): MergedThing => ({
  ...{ noun: 'term', name, code: null, href: `${LIST}/${id}` },
  back: { text: 'Terms', href: LIST },
})

function previewOf(
  term: StoredTerm,
  survivor: Pick<StoredTerm, 'id' | 'name' | 'mark'>,
  activities: number,
): MergePreview {
  const asked = askedByMark[survivor.mark]
  const marks = `“${term.name}” is marked “${markName(term.mark)}” and “${survivor.name}” is marked “${markName(survivor.mark)}”. Every activity that names the first is held to the second from then on${asked === null ? '' : `: the checks ask of it ${asked}`}.`
  return {
    into: String(survivor.id),
    survivor: survivor.name,
    moves: [
      `${countOf(activities, 'activity', 'activities')} that ${activities === 1 ? 'names' : 'name'} “${term.name}” will say “${survivor.name}”`,
      `Whoever types “${term.name}” in an activity gets “${survivor.name}”`,
    ],
    warning: term.mark === survivor.mark ? null : marks,
    marksDiffer: term.mark !== survivor.mark,
  }
}

function standing(term: StoredTerm): StoredTerm {
  if (term.mergedIntoId !== null) throw new PageError(409, `“${term.name}” was merged away already.`)
  return term
}
