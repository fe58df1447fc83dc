import {
  addCertificate,
  type ClosedInstruction,
  certificatesOfYear,
  certificatesToIssue,
  closedInstruction,
  noCertificate,
  waitForCertificate,
} from '../../db/queries/certificates.ts'
import type { Db } from '../../db/schema.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import { certificateNumber, hashOfFacts, type IssuedFacts, wrongIn } from '../domain/certificate.ts'
import { listedOf } from '../domain/certificate-listed.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { type FactsToIssue, factsOf } from './certificate-facts.ts'

/** Up to this many records a certificate is made while the instruction is closed; others would hold the lock too long. */
const MADE_AT_ONCE = 5000

/**
 * Issues the certificate of an instruction that its transaction has just closed, when any record of it was disposed of.
 *
 * One of many records is only asked for here: `issueWaiting` makes it, a minute later at most. Does nothing when the instruction is not
 * closed, or when its round has a certificate already.
 */
export async function issueCertificate(tx: Db, acting: Acting, instructionId: number, hashKey: string): Promise<void> {
  const instruction = await closedInstruction(tx, instructionId)
  if (!instruction || instruction.certified >= instruction.round) return
  if (instruction.recordCount > MADE_AT_ONCE) return waitForCertificate(tx, instructionId, acting.clock.now())
  const facts = await factsOf(tx, instruction, hashKey)
  if (facts !== null) await issue(tx, acting, instruction, facts)
}

/** Issues the certificates that are waited for and returns how many; each is made beside the pages and written in a short transaction. */
export async function issueWaiting(
  db: Db,
  acting: Acting,
  { hashKey, signal }: { hashKey: string; signal?: AbortSignal },
): Promise<number> {
  let issued = 0
  for (const id of await certificatesToIssue(db)) {
    signal?.throwIfAborted()
    const instruction = await closedInstruction(db, id)
    if (!instruction) continue
    const facts = await factsOf(db, instruction, hashKey, signal)
    issued += await db.transaction().execute(async (tx) => {
      const now = await closedInstruction(tx, id)
      // Another node was quicker, or the instruction was opened again: what was made is of the past.
      if (!now || now.round !== instruction.round || now.certified !== instruction.certified) return 0
      if (facts === null || now.certified >= now.round) return noCertificate(tx, id).then(() => 0)
      await issue(tx, acting, now, facts)
      return 1
    })
  }
  return issued
}

async function issue(tx: Db, acting: Acting, instruction: ClosedInstruction, made: FactsToIssue): Promise<void> {
  const issuedOn = acting.clock.today()
  const year = issuedOn.slice(0, 'YYYY'.length)
  const number = certificateNumber(year, (await certificatesOfYear(tx, year)) + 1)
  const facts: IssuedFacts = { ...made, number, issuedOn, issuedAt: acting.clock.now() }
  const wrong = wrongIn(facts)
  if (wrong.length > 0) throw new Error(`The certificate of instruction ${instruction.id}: ${wrong.join(' ')}`)
  const sha256 = hashOfFacts(facts)
  await addCertificate(tx, {
    ...listedOf(facts),
    ...{ facts: canonicalJson(facts), factsHash: sha256 },
  })
  await recordEvent(tx, acting, {
    ...{ kind: 'certificate issued', subject: { kind: 'destruction certificate', id: number } },
    facts: { instruction: instruction.id, sha256 },
    records: { count: facts.records, listHash: facts.list.merkleRoot },
  })
}
