import type { Generated } from 'kysely'

/** What keeps records from disposal. */
export type HoldTables = {
  disposalHolds: DisposalHoldsTable
  holdScopes: HoldScopesTable
  holdReferences: HoldReferencesTable
  holdEvents: HoldEventsTable
  holdDrafts: HoldDraftsTable
}

/**
 * `mandate`: who ordered it, and by which provision. `reviewOn`: the day that reminds of it, and lifts nothing. `withdrawn`, `recalled`: how
 * many records it took out of reviews and approvals, and of how many it asked sources to stop; `carriedOutAt`: when it was done with these.
 */
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
  withdrawn: Generated<number>
  recalled: Generated<number>
  carriedOutAt: string | null
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

type HoldEventsTable = {
  id: Generated<number>
  holdId: number
  kind: 'placed' | 'extended' | 'lifted'
  happenedAt: string
  byName: string
  reviewOn: string | null
  reason: string
}

/** `draft`: what was entered and checked, as JSON. */
type HoldDraftsTable = {
  id: Generated<number>
  draftedById: number
  draftedAt: string
  draft: string
}
