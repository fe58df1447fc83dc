import type { ShownCertificate } from '../../../db/queries/certificate-show.ts'
import { dateInWords, instantInWords, londonDate } from '../../domain/calendar.ts'
import { type CertificateFacts, hashOfFacts, readFacts } from '../../domain/certificate.ts'
import { certificateTitle, decisionInWords, notCovered } from '../../domain/certificate-words.ts'
import { countOf } from '../../domain/list.ts'
import type { SummaryRow, TableView } from '../components.ts'
import { daysInWords, doneInWords } from '../disposals/words.ts'
import { filesOf } from '../files-view.ts'
import { LIST } from './list-view.ts'

const count = (n: number): string => n.toLocaleString('en-GB')

/** A certificate as it is read and printed. */
export function certificatePage(certificate: ShownCertificate) {
  const facts = readFacts(certificate.facts)
  const address = `${LIST}/${facts.number}`
  return {
    title: certificateTitle[facts.action],
    caption: facts.number,
    lead: `${facts.organisation} certifies that ${countOf(facts.records, 'record')} of “${facts.recordSeries}” ${facts.records === 1 ? 'was' : 'were'} ${doneInWords[facts.action].toLowerCase()} ${when(facts)}.`,
    trail: [
      { text: 'Disposals', href: '/disposals' },
      { text: 'Destruction certificates', href: LIST },
    ],
    tampered: isTampered(certificate, facts)
      ? 'What stands here is not what was issued: its hash is another one. Ask whoever runs the server to verify the audit trail, and to compare a backup.'
      : null,
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

const when = ({ disposedFrom, disposedTo }: CertificateFacts): string =>
  disposedFrom === disposedTo
    ? `on ${dateInWords(disposedFrom)}`
    : `from ${dateInWords(disposedFrom)} to ${dateInWords(disposedTo)}`

const isTampered = (certificate: ShownCertificate, facts: CertificateFacts): boolean =>
  hashOfFacts(facts) !== certificate.factsHash || facts.number !== certificate.number

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

const decisionsTable = ({ decisions, review }: CertificateFacts): TableView => ({
  caption: `By whose decision, in disposal review ${review.id}`,
  head: [{ text: 'Decision' }, { text: 'By' }, { text: 'When' }, { text: 'Why' }, { text: 'Records', numeric: true }],
  rows: decisions.map(({ decision, by, at, reason, records }) => [
    { text: decisionInWords[decision], header: true },
    { text: by },
    { text: instantInWords(at) },
    { text: reason },
    { text: count(records), numeric: true },
  ]),
  empty: 'No decision is on record.',
})

function answers({ instruction, review, statement, backupsExpireOn }: CertificateFacts): SummaryRow[] {
  const { firstFetchedAt, closedAt } = instruction
  return [
    { key: 'Disposal review', lines: [{ text: String(review.id), href: `/disposal-reviews/${review.id}` }] },
    { key: 'Instruction', lines: [{ text: String(instruction.id), href: `/disposal-instructions/${instruction.id}` }] },
    row('Instructed on', dateInWords(instruction.instructedOn)),
    ...(firstFetchedAt === null ? [] : [row('Fetched by the source system', instantInWords(firstFetchedAt))]),
    ...(closedAt === null ? [] : [row('Last answer on', dateInWords(londonDate(closedAt)))]),
    row('Copies, backups and processors', statement === '' ? 'Nothing was stated' : statement),
    row('Last backup expires on', backupsExpireOn === null ? 'Not stated' : dateInWords(backupsExpireOn)),
  ]
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
