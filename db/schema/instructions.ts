import type { Generated } from 'kysely'

/** What source systems are told to dispose of, what they answer, and what proves it. */
export type InstructionTables = {
  disposalInstructions: DisposalInstructionsTable
  instructionItems: InstructionItemsTable
  instructionNotices: InstructionNoticesTable
  disposalIncidents: DisposalIncidentsTable
  incidentRecords: IncidentRecordsTable
  destructionCertificates: DestructionCertificatesTable
  certificatesToIssue: CertificatesToIssueTable
  disposalAnswers: DisposalAnswersTable
  answerRows: AnswerRowsTable
}

/**
 * `state`: `preparing` until all of its items are in. `fetchKey`: what makes a fetch that is repeated the same one. `oldestDueOn`,
 * `newestDueOn`: of its records as they were instructed. `statement`: what became of copies, backups and data held by processors.
 * `round`: 1, and one more each time that failed records of a closed instruction are instructed again.
 */
type DisposalInstructionsTable = {
  id: Generated<number>
  reviewId: number
  sourceSystemId: number
  action: 'destroy' | 'anonymise' | 'transfer to archive'
  state: 'preparing' | 'open' | 'closed'
  fetchKey: string
  instructedOn: string
  instructedAt: string
  recordCount: Generated<number>
  answeredCount: Generated<number>
  oldestDueOn: string | null
  newestDueOn: string | null
  statement: Generated<string>
  backupsExpireOn: string | null
  round: Generated<number>
  firstFetchedAt: string | null
  firstFetchedByName: string | null
  chasedOn: string | null
  closedAt: string | null
  doneCount: Generated<number>
  notFoundCount: Generated<number>
  failedCount: Generated<number>
  recalledCount: Generated<number>
  lastDoneOn: string | null
  toldOn: string | null
}

/** `recallAnswer`: what the source answered when it was asked to stop because of a hold. */
type InstructionItemsTable = {
  id: Generated<number>
  organisationId: number
  instructionId: number
  recordId: number
  state: 'instructed' | 'done' | 'not found' | 'failed' | 'recalled'
  answeredAt: string | null
  answeredByName: string | null
  doneOn: string | null
  method: Generated<string>
  reason: Generated<string>
  round: Generated<number>
  recallAskedAt: string | null
  recallAnswer: 'stopped' | 'too late' | null
}

/** `recipient`: who has to be told that the data is gone. */
type InstructionNoticesTable = {
  id: Generated<number>
  instructionId: number
  recipient: string
  toldOn: string | null
  toldByName: string | null
  how: Generated<string>
}

type DisposalIncidentsTable = {
  id: Generated<number>
  kind: 'still at source' | 'listed again' | 'vanished' | 'disposed of under a hold' | 'disposed of after a recall'
  sourceSystemId: number
  instructionId: number | null
  feedId: number | null
  foundOn: string
  foundAt: string
  recordCount: number
  ownerId: number | null
  closedAt: string | null
  closedByName: string | null
  whatWasDone: string | null
}

type IncidentRecordsTable = {
  id: Generated<number>
  incidentId: number
  recordId: number
}

/**
 * `facts`: all that it says, as canonical JSON. `merkleRoot`: over the keyed hashes of its records. `disposedFrom`, `disposedTo`: the first and
 * last day of disposal. What lists need of the facts is repeated beside them.
 */
type DestructionCertificatesTable = {
  id: Generated<number>
  number: string
  instructionId: number
  round: Generated<number>
  issuedOn: string
  issuedAt: string
  disposedFrom: string
  disposedTo: string
  recordSeries: string
  ruleVersions: string
  authority: string
  decidedBy: string
  method: string
  recordCount: number
  quantity: number
  merkleRoot: string
  facts: string
  factsHash: string
}

/** Closed instructions whose certificate is still to be made. */
type CertificatesToIssueTable = {
  instructionId: number
  askedAt: string
}

/**
 * Answers as they came together. `state`: `read` is a file that waits for a person to accept it, `accepted` is being applied. `results`: what
 * an API was told of each, without references. `doneCount`: how many records were disposed of by them, null where that was not counted yet;
 * `round`: that of the instruction when they were applied.
 */
type DisposalAnswersTable = {
  id: Generated<number>
  instructionId: number
  kind: 'all' | 'file' | 'api'
  state: 'read' | 'accepted' | 'done' | 'withdrawn'
  givenById: number | null
  givenByName: string
  givenAt: string
  fileName: Generated<string>
  doneOn: string | null
  method: Generated<string>
  statement: Generated<string>
  backupsExpireOn: string | null
  rowCount: Generated<number>
  rejectedCount: Generated<number>
  appliedCount: Generated<number>
  doneCount: number | null
  round: Generated<number>
  idempotencyKey: string | null
  requestHash: string | null
  results: string | null
}

/** A row of a file of answers: of an item, or rejected. */
type AnswerRowsTable = {
  id: Generated<number>
  answerId: number
  line: number
  itemId: number | null
  outcome: 'done' | 'not found' | 'failed' | null
  doneOn: string | null
  method: Generated<string>
  reason: Generated<string>
  rejectedColumn: string | null
  rejectedReason: string | null
}
