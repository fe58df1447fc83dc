import { addAnswerRows, addAnswers } from '../../db/queries/disposal-answers.ts'
import { addRecord } from '../../db/test-records.ts'
import { tellTrail } from './test-instruction-trail.ts'
import type { testSite } from './test-site.ts'

type Site = Awaited<ReturnType<typeof testSite>>

/** An open instruction of each service, of which one record failed and one was called back, with a file that waits to be accepted. */
export async function openInstructions(site: Site) {
  const { libraries, music } = site.world.services
  const made = {
    libraries: await openInstruction(site, 'LIB-01', libraries),
    music: await openInstruction(site, 'MUS-02', music),
  }
  return {
    instructions: { libraries: made.libraries.instruction, music: made.music.instruction },
    answerFiles: { libraries: made.libraries.file, music: made.music.file },
  }
}

async function openInstruction({ db, world, clock }: Site, rule: 'LIB-01' | 'MUS-02', serviceId: number) {
  const { ruleId } = world.rules[rule]
  const [on, at] = [clock.today(), clock.now()]
  const { id: reviewId } = await db
    .insertInto('disposalReviews')
    .values({ serviceId, ruleId, state: 'approved', openedOn: on, reviewBy: on, closedAt: null, outcome: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: instruction } = await db
    .insertInto('disposalInstructions')
    .values({
      ...{ reviewId, sourceSystemId: world.systems.lms, action: 'destroy', state: 'open', fetchKey: `open ${rule}` },
      ...{ instructedOn: on, instructedAt: at, toldOn: on, recordCount: 4, answeredCount: 1, failedCount: 1 },
      ...{ firstFetchedAt: at, firstFetchedByName: 'LMS' },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const item = async (name: string, state: 'instructed' | 'failed', recallAskedAt: string | null) => {
    const parts = { rule, state, reviewId, reference: `${name}-${rule}`, triggerOn: '2000-02-29' } as const
    const recordId = await addRecord(db, world, parts)
    const answered = state === 'failed' ? { answeredAt: at, answeredByName: 'LMS', reason: 'Locked' } : {}
    const row = { organisationId: world.organisationId, instructionId: instruction, recordId, state, recallAskedAt }
    return (
      await db
        .insertInto('instructionItems')
        .values({ ...row, ...answered })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
  }
  const waiting = await item('WAITING', 'instructed', null)
  const others = [await item('WAITING-TOO', 'instructed', null)]
  const failed = await item('FAILED', 'failed', null)
  others.push(await item('CALLED-BACK', 'instructed', at))
  await tellTrail({ db, clock }, instruction, [
    { kind: 'instructed', records: [waiting, failed, ...others] },
    { kind: 'instruction opened' },
    { kind: 'disposal answered', facts: { done: 0, 'not found': 0, failed: 1 }, records: [failed] },
  ])
  await db.insertInto('instructionNotices').values({ instructionId: instruction, recipient: 'A processor' }).execute()
  const file = await addAnswers(db, {
    ...{ instructionId: instruction, kind: 'file', state: 'read', fileName: 'answers.csv', givenAt: at },
    ...{ givenById: world.users.governance.id, givenByName: 'Grace Ashby', rowCount: 2, rejectedCount: 1 },
  })
  const nothing = { outcome: null, doneOn: null, method: '', reason: '', rejectedColumn: null, rejectedReason: null }
  await addAnswerRows(db, file, [
    { ...nothing, line: 2, itemId: waiting, outcome: 'done', doneOn: on, method: 'Deleted' },
    { ...nothing, line: 3, itemId: null, rejectedColumn: 'reference', rejectedReason: 'Unknown.' },
  ])
  return { instruction, file }
}
