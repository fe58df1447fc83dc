import type { ShownCertificate } from '../../../db/queries/certificate-show.ts'
import { dateInWords, instantInWords, londonDate } from '../../domain/calendar.ts'
import { type CertificateFacts, type Copies, readFacts } from '../../domain/certificate.ts'
import { deciderInWords } from '../../domain/certificate-listed.ts'
import { certificateTitle, decisionInWords, notCovered } from '../../domain/certificate-words.ts'
import { countOf } from '../../domain/list.ts'
import type { SummaryRow, TableView } from '../components.ts'
import { daysInWords, doneInWords } from '../disposals/words.ts'
import { filesOf } from '../files-view.ts'
import { LIST } from './list-view.ts'

const trail = [
  { text: 'Disposals', href: '/disposals' },
  { text: 'Destruction certificates', href: LIST },
]

const count = (n: number): string => n.toLocaleString('en-GB')

/** What a red banner says of a certificate that is not what was issued, and why it is known. */
const changedSince = (difference: string): string =>
  `What is stored here is not what was issued: ${difference}. Do not rely on it. Ask whoever runs the server to verify the audit trail, and to compare a backup.`

/** A certificate as it is read and printed. `difference`: from what was issued; undefined where there is none. */
export function certificatePage(certificate: ShownCertificate, difference: string | undefined) {
  const facts = readFacts(certificate.facts)
  const address = `${LIST}/${facts.number}`
  return {
    title: certificateTitle[facts.action],
    caption: facts.number,
    lead: `${facts.organisation} certifies that ${countOf(facts.records, 'record')} of “${facts.recordSeries}” ${facts.records === 1 ? 'was' : 'were'} ${doneInWords[facts.action].toLowerCase()} ${when(facts)}.`,
    trail,
    changed: difference === undefined ? null : changedSince(difference),
    what: what(facts),
    rules: rulesTable(facts),
    decisions: decisionsTable(facts),
    answers: answers(facts),
    methods: methodsTable(facts),
    left: leftTable(facts),
    integrity: integrity(facts, certificate.factsHash),
    json: `${address}.json`,
    files: filesOf(address),
    printed: `${facts.number}, issued on ${dateInWords(facts.issuedOn)}. SHA-256 ${certificate.factsHash}`,
  }
}

/** A certificate of which nothing can be read any more. */
export const unreadablePage = ({ number }: ShownCertificate, difference = 'it cannot be read') => ({
  ...{ title: number, caption: 'Destruction certificate', trail },
  changed: changedSince(difference),
})

const when = ({ disposedFrom, disposedTo }: CertificateFacts): string =>
  disposedFrom === disposedTo
    ? `on ${dateInWords(disposedFrom)}`
    : `from ${dateInWords(disposedFrom)} to ${dateInWords(disposedTo)}`

const row = (key: string, ...texts: string[]): SummaryRow => ({ key, lines: texts.map((text) => ({ text })) })

function what(facts: CertificateFacts): SummaryRow[] {
  const { service, sourceSystem, dueFrom, dueTo } = facts
  return [
    row('Issued on', dateInWords(facts.issuedOn)),
    row('Organisation', facts.organisation),
    row('Service', service?.name ?? 'Unassigned'),
    row('Record series', facts.recordSeries),
    row('Source system', `${sourceSystem.name} (${sourceSystem.code})`),
    row('Records', count(facts.records)),
    ...(facts.quantity === facts.records ? [] : [row('Items they stand for', count(facts.quantity))]),
    ...(dueFrom === null || dueTo === null
      ? []
      : [
          row(
            'Past their period',
            dueFrom === dueTo
              ? `Since ${dateInWords(dueFrom)}`
              : `The first since ${dateInWords(dueFrom)}, the last since ${dateInWords(dueTo)}`,
          ),
        ]),
  ]
}

const rulesTable = ({ rules }: CertificateFacts): TableView => ({
  caption: 'Under which authority',
  head: [{ text: 'Retention rule' }, { text: 'Authority' }, { text: 'Records', numeric: true }],
  rows: rules.map(({ code, version, authority, authorityKind, records }) => [
    { text: `${code} version ${version}`, href: `/retention-rules/${code}`, header: true },
    { text: authority, detail: authorityKind },
    { text: count(records), numeric: true },
  ]),
  empty: '',
})

const decisionsTable = ({ review, ...facts }: CertificateFacts): TableView => ({
  caption: `By whose decision, in disposal review ${review.id}`,
  head: [{ text: 'Decision' }, { text: 'By' }, { text: 'When' }, { text: 'Why' }, { text: 'Records', numeric: true }],
  rows: facts.decisions.map((one) => [
    { text: decisionInWords[one.decision], header: true },
    { text: deciderInWords(one) },
    { text: instantInWords(one.at) },
    { text: one.reason },
    { text: count(one.records), numeric: true },
  ]),
  empty: 'No decision is on record.',
})

function answers(facts: CertificateFacts): SummaryRow[] {
  const { instruction, review } = facts
  const { closedAt } = instruction
  return [
    { key: 'Disposal review', lines: [{ text: String(review.id), href: `/disposal-reviews/${review.id}` }] },
    { key: 'Instruction', lines: [{ text: String(instruction.id), href: `/disposal-instructions/${instruction.id}` }] },
    row('Instructed on', dateInWords(instruction.instructedOn)),
    ...firstFetched(facts),
    ...(closedAt === null ? [] : [row('Last answer on', dateInWords(londonDate(closedAt)))]),
    ...copies(facts),
  ]
}

/** The source system, or a person who downloaded the list; certificates of the first format do not say who. */
function firstFetched({ instruction }: CertificateFacts): SummaryRow[] {
  if (instruction.firstFetchedAt === null) return []
  const by = 'firstFetchedBy' in instruction ? instruction.firstFetchedBy : null
  return [row('Fetched first', `${instantInWords(instruction.firstFetchedAt)}${by === null ? '' : `, by ${by}`}`)]
}

const NOTHING_STATED = 'Nothing was stated'

function copies(facts: CertificateFacts): SummaryRow[] {
  const key = 'Copies, backups and processors'
  if ('copies' in facts) return [{ key, lines: facts.copies.flatMap(statementLines) }]
  const { statement, backupsExpireOn } = facts
  return [
    row(key, statement === '' ? NOTHING_STATED : statement),
    row('Last backup expires on', backupsExpireOn === null ? 'Not stated' : dateInWords(backupsExpireOn)),
  ]
}

/** A statement, then of how many records it is, who made it, and when the last backup expires. */
function statementLines({ statement, backupsExpireOn, statedBy, records }: Copies): SummaryRow['lines'] {
  const of = records === null ? 'Of how many records was not counted' : `Of ${countOf(records, 'record')}`
  const by = statedBy === '' ? '' : `, stated by ${statedBy}`
  const backup =
    backupsExpireOn === null
      ? 'No day was stated on which the last backup expires.'
      : `The last backup expires on ${dateInWords(backupsExpireOn)}.`
  return [{ text: statement === '' ? NOTHING_STATED : statement }, { text: `${of}${by}. ${backup}`, muted: true }]
}

function methodsTable({ methods, otherMethods }: CertificateFacts): TableView {
  return {
    caption: 'How it was done',
    head: [{ text: 'Method' }, { text: 'Confirmed by' }, { text: 'When' }, { text: 'Records', numeric: true }],
    rows: [
      ...methods.map(({ method, answeredBy, from, to, records }) => [
        { text: method === '' ? 'Not stated' : method, header: true },
        { text: answeredBy },
        { text: daysInWords(from, to) },
        { text: count(records), numeric: true },
      ]),
      ...(otherMethods === 0
        ? []
        : [
            [
              { text: 'In other ways', header: true },
              { text: '' },
              { text: '' },
              { text: count(otherMethods), numeric: true },
            ],
          ]),
    ],
    empty: '',
  }
}

function leftTable(facts: CertificateFacts): TableView {
  const { review, instruction, records } = facts
  return {
    caption: 'What it is not of',
    head: [{ text: 'Records' }, { text: 'How many', numeric: true }],
    rows: notCovered(facts).map(({ text, records: of }) => [
      { text, header: true },
      { text: count(of), numeric: true },
    ]),
    empty: `Nothing was left out: ${countOf(review.approved, 'record')} approved, ${count(instruction.records)} instructed, ${count(records)} disposed of.`,
  }
}

const integrity = ({ list, number }: CertificateFacts, sha256: string): SummaryRow[] => [
  row('Number', number),
  row('SHA-256 of what it says', sha256),
  row('Merkle root of its records', list.merkleRoot),
  row('Leaves', count(list.leaves)),
]
