import { createReadStream } from 'node:fs'
import {
  type AnswerRow,
  type AnswersRow,
  addAnswerRows,
  addAnswers,
  answersById,
  moveAnswers,
} from '../../db/queries/disposal-answers.ts'
import { type Instruction, stateCopies } from '../../db/queries/disposal-instructions.ts'
import type { Db } from '../../db/schema.ts'
import { type CopiesStatement, checkStatement } from '../domain/disposal-answer.ts'
import { countOf } from '../domain/list.ts'
import type { User } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type CsvBatch, type CsvFile, openCsv } from '../formats/csv-read.ts'
import type { CsvItem } from '../formats/csv-records.ts'
import { lookThrough } from '../formats/text-encoding.ts'
import { type Acting, mustBeAllowed, NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { letOthersWrite } from './chunks.ts'
import { instructionSubject } from './disposal-instructions.ts'
import { matchAnswers, type SentAnswer, written } from './matched-answers.ts'

/** The columns that a file of answers is read by; others are ignored. */
const answerColumns = ['reference', 'outcome', 'done_on', 'method', 'reason'] as const

/** The most rows that a file of answers may have, and the most bytes. */
export const MOST_ANSWERS = 100_000
export const LARGEST_ANSWERS = 50 * 1024 ** 2

const AT_ONCE = 2_000
const TOO_MANY = `The file has more than ${countOf(MOST_ANSWERS, 'row')}: send it in parts. What is in one part is not asked for again.`

/** A person who sends a file, and the key of the hashes that outlive references. */
type Sending = Acting & { who: User; hashKey: string }

/** A file of answers as it came. `about`: what the person says of copies and backups. */
export type SentFile = { name: string; path: string; about: unknown }

/**
 * Reads a file of answers, and keeps what each row says until a person accepts it: nothing else is changed. Returns the id of the answers.
 *
 * Rows whose outcome is blank are not answers yet, and left out. A file that cannot be read at all, or is too long, is refused under `file`.
 */
export async function readAnswerFile(
  db: Db,
  acting: Sending,
  instruction: Instruction,
  { name, path, about }: SentFile,
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'confirm a disposal')
  const copies = checkStatement(about)
  if (!copies.ok) return copies
  if (instruction.state !== 'open') return refused('seen', 'Every record of this instruction has its answer by now.')
  const look = await lookThrough(createReadStream(path))
  if (!look.ok) return refused('file', look.text)
  const csv = await openCsv(createReadStream(path), look, answerColumns)
  if (!csv.ok) return refused('file', csv.text)
  try {
    return await keepAnswers(db, acting, instruction, { name, copies: copies.value, csv })
  } finally {
    await csv.close()
  }
}

type Opened = { name: string; copies: CopiesStatement; csv: Extract<CsvFile, { ok: true }> }

async function keepAnswers(
  db: Db,
  acting: Sending,
  instruction: Instruction,
  { name, copies, csv }: Opened,
): Promise<Checked<number>> {
  const places = answerColumns.map((column) => csv.columns.indexOf(column))
  if (places[0] === -1 || places[1] === -1)
    return refused(
      'file',
      'The header row must have the columns reference and outcome: download the list, and fill it in.',
    )
  const { who, clock } = acting
  // Until it has been read to its end it counts as withdrawn, should the server stop.
  const id = await addAnswers(db, {
    ...{ instructionId: instruction.id, kind: 'file', state: 'withdrawn', fileName: name },
    ...{ givenById: who.id, givenByName: who.name, givenAt: clock.now(), ...copies },
  })
  const reading = { id, batches: csv.batches, places, width: csv.columns.length }
  const counts = await keepRows(db, acting, instruction, reading)
  if (counts === null) return refused('file', TOO_MANY)
  if (counts.rows === 0) return refused('file', 'No row of the file has an outcome: fill in done, not found or failed.')
  await moveAnswers(db, id, ['withdrawn'], { state: 'read', rowCount: counts.rows, rejectedCount: counts.rejected })
  return accepted(id)
}

type Reading = { id: number; batches: AsyncGenerator<CsvBatch>; places: number[]; width: number }

async function keepRows(db: Db, acting: Sending, instruction: Instruction, { id, batches, places, width }: Reading) {
  const looked = { today: acting.clock.today(), hashKey: acting.hashKey, seen: new Set<string>() }
  const counts = { rows: 0, rejected: 0 }
  for await (const { items } of batches)
    for (let from = 0; from < items.length; from += AT_ONCE) {
      const some = items.slice(from, from + AT_ONCE).map((item) => readRow(item, places, width))
      const sent = some.filter(({ blank }) => !blank)
      if (counts.rows + sent.length > MOST_ANSWERS) return null
      const answers = sent.flatMap(({ answer }) => answer ?? [])
      const matched = await matchAnswers(db, instruction, answers, looked)
      let at = 0
      const rows = sent.map((row): AnswerRow => {
        if (row.answer === null) return rejected(row.line, '', row.broken)
        const one = matched[at++]
        if (one?.item) return { line: row.line, ...rowOf(written(one.item.id, one.answer)) }
        const [problem] = one?.problems ?? []
        return rejected(row.line, problem?.field ?? '', `${problem?.text ?? ''}.`)
      })
      counts.rows += rows.length
      counts.rejected += rows.filter(({ itemId }) => itemId === null).length
      await db.transaction().execute((tx) => addAnswerRows(tx, id, rows))
      await letOthersWrite()
    }
  return counts
}

const rowOf = ({ id, ...answer }: ReturnType<typeof written>) => ({
  ...{ itemId: id, ...answer, rejectedColumn: null, rejectedReason: null },
})

const rejected = (line: number, column: string, reason: string): AnswerRow => ({
  ...{ line, itemId: null, outcome: null, doneOn: null, method: '', reason: '' },
  ...{ rejectedColumn: column, rejectedReason: reason },
})

type ReadRow = { line: number; answer: SentAnswer | null; broken: string; blank: boolean }

function readRow(item: CsvItem, places: number[], width: number): ReadRow {
  const row = { line: item.line, answer: null, broken: '', blank: false }
  if (!('fields' in item)) return { ...row, broken: item.reason }
  const { fields } = item
  if (fields.length !== width)
    return {
      ...row,
      broken: `The row has ${countOf(fields.length, 'field')}, and the header ${width.toLocaleString('en-GB')}.`,
    }
  const [reference = '', outcome = '', doneOn = '', method = '', reason = ''] = places.map((at) => fields[at] ?? '')
  if (outcome === '') return { ...row, blank: true }
  return { ...row, answer: { reference: asSent(reference), fields: { outcome, done_on: doneOn, method, reason } } }
}

/** A reference that a spreadsheet would have run as a formula was given a mark in the list that was downloaded. */
const asSent = (reference: string): string => reference.replace(/^'(?=[=+\-@])/, '')

/** Accepts a file of answers that was read: from here on it is applied, see `applyAnswers`. Refused when it was accepted or withdrawn before. */
export async function acceptAnswerFile(
  db: Db,
  acting: Acting & { who: User },
  { instructionId, id }: { instructionId: number; id: number },
): Promise<Checked<AnswersRow>> {
  mustBeAllowed(acting, 'confirm a disposal')
  return db.transaction().execute(async (tx) => {
    const answers = await answersById(tx, instructionId, id)
    if (!answers) throw new NotAllowed('There is no such file')
    if (!(await moveAnswers(tx, id, ['read'], { state: 'accepted' })))
      return refused('seen', 'These answers were accepted or withdrawn before.')
    const { statement, backupsExpireOn, rowCount, rejectedCount } = answers
    await stateCopies(tx, instructionId, { statement, backupsExpireOn })
    await recordEvent(tx, acting, {
      ...{ kind: 'answers accepted', subject: instructionSubject(instructionId) },
      facts: { records: rowCount - rejectedCount, rejected: rejectedCount },
    })
    return accepted({ ...answers, state: 'accepted' })
  })
}

/** Withdraws a file of answers that nobody has accepted; false when somebody has. */
export async function withdrawAnswerFile(
  db: Db,
  acting: Acting & { who: User },
  { instructionId, id }: { instructionId: number; id: number },
): Promise<boolean> {
  mustBeAllowed(acting, 'confirm a disposal')
  return db.transaction().execute(async (tx) => {
    if (!(await answersById(tx, instructionId, id))) throw new NotAllowed('There is no such file')
    if (!(await moveAnswers(tx, id, ['read'], { state: 'withdrawn' }))) return false
    await recordEvent(tx, acting, { kind: 'answers withdrawn', subject: instructionSubject(instructionId) })
    return true
  })
}
