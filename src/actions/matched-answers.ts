import type { Instruction } from '../../db/queries/disposal-instructions.ts'
import { type ItemFound, itemsByReference } from '../../db/queries/instruction-items.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { type Answer, checkAnswer } from '../domain/disposal-answer.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { type NotTaken, reasonNotToTake } from '../domain/item-standing.ts'
import type { Problem } from '../domain/problem.ts'

/** An answer as it was sent: by the reference that the source knows the record by, and what is said of it. */
export type SentAnswer = { reference: string; fields: Record<string, unknown> }

/** What is to be done with an answer: taken for an item, or not, and why. `keptItem`: one that waits for an answer, but is not to be disposed of. */
export type Matched =
  | { item: ItemFound; answer: Answer }
  | { item: null; keptItem: number | null; result: NotTaken['result']; problems: Problem[] }

/**
 * Finds the items that answers are about, and says of each whether it can be taken. The first of several for one reference counts.
 *
 * `seen`: the references answered so far; those of these answers are added.
 */
export async function matchAnswers(
  db: Db,
  instruction: Instruction,
  sent: readonly SentAnswer[],
  { today, hashKey, seen }: { today: IsoDate; hashKey: string; seen: Set<string> },
): Promise<Matched[]> {
  const items = await itemsOf(
    db,
    instruction,
    sent.map(({ reference }) => reference),
    { hashKey, today },
  )
  const days = { instructedOn: instruction.instructedOn, today }
  return sent.map(({ reference, fields }) => {
    const checked = checkAnswer(fields, days)
    if (reference === '') return refuse('rejected', { field: 'reference', text: 'Enter the reference' })
    if (!checked.ok) return { item: null, keptItem: null, result: 'rejected' as const, problems: checked.problems }
    if (seen.has(reference))
      return refuse('rejected', { field: 'reference', text: 'It was answered before in here: the first answer counts' })
    const item = items.get(reference)
    const not = reasonNotToTake(item, checked.value)
    if (item && not?.result !== 'rejected') seen.add(reference)
    const keptItem = item?.state === 'instructed' && item.isHeld ? item.id : null
    if (not) return refuse(not.result, { field: 'reference', text: not.text }, keptItem)
    return item ? { item, answer: checked.value } : refuse('rejected', { field: 'reference', text: '' })
  })
}

const refuse = (result: NotTaken['result'], problem: Problem, keptItem: number | null = null): Matched => ({
  ...{ item: null, keptItem, result, problems: [problem] },
})

/** The items by the references that were sent; what the inventory has forgotten is known by its hash. */
async function itemsOf(
  db: Db,
  instruction: Instruction,
  references: readonly string[],
  { hashKey, today }: { hashKey: string; today: IsoDate },
): Promise<Map<string, ItemFound>> {
  const found = await itemsByReference(db, instruction, references, today)
  const unknown = references.filter((reference) => !found.has(reference))
  if (unknown.length === 0 || instruction.doneCount + instruction.notFoundCount === 0) return found
  const byHash = new Map(
    unknown.map((reference) => [forgottenReference(hashKey, instruction.sourceSystemId, reference), reference]),
  )
  for (const [hash, item] of await itemsByReference(db, instruction, [...byHash.keys()], today))
    found.set(byHash.get(hash) ?? hash, item)
  return found
}

/** An answer as it is written down for an item. */
export const written = (id: number, answer: Answer) => ({
  id,
  outcome: answer.outcome,
  doneOn: answer.outcome === 'done' ? answer.doneOn : null,
  method: answer.outcome === 'done' ? answer.method : '',
  reason: answer.outcome === 'failed' ? answer.reason : '',
})
