import type { Generated } from 'kysely'

/** What source systems are told to dispose of, what they answer, and what proves it. */
export type InstructionTables = {
  disposalInstructions: DisposalInstructionsTable
  instructionItems: InstructionItemsTable
  instructionNotices: InstructionNoticesTable
  disposalIncidents: DisposalIncidentsTable
  incidentRecords: IncidentRecordsTable
  destructionCertificates: DestructionCertificatesTable
}

/** `state`: `preparing` until all of its items are in. `fetchKey`: what makes a fetch that is repeated the same one. */
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
  firstFetchedAt: string | null
  firstFetchedByName: string | null
  chasedOn: string | null
  closedAt: string | null
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
  kind: 'still at source' | 'listed again' | 'vanished' | 'disposed of under a hold'
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

/** `facts`: all that it says, as canonical JSON. `merkleRoot`: over the keyed hashes of its records. */
type DestructionCertificatesTable = {
  id: Generated<number>
  number: string
  instructionId: number
  issuedOn: string
  issuedAt: string
  recordCount: number
  quantity: number
  merkleRoot: string
  facts: string
  factsHash: string
}
