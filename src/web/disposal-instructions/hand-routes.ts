import type { Request, Response, Router } from 'express'
import type { Instruction } from '../../../db/queries/disposal-instructions.ts'
import { againInWords, instructAgain, takeFailedBack } from '../../actions/failed-records.ts'
import { noteTold } from '../../actions/instruction-notices.ts'
import { answeredInWords, answerRecallsByHand } from '../../actions/instruction-recalls.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { formBody } from '../form.ts'
import { LIST } from './filters.ts'
import { show } from './show.ts'

type InstructionOf = (req: Request, res: Response) => Promise<Instruction>

/** What people do about an instruction by hand: answer a recall, see to what failed, and note who was told. */
export function handRoutes(app: App, router: Router, instructionOf: InstructionOf): void {
  const acting = (req: Request, res: Response) => ({
    ...actingOf(app, req, res),
    ...{ who: userOf(res), hashKey: app.config.recordHashKey },
  })

  router.post(`${LIST}/:id/recall-answers`, needs('confirm a disposal'), async (req, res) => {
    const { id } = await instructionOf(req, res)
    const { fields, items } = sentBy(req)
    const submitted = { answers: fields, items, seen: fields.seen ?? '' }
    const answered = await answerRecallsByHand(app.db, acting(req, res), id, submitted)
    if (!answered.ok) return again(req, res, 'recall', answered.problems)
    app.work.instruct()
    done(req, res, id, answeredInWords(answered.value, fields.answer))
  })

  router.post(`${LIST}/:id/renewal`, needs('confirm a disposal'), async (req, res) => {
    const { id } = await instructionOf(req, res)
    const renewed = await instructAgain(app.db, acting(req, res), id, chosenBy(req))
    if (!renewed.ok) return again(req, res, 'failed', renewed.problems)
    done(req, res, id, againInWords(renewed.value))
  })

  router.post(`${LIST}/:id/taking-back`, needs('confirm a disposal'), async (req, res) => {
    const { id } = await instructionOf(req, res)
    const { reason } = sentBy(req).fields
    const taken = await takeFailedBack(app.db, acting(req, res), id, { ...chosenBy(req), reason })
    if (!taken.ok) return again(req, res, 'failed', taken.problems)
    done(req, res, id, `${countOf(taken.value, 'record is', 'records are')} kept.`)
  })

  router.post(`${LIST}/:id/notices`, needs('confirm a disposal'), async (req, res) => {
    const { id: instructionId } = await instructionOf(req, res)
    const { fields } = sentBy(req)
    const notice = Number(fields.notice)
    const told =
      Number.isSafeInteger(notice) && notice > 0
        ? await noteTold(app.db, acting(req, res), { instructionId, id: notice, answers: fields })
        : { ok: false as const, problems: [{ field: 'notice', text: 'Choose who was told' }] }
    if (!told.ok) return again(req, res, 'notice', told.problems)
    done(req, res, instructionId, 'Noted that they were told.')
  })

  function done(req: Request, res: Response, id: number, text: string): void {
    req.session.flash = text
    res.redirect(303, `${LIST}/${id}`)
  }

  /** The page again with what was typed; the problems of a form are by the ids of its fields. */
  async function again(req: Request, res: Response, form: string, problems: Problem[]): Promise<void> {
    const { fields, items } = sentBy(req)
    await show(app, res, await instructionOf(req, res), {}, { form, fields, items, problems })
  }
}

const chosenBy = (req: Request) => {
  const { fields, items } = sentBy(req)
  return { items: fields.apply === 'all' ? ('all' as const) : items, seen: fields.seen ?? '' }
}

/** The fields of a form that was sent, as texts, and the items that were ticked. */
function sentBy(req: Request): { fields: Record<string, string>; items: number[] } {
  const body = formBody(req)
  const fields = Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  const ticked = [body.item ?? []].flat().map(String)
  return {
    fields: Object.fromEntries(fields),
    items: ticked.flatMap((text) => (/^\d{1,15}$/.test(text) ? [Number(text)] : [])),
  }
}
