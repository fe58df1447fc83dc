import { issueEvents } from '../../db/queries/audit-certificates.ts'
import type { ShownCertificate } from '../../db/queries/certificate-show.ts'
import { recordKnownAs } from '../../db/queries/certificate-show.ts'
import type { Db } from '../../db/schema.ts'
import { type CertificateFacts, hashOfFacts, wrongIn } from '../domain/certificate.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { isMember, type MembershipProof } from '../domain/merkle.ts'
import { storable } from '../domain/storable.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { treeOf } from './certificate-facts.ts'

/** Whether a reference is in a certificate: with its keyed hash and the path that proves it, or not. `root`: what the records kept come to. */
export type Membership = { root: string; proof: (MembershipProof & { hash: string }) | null }

/**
 * Proves whether the record of a reference is in a certificate, from the keyed hashes that are kept and for all of them anew.
 *
 * That somebody asked is in the audit trail, and the reference is not.
 */
export async function proveMembership(
  db: Db,
  acting: Acting,
  certificate: ShownCertificate,
  reference: string,
  hashKey: string,
): Promise<Membership> {
  mustBeAllowed(acting, 'ask what became of a record')
  const membership = await membershipOf(db, certificate, reference, hashKey)
  await db.transaction().execute((tx) =>
    recordEvent(tx, acting, {
      ...{ kind: 'membership proved', subject: { kind: 'destruction certificate', id: certificate.number } },
      facts: { found: membership.proof !== null },
    }),
  )
  return membership
}

/** As `proveMembership`, for whoever runs the server: nothing is written. */
export async function membershipOf(
  db: Db,
  { of, merkleRoot }: ShownCertificate,
  reference: string,
  hashKey: string,
): Promise<Membership> {
  const hash = forgottenReference(hashKey, of.sourceSystemId, reference)
  const record = await recordKnownAs(db, of, [hash, storable(reference)])
  const { root, size, index, path } = await treeOf(db, of, { hashKey, wanted: record?.id })
  if (index === null || !isMember(hash, { index, size, path }, merkleRoot)) return { root, proof: null }
  return { root, proof: { hash, index, size, path } }
}

/**
 * What is wrong with a certificate that somebody has, each as a sentence: with what it says by itself, or with what was issued under its number.
 *
 * `issued` undefined: none was. Its audit event is looked up as well, so that the table alone cannot say so.
 */
export async function wrongWithFile(
  db: Db,
  { facts, sha256 }: { facts: CertificateFacts; sha256: string },
  issued: ShownCertificate | undefined,
): Promise<string[]> {
  const own = hashOfFacts(facts)
  const wrong = wrongIn(facts)
  if (own !== sha256) wrong.push('The file was changed: what it says does not have the hash that it gives.')
  if (!issued) return [...wrong, `No certificate ${facts.number} was issued here.`]
  if (issued.factsHash !== own) wrong.push(`It is not what was issued as ${facts.number}.`)
  if (!(await issueEvents(db, [facts.number])).some((event) => event.sha256 === own))
    wrong.push('The audit trail does not say that it was issued.')
  return wrong
}
