import type { Response } from 'express'
import { answersOf } from '../../../db/queries/disposal-answers.ts'
import { certificatesOfInstruction, type Instruction } from '../../../db/queries/disposal-instructions.ts'
import { holdsOver } from '../../../db/queries/held.ts'
import { itemList, untakenFailures } from '../../../db/queries/instruction-item-list.ts'
import { noticesOf } from '../../../db/queries/instruction-notices.ts'
import { countRecalls } from '../../../db/queries/instruction-recalls.ts'
import { may } from '../../domain/permission.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound } from '../errors.ts'
import { historyOf } from '../history.ts'
import { sendPage } from '../page.ts'
import type { ItemsQuery } from './filters.ts'
import { ITEMS_ON_A_PAGE } from './items-view.ts'
import { type HandAnswers, instructionPage } from './show-view.ts'

const FEW = 50
const MOST_ANSWERS_SHOWN = 20

/** Answers with the page of an instruction; with a form as it was sent when that is wrong. */
export async function show(
  app: App,
  res: Response,
  instruction: Instruction,
  query: ItemsQuery,
  sent: HandAnswers,
): Promise<void> {
  const { db } = app
  const { id } = instruction
  const found = await itemList(db, id, query, { after: query.after ?? 0, limit: ITEMS_ON_A_PAGE + 1 })
  if (query.after !== undefined && found.length === 0) throw new NotFound('page of this list')
  const total = await countRecalls(db, id)
  const recalled = total === 0 ? [] : await itemList(db, id, { state: 'called back' }, { after: 0, limit: FEW })
  const ids = recalled.map(({ recordId }) => recordId)
  const failed = instruction.failedCount === 0 ? [] : await untakenFailures(db, id, FEW + 1)
  const facts = {
    ...{ instruction, query, sent },
    ...{ items: found.slice(0, ITEMS_ON_A_PAGE), more: found.length > ITEMS_ON_A_PAGE },
    recalls: { total, items: recalled, holds: await holdsOver(db, ids) },
    failed: { items: failed.slice(0, FEW), more: failed.length > FEW },
    notices: await noticesOf(db, id),
    answers: await answersOf(db, id, MOST_ANSWERS_SHOWN),
    certificates: await certificatesOfInstruction(db, id),
    mayAnswer: may(userOf(res), 'confirm a disposal'),
  }
  const history = await historyOf(app, res, { kind: 'disposal instruction', id: String(id) })
  const status = sent.problems.length === 0 ? 200 : sent.problems.some(({ field }) => field === 'seen') ? 409 : 422
  sendPage(res, 'disposal-instructions/show', { ...instructionPage(facts, app.clock.today()), history }, status)
}
