import { z } from 'zod'
import { type EndOfRecord, endOfRecord, recordKnownAs } from '../../db/queries/certificate-show.ts'
import { organisationOfSource } from '../../db/queries/disposal-incidents.ts'
import { allSourceSystems } from '../../db/queries/source-systems.ts'
import type { Db } from '../../db/schema.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { isEnded, type RecordState } from '../domain/held-record.ts'
import { type Checked, check, refused } from '../domain/problem.ts'
import { storable } from '../domain/storable.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'

/** What the register answers when it is asked for a record: still held, gone, or never known under that reference. */
export type RecordAnswer =
  | { kind: 'held'; recordId: number; state: RecordState }
  | { kind: 'gone'; recordId: number; state: RecordState; end: EndOfRecord }
  | { kind: 'unknown' }

const MOST_LETTERS = 200

const Question = z.object({
  source: z.string({ error: 'Choose the source system' }).trim().min(1, 'Choose the source system'),
  reference: z
    .string({ error: 'Enter the reference' })
    .trim()
    .min(1, 'Enter the reference')
    .max(MOST_LETTERS, 'Enter a reference of 200 characters or fewer'),
})

/**
 * Answers “did you hold this, and what happened to it?” from the record, or from the keyed hash that is left of it.
 *
 * The audit trail says that somebody asked, about which source system, and what the answer was: not the reference.
 */
export async function askAboutRecord(
  db: Db,
  acting: Acting,
  input: unknown,
  hashKey: string,
): Promise<Checked<RecordAnswer>> {
  mustBeAllowed(acting, 'ask what became of a record')
  const question = check(Question, input)
  if (!question.ok) return question
  const { source, reference } = question.value
  const system = (await allSourceSystems(db)).find(({ code }) => code === source)
  if (!system) return refused('source', 'Choose a source system of the list')
  return db.transaction().execute(async (tx) => {
    const value = await answerTo(tx, system.id, reference, hashKey)
    const facts = { source, answer: value.kind }
    await recordEvent(tx, acting, { kind: 'record asked about', subject: { kind: 'list', id: 'disposals' }, facts })
    return { ok: true, value }
  })
}

async function answerTo(db: Db, sourceSystemId: number, reference: string, hashKey: string): Promise<RecordAnswer> {
  const organisationId = await organisationOfSource(db, sourceSystemId)
  const hash = forgottenReference(hashKey, sourceSystemId, reference)
  const record = await recordKnownAs(db, { sourceSystemId, organisationId }, [hash, storable(reference)])
  if (!record) return { kind: 'unknown' }
  const { id: recordId, state } = record
  if (!isEnded(state)) return { kind: 'held', recordId, state }
  const end = await endOfRecord(db, recordId)
  return end ? { kind: 'gone', recordId, state, end } : { kind: 'held', recordId, state }
}
