import { setImmediate as turnOfEvents } from 'node:timers/promises'
import {
  areCertificatesKept,
  certificatesAfter,
  type IssueEvent,
  issueEvents,
  issueWithoutCertificate,
} from '../../db/queries/audit-certificates.ts'
import type { CertificateRow } from '../../db/queries/certificates.ts'
import type { Db } from '../../db/schema.ts'
import { hashOfText, readableFacts } from '../domain/certificate.ts'
import { listedOf } from '../domain/certificate-listed.ts'

const AT_ONCE = 200

/** What a verification of all certificates found: how many were looked at, and of the first that is not what was issued its number and a sentence. */
export type CertificatesVerdict = { certificates: number; changed: { number: string; text: string } | null }

/**
 * Compares each destruction certificate with the hash of what it says, with what lists show of it, and with the event of its issue, in the order of
 * their issue; and looks for issues whose certificate is gone. Changes nothing.
 */
export async function verifyCertificates(db: Db, signal?: AbortSignal): Promise<CertificatesVerdict> {
  let certificates = 0
  if (!(await areCertificatesKept(db))) return { certificates, changed: null }
  for (let after = 0; ; await turnOfEvents()) {
    signal?.throwIfAborted()
    const rows = await certificatesAfter(db, after, AT_ONCE)
    const found = await differences(db, rows)
    for (const { number } of rows) {
      const why = found.get(number)
      if (why !== undefined) return { certificates, changed: changed(number, `is not what was issued: ${why}`) }
      certificates += 1
    }
    if (rows.length < AT_ONCE) break
    after = rows.at(-1)?.id ?? 0
  }
  const gone = await issueWithoutCertificate(db)
  return { certificates, changed: gone === undefined ? null : changed(gone, 'was issued, and is not there any more') }
}

const changed = (number: string, what: string) => ({ number, text: `Destruction certificate ${number} ${what}.` })

/** Of some certificates those that are not what was issued, by their numbers, each with the reason; they end no sentence. */
export async function differences(db: Db, rows: readonly CertificateRow[]): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map()
  const events = Map.groupBy(
    await issueEvents(
      db,
      rows.map(({ number }) => number),
    ),
    ({ number }) => number,
  )
  return new Map(
    rows.flatMap((row) => {
      const why = differsFrom(row, events.get(row.number) ?? [])
      return why === null ? [] : [[row.number, why] as const]
    }),
  )
}

function differsFrom(row: CertificateRow, events: readonly IssueEvent[]): string | null {
  if (hashOfText(row.facts) !== row.factsHash) return 'what it says does not have the hash that it was given'
  const facts = readableFacts(row.facts)
  if (facts === null) return 'what it says is no certificate'
  const wrong = Object.entries(listedOf(facts)).filter(([name, value]) => row[name as keyof CertificateRow] !== value)
  const [first] = wrong
  if (first) return `${listedNames[first[0] as keyof ReturnType<typeof listedOf>]} in lists is not what it says itself`
  if (events.length === 0) return 'the audit trail does not say that it was issued'
  const [issued] = events
  const { id: instruction } = facts.instruction
  const asIssued =
    events.length === 1 &&
    issued?.sha256 === row.factsHash &&
    issued.instruction === instruction &&
    issued.records === facts.records &&
    issued.merkleRoot === facts.list.merkleRoot
  return asIssued ? null : 'the audit trail says that another one was issued under its number'
}

const listedNames: Record<keyof ReturnType<typeof listedOf>, string> = {
  ...{ number: 'its number', instructionId: 'its instruction', round: 'the round of its instruction' },
  ...{ issuedOn: 'the day of its issue', issuedAt: 'when it was issued', recordSeries: 'its record series' },
  ...{ disposedFrom: 'the first day of disposal', disposedTo: 'the last day of disposal' },
  ...{ ruleVersions: 'the versions of its rule', authority: 'its authority', decidedBy: 'who decided' },
  ...{ method: 'its method', recordCount: 'the number of its records', quantity: 'the number of items' },
  merkleRoot: 'the Merkle root of its records',
}
