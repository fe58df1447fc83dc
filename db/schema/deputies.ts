import type { Generated } from 'kysely'

/** Who stands in for a service manager, and how often those who are to answer a review have been reminded of it. */
export type DeputyTables = {
  serviceDeputies: ServiceDeputiesTable
  reviewReminders: ReviewRemindersTable
}

/** `fromOn`, `toOn`: the first and the last day, both included; `endedAt`: when it was ended before its last day. */
type ServiceDeputiesTable = {
  id: Generated<number>
  serviceId: number
  managerId: number
  deputyId: number
  fromOn: string
  toOn: string
  namedAt: string
  endedAt: string | null
  endedById: number | null
}

/** `reviewBy`: the day to answer by that had passed; `days`: how many days ago at least. */
type ReviewRemindersTable = {
  id: Generated<number>
  reviewId: number
  reviewBy: string
  days: 0 | 14 | 28
  madeAt: string
}
