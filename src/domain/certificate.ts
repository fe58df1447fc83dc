import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'

const FIRST_FORMAT = 'muniment-destruction-certificate-1'
const FORMAT = 'muniment-destruction-certificate-2'
const count = z.int().min(0)
const date = z.iso.date()
const named = z.strictObject({ code: z.string(), name: z.string() })

/** What was done by that method, from the first to the last day, and who answered so. */
const Method = z.strictObject({ method: z.string(), answeredBy: z.string(), from: date, to: date, records: count })

/** What was stated of copies, backups and data held by processors, by whom, and of how many records; null: of how many was not counted yet. */
const Copies = z.strictObject({
  ...{ statement: z.string(), backupsExpireOn: date.nullable(), statedBy: z.string(), records: count.nullable() },
})

const decision = {
  decision: z.enum(['approve disposal', 'keep all longer', 'second approval', 'send back']),
  by: z.string(),
  at: z.string(),
  reason: z.string(),
  records: count,
  listHash: z.string(),
}

const instruction = {
  ...{ id: z.int(), round: z.int(), instructedOn: date, firstFetchedAt: z.string().nullable() },
  ...{ closedAt: z.string().nullable(), records: count, disposedOf: count, disposedOfBefore: count },
  ...{ notFound: count, failed: count, stopped: count },
}

/** What certificates of all formats say alike. */
const said = {
  number: z.string().regex(/^DC-\d{4}-\d{6,}$/),
  issuedOn: date,
  issuedAt: z.string(),
  organisation: z.string(),
  service: named.nullable(),
  sourceSystem: named,
  action: z.enum(['destroy', 'anonymise', 'transfer to archive']),
  recordSeries: z.string(),
  records: count,
  quantity: count,
  dueFrom: date.nullable(),
  dueTo: date.nullable(),
  disposedFrom: date,
  disposedTo: date,
  rules: z.array(
    z.strictObject({
      ...{ code: z.string(), version: z.int(), period: z.string(), authority: z.string(), authorityKind: z.string() },
      records: count,
    }),
  ),
  exceptions: z.array(z.strictObject({ kind: z.string(), records: count })),
  review: z.strictObject({
    ...{ id: z.int(), openedOn: date, approved: count, instructedHere: count, instructedElsewhere: count },
    ...{ stillToInstruct: count, left: count },
  }),
  methods: z.array(Method),
  otherMethods: count,
  list: z.strictObject({ leaves: count, merkleRoot: z.string().regex(/^[0-9a-f]{64}$/) }),
}

/** As certificates were first issued: with the last statement alone, and without who fetched the instruction and in whose place a deputy decided. */
const FirstFacts = z.strictObject({
  ...said,
  format: z.literal(FIRST_FORMAT),
  decisions: z.array(z.strictObject(decision)),
  instruction: z.strictObject(instruction),
  statement: z.string(),
  backupsExpireOn: date.nullable(),
})

const IssuedFacts = z.strictObject({
  ...said,
  format: z.literal(FORMAT),
  decisions: z.array(z.strictObject({ ...decision, inPlaceOf: z.string().nullable() })),
  instruction: z.strictObject({ ...instruction, firstFetchedBy: z.string().nullable() }),
  copies: z.array(Copies),
})

const Facts = z.discriminatedUnion('format', [FirstFacts, IssuedFacts])

/**
 * All that a destruction certificate says, in the format in which it was issued. Nothing of it is about the people in the records; whoever
 * decided is named.
 *
 * `dueFrom`, `dueTo`: the first and the last day from which records of the instruction were past their period. `list`: the tree over the keyed
 * hashes of the records in the order of their ids. `otherMethods`: records disposed of in ways too many to be named.
 */
export type CertificateFacts = z.output<typeof Facts>

/** What a certificate says that is issued now. `inPlaceOf`: the manager in whose place a deputy decided. */
export type IssuedFacts = z.output<typeof IssuedFacts>

/** What was stated of copies, and of how many of the records. Where nothing was, the statement is empty. */
export type Copies = z.output<typeof Copies>

/** A certificate as it leaves: what it says, and the SHA-256 of that as canonical JSON. */
const File = z.strictObject({ certificate: Facts, sha256: z.string() })

/** How a certificate begins that is about to be issued. */
export const certificateFormat = FORMAT

/** The number of a certificate: the year, and which of that year it is, from 1 on and without gaps. */
export const certificateNumber = (year: string, sequence: number): string =>
  `DC-${year}-${String(sequence).padStart(DIGITS, '0')}`
const DIGITS = 6

/** The SHA-256, in hex, of what a certificate says. */
export const hashOfFacts = (facts: CertificateFacts): string => hashOfText(canonicalJson(facts))

/** The SHA-256, in hex, of a certificate as it is kept. */
export const hashOfText = (json: string): string => createHash('sha256').update(json).digest('hex')

/** The text of the file of a certificate. */
export const certificateFile = (facts: CertificateFacts): string =>
  `${JSON.stringify({ certificate: facts, sha256: hashOfFacts(facts) }, null, 2)}\n`

/** Reads the file of a certificate; null when it is none. Whether it says what was issued is another question: see `wrongIn`. */
export function readCertificateFile(text: string): { facts: CertificateFacts; sha256: string } | null {
  try {
    const { certificate, sha256 } = File.parse(JSON.parse(text))
    return { facts: certificate, sha256 }
  } catch {
    return null
  }
}

/** Reads what was kept of a certificate. Throws when it is none: then the database was tampered with. */
export const readFacts = (json: string): CertificateFacts => Facts.parse(JSON.parse(json))

/** As `readFacts`, but null when it is none. */
export function readableFacts(json: string): CertificateFacts | null {
  try {
    return readFacts(json)
  } catch {
    return null
  }
}

/** What does not add up in a certificate, each as a sentence; empty when all does. */
export function wrongIn(certificate: CertificateFacts): string[] {
  const { instruction, review, ...facts } = certificate
  const sum = (parts: { records: number }[]) => parts.reduce((total, { records }) => total + records, 0)
  const answered = instruction.disposedOf + instruction.disposedOfBefore + instruction.notFound
  const totals: [string, number, number][] = [
    ['records disposed of, by rule version', sum(facts.rules), facts.records],
    ['records disposed of, by method', sum(facts.methods) + facts.otherMethods, facts.records],
    ['records disposed of, by the instruction', instruction.disposedOf, facts.records],
    ['hashes in the list', facts.list.leaves, facts.records],
    ['answers to the instruction', answered + instruction.failed + instruction.stopped, instruction.records],
    ['records of the instruction in its review', review.instructedHere, instruction.records],
    ...covered(certificate),
  ]
  return totals.flatMap(([what, is, of]) => (is === of ? [] : [`The ${what} come to ${is}, and not to ${of}.`]))
}

/** The statements on copies are of all its records, where all were counted. */
function covered(facts: CertificateFacts): [string, number, number][] {
  if (facts.format === FIRST_FORMAT) return []
  const counts = facts.copies.flatMap(({ records }) => records ?? [])
  if (counts.length < facts.copies.length) return []
  return [['records that statements on copies are of', counts.reduce((sum, of) => sum + of, 0), facts.records]]
}
