import {
  addChangeRequest,
  type ChangeRequest,
  changeRequestById,
  closeChangeRequest,
  openChangeRequests,
} from '../../db/queries/change-requests.ts'
import { answerRequests } from '../../db/queries/request-answers.ts'
import { userById } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed, personActing } from './acting.ts'
import { inForce, type Said } from './activity-confirmations.ts'
import { CHANGED_MEANWHILE } from './activity-drafts.ts'
import { recordEvent } from './audit.ts'
import { queueMessage } from './mail.ts'

/**
 * Keeps what somebody who answers for an activity says has changed: governance sees to it, and what is in force stays so until then.
 *
 * Refused under `CHANGED_MEANWHILE` as a confirmation is, and when the same is being asked for already.
 */
export async function askForChange(
  db: Db,
  acting: Acting,
  reference: string,
  { version, text }: Said,
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'ask for a change')
  const { who, clock } = acting
  return db.transaction().execute(async (tx) => {
    const seen = await inForce(tx, acting, reference, version)
    if (!seen.ok) return seen
    const { activity, versionId } = seen.value
    const open = await openChangeRequests(tx, activity.id)
    if (open.some((request) => request.text === text))
      return refused('text', 'This has been said already, and governance has yet to see to it')
    const id = await addChangeRequest(tx, {
      ...{ activityId: activity.id, versionId, text, askedAt: clock.now() },
      ...{ askedById: personActing(acting).id, askedByName: who.name },
    })
    const answer = { answer: 'change asked', answeredAt: clock.now(), answeredByName: who.name } as const
    await answerRequests(tx, activity.id, answer)
    await recordEvent(tx, acting, {
      ...{ kind: 'change asked for', subject: { kind: 'processing activity', id: reference } },
      facts: { request: id, version, said: text },
    })
    return accepted(id)
  })
}

/** Closes a request for a change with a word, of which whoever asked is told; refused under `CHANGED_MEANWHILE` when it is closed already. */
export async function closeRequest(
  db: Db,
  acting: Acting,
  id: number,
  word: string,
  { baseUrl }: { baseUrl: string },
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'edit the register')
  const { who, clock } = acting
  return db.transaction().execute(async (tx) => {
    const request = await changeRequestById(tx, id)
    if (!request) return refused('id', 'There is no such request')
    const closing = { closedAt: clock.now(), closedByName: who.name, closingWord: word }
    if (!(await closeChangeRequest(tx, id, closing)))
      return refused(
        CHANGED_MEANWHILE,
        `${request.closedByName ?? 'Somebody else'} has closed this already: “${request.closingWord ?? ''}”`,
      )
    await tellAsker(tx, acting, request, word, baseUrl)
    await recordEvent(tx, acting, {
      ...{ kind: 'change request closed', subject: { kind: 'processing activity', id: request.reference } },
      facts: { request: id, said: word },
    })
    return accepted(null)
  })
}

/** Whoever has left is not written to, and nobody is told what is of a service that is no longer theirs. */
async function tellAsker(tx: Db, { who, clock }: Acting, request: ChangeRequest, word: string, baseUrl: string) {
  const asker = await userById(tx, request.askedById)
  if (!asker?.serviceIds.includes(request.serviceId)) return
  await queueMessage(tx, clock, {
    ...{ userId: asker.id, to: asker.email, kind: 'notice', dedupeKey: `change-request/${request.id}/closed` },
    subject: `What you said has changed about ${request.reference} has been seen to`,
    blocks: [
      { text: `You said of “${request.title}”: ${request.text}` },
      { text: `${who.name} answers: ${word}` },
      { link: 'Read the activity', href: `${baseUrl}/processing-activities/${request.reference}` },
    ],
  })
}
