import type { Generated } from 'kysely'

/** What keeps records from disposal. */
export type HoldTables = {
  disposalHolds: DisposalHoldsTable
  holdScopes: HoldScopesTable
  holdReferences: HoldReferencesTable
  holdEvents: HoldEventsTable
}

/** `mandate`: who ordered it, and by which provision. `reviewOn`: the day that reminds of it, and lifts nothing. */
type DisposalHoldsTable = {
  id: Generated<number>
  kind: 'litigation' | 'inquiry' | 'information request' | 'safeguarding' | 'audit' | 'other'
  title: string
  mandate: string
  reason: string
  reviewOn: string
  placedOn: string
  placedAt: string
  placedById: number
  placedByName: string
  liftedOn: string | null
  liftedAt: string | null
  liftedByName: string | null
  liftedReason: string | null
  lockVersion: Generated<number>
}

/** Criteria, all of which must be true of a record; null: any. */
type HoldScopesTable = {
  id: Generated<number>
  holdId: number
  serviceId: number | null
  ruleId: number | null
  sourceSystemId: number | null
  triggerFrom: string | null
  triggerTo: string | null
}

/** `reference`: as the source sends it, and a keyed hash once its record is forgotten. */
type HoldReferencesTable = {
  id: Generated<number>
  holdId: number
  sourceSystemId: number
  reference: string
}

/** `withdrawn`, `recalled`: how many records it took out of reviews and approvals, and of how many it asked sources to stop. */
type HoldEventsTable = {
  id: Generated<number>
  holdId: number
  kind: 'placed' | 'extended' | 'lifted'
  happenedAt: string
  byName: string
  reviewOn: string | null
  reason: string
  withdrawn: Generated<number>
  recalled: Generated<number>
}
