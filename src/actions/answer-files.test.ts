import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { answersById, outcomesOf, rejectedAnswers } from '../../db/queries/disposal-answers.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { acceptAnswerFile, readAnswerFile, withdrawAnswerFile } from './answer-files.ts'
import { answerForAll, applyAccepted } from './disposal-answers.ts'
import { DONE, instructionWorld, KEY } from './test-instructions.ts'
import { refusals, TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof instructionWorld>>
let folder: string
beforeEach(async () => {
  at = await instructionWorld()
  folder = mkdtempSync(join(tmpdir(), 'muniment-answers-'))
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
  rmSync(folder, { recursive: true })
})

const about = { statement: 'Backups go after 30 days', backupsExpireOn: '22/12/2026' }
const acting = () => ({ ...at.governance, hashKey: KEY })

async function read(id: number, text: string, said: object = about) {
  const path = join(folder, 'answers.csv')
  writeFileSync(path, text)
  return readAnswerFile(at.db, acting(), await at.instruction(id), { name: 'answers.csv', path, about: said })
}

const states = async (id: number) => (await at.items(id)).map(({ state }) => state)

describe('a file of answers', () => {
  test('says what it will do and changes nothing until it is accepted; rejected rows have their line, column and reason', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 4)
    const [one, two, three, four] = await at.references(ids)
    const csv = [
      'Reference;Outcome;Done on;Method;Reason;Shelf',
      `${one};done;22/11/2026;Deleted;;A`,
      `${two};not found;;;;`,
      `${three};;;;;`,
      `${four};failed;;;;`,
      'NOBODY;done;22/11/2026;Deleted;;',
      `${one};done;22/11/2026;Deleted;;`,
      `${three};done;22/11/2026`,
    ].join('\n')
    const sent = await read(instruction.id, csv)
    assert.ok(sent.ok, JSON.stringify(sent))
    const answers = await answersById(at.db, instruction.id, sent.value)
    assert.deepEqual([answers?.state, answers?.rowCount, answers?.rejectedCount], ['read', 6, 4])
    assert.deepEqual(await outcomesOf(at.db, sent.value), [
      { outcome: 'done', rows: 1 },
      { outcome: 'not found', rows: 1 },
    ])
    assert.deepEqual(
      (await rejectedAnswers(at.db, sent.value, 0, 10)).map(
        ({ line, column, reason }) => `${line} ${column}: ${reason}`,
      ),
      [
        '5 reason: Enter why it failed.',
        '6 reference: No record of this instruction has this reference.',
        '7 reference: It was answered before in here: the first answer counts.',
        '8 : The row has 3 fields, and the header 6.',
      ],
    )
    assert.deepEqual(new Set(await states(instruction.id)), new Set(['instructed']))
    const file = { instructionId: instruction.id, id: sent.value }
    assert.equal((await acceptAnswerFile(at.db, at.governance, file)).ok, true)
    assert.equal(await applyAccepted(at.db, acting()), 2)
    assert.deepEqual(await states(instruction.id), ['done', 'not found', 'instructed', 'instructed'])
    const { statement, backupsExpireOn } = await at.instruction(instruction.id)
    assert.deepEqual([statement, backupsExpireOn], ['Backups go after 30 days', '2026-12-22'])
    const [item] = await at.items(instruction.id)
    assert.deepEqual([item?.answeredByName, item?.doneOn, item?.method], ['Grace Ashby', TODAY, 'Deleted'])
    assert.match(refusals(await acceptAnswerFile(at.db, at.governance, file))[0] ?? '', /accepted or withdrawn before/)
  })

  test('has what was answered meanwhile rejected as it is applied', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 2)
    const [one = '', two = ''] = await at.references(ids)
    const csv = `reference,outcome,done_on,method\n${one},done,${TODAY},Deleted\n${two},done,${TODAY},Deleted\n`
    const sent = await read(instruction.id, csv)
    assert.ok(sent.ok)
    await at.answer(instruction.id, [[one, DONE]])
    assert.ok((await acceptAnswerFile(at.db, at.governance, { instructionId: instruction.id, id: sent.value })).ok)
    assert.equal(await applyAccepted(at.db, acting()), 1)
    const answers = await answersById(at.db, instruction.id, sent.value)
    assert.deepEqual([answers?.state, answers?.appliedCount, answers?.rejectedCount], ['done', 1, 1])
    assert.equal((await at.instruction(instruction.id)).state, 'closed')
    const { rows } = await at.db
      .selectFrom('answerRows')
      .select('rejectedReason')
      .execute()
      .then((rows) => ({ rows }))
    assert.deepEqual(rows, [{ rejectedReason: 'It was called back, or answered, since the file was read' }])
  })

  test('is refused whole when it is no list of answers, and can be withdrawn', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 1)
    const [reference] = await at.references(ids)
    const good = `reference,outcome,done_on,method\n${reference},done,${TODAY},Deleted\n`
    for (const [text, said, expected] of [
      ['', about, /^file: The file is empty/],
      ['reference,state\nA,done\n', about, /^file: The header row must have the columns/],
      [`reference,outcome\n${reference},\n`, about, /^file: No row of the file has an outcome/],
      ['PK\u0003\u0004', about, /^file: The file is an Excel workbook/],
      [good, {}, /^statement: Enter what became of copies/],
      [good, { ...about, backupsExpireOn: '31/02/2027' }, /^backupsExpireOn: Enter a date that exists/],
    ] as const)
      assert.match(refusals(await read(instruction.id, text, said))[0] ?? '', expected)
    const sent = await read(instruction.id, good)
    assert.ok(sent.ok)
    const file = { instructionId: instruction.id, id: sent.value }
    assert.equal(await withdrawAnswerFile(at.db, at.governance, file), true)
    assert.equal(await withdrawAnswerFile(at.db, at.governance, file), false)
    assert.equal((await acceptAnswerFile(at.db, at.governance, file)).ok, false)
    assert.deepEqual(await states(instruction.id), ['instructed'])
    await assert.rejects(acceptAnswerFile(at.db, at.manager, file), { status: 403 })
  })
})

describe('all of them were disposed of', () => {
  const said = { doneOn: TODAY, method: 'Deleted', ...about }

  test('is said once for what the person saw, and for a day between the instruction and today', async () => {
    const { instruction } = await at.instructed('LIB-01', 3)
    const seen = await at.seenIn(instruction.id)
    const answer = (answers: object, as = at.governance) =>
      answerForAll(at.db, as, instruction.id, { answers: { ...said, ...answers }, seen })
    assert.match(
      refusals(await answer({ doneOn: '2026-11-21' }))[0] ?? '',
      /^doneOn: Enter a date from 22 November 2026/,
    )
    assert.match(refusals(await answer({ doneOn: '2026-11-23' }))[0] ?? '', /^doneOn: Enter a date that has come/)
    assert.match(refusals(await answer({ method: ' ' }))[0] ?? '', /^method: Enter how/)
    await assert.rejects(answer({}, at.manager), { status: 403 })
    const both = await Promise.all([answer({}), answer({}, at.act(at.second))])
    assert.deepEqual(
      both.map(({ ok }) => ok),
      [true, true],
      'the same said twice is no harm',
    )
    assert.equal(await applyAccepted(at.db, acting()), 3)
    assert.equal((await at.instruction(instruction.id)).state, 'closed')
    assert.match(
      refusals(await answer({}))[0] ?? '',
      /^seen: This instruction has changed .* every record has its answer/,
    )
  })

  test('goes on where it was when it is cut off', async () => {
    const { instruction } = await at.instructed('LIB-01', 900)
    const submitted = { answers: said, seen: await at.seenIn(instruction.id) }
    assert.ok((await answerForAll(at.db, at.governance, instruction.id, submitted)).ok)
    const stop = new AbortController()
    let pieces = 0
    const renew = async () => {
      pieces += 1
      if (pieces === 1) stop.abort(new Error('stopped'))
    }
    await assert.rejects(applyAccepted(at.db, { ...acting(), signal: stop.signal, renew }), /stopped/)
    const half = await at.instruction(instruction.id)
    assert.ok(half.answeredCount > 0 && half.answeredCount < 900, String(half.answeredCount))
    await applyAccepted(at.db, acting())
    const { state, doneCount } = await at.instruction(instruction.id)
    assert.deepEqual([state, doneCount], ['closed', 900])
  })
})
