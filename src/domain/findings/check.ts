import type { IsoDate } from '../calendar.ts'
import { type Dated, inForce } from '../law/in-force.ts'
import type { OrganisationDraft } from '../organisation.ts'
import type { ActivityContent, ActivityStatus } from '../processing-activity.ts'
import type { RuleContent } from '../retention-rule.ts'

/** How an organisation can be reached, as the register knows it. */
export type ContactFacts = { name: string; address: string; email: string; telephone: string; dpoContact: string }

/** What checks know of an organisation. `complaints`: how people complain to it about their data, blank when unknown. */
export type CheckedOrganisation = ContactFacts & { kind: OrganisationDraft['kind']; complaints: string }

/** What checks know of a retention rule. `recordsHeld`: how many records under it have not been disposed of. */
export type CheckedRule = Pick<RuleContent, 'recordSeries' | 'countedFrom' | 'period' | 'disposalAction'> & {
  standing: 'proposed' | 'confirmed'
  retired: boolean
  recordsHeld: number
}

/** What checks know of a privacy notice. The periods are ISO 8601 and null where it promises no range; `rights`: what it says of them, blank when unknown. */
export type CheckedNotice = {
  title: string
  service: string
  createdOn: IsoDate | null
  reviewedOn: IsoDate | null
  shortestPeriod: string | null
  longestPeriod: string | null
  rights: string
}

/**
 * All that checks look at: what an activity says on a day, and what the register knows of whom and what it names, by code.
 *
 * `approvedOn` and `nextReviewOn` are null before the first approval. `rules` and `notices` may hold more than the activity names.
 */
export type CheckedActivity = {
  reference: string
  status: ActivityStatus
  approvedOn: IsoDate | null
  nextReviewOn: IsoDate | null
  on: IsoDate
  content: ActivityContent
  organisations: ReadonlyMap<string, CheckedOrganisation>
  rules: ReadonlyMap<string, CheckedRule>
  notices: ReadonlyMap<string, CheckedNotice>
}

/** `error`: the law asks for it and it is not there; `warning`: likely to be wrong; `prompt`: a person has to settle it. */
export const severities = ['error', 'warning', 'prompt'] as const
export type Severity = (typeof severities)[number]

/** The part of the form of an activity that answers a finding. */
export type Section =
  | 'identity'
  | 'who'
  | 'why'
  | 'whom-and-what'
  | 'from-and-to'
  | 'how-long'
  | 'how-safe'
  | 'risk'
  | 'points-to-settle'

/** One thing found. `key` tells it from others of the same code and activity, and stays the same when its words change with a number or a day. */
export type Found = { key: string; text: string }

/**
 * One question that the register asks of itself.
 *
 * `find` answers with what is missing or wrong, and with nothing when all is in order. It is asked from `appliesFrom`, that day
 * included, until `appliesUntil`, that day excluded; null: since ever, or for good.
 */
export type ActivityCheck = {
  code: string
  severity: Severity
  citation: string
  /** What a person does about it, in a sentence. */
  whatToDo: string
  section: Section
  appliesFrom: IsoDate | null
  appliesUntil: IsoDate | null
  find: (activity: CheckedActivity) => Found[]
}

/** What a check found of an activity. Code and key together are unique within the activity. */
export type Finding = Pick<ActivityCheck, 'code' | 'severity' | 'citation' | 'whatToDo' | 'section'> & Found

/** The dates of a check that is asked whatever the day. */
export const always = { appliesFrom: null, appliesUntil: null } as const

/** The dates of a check that is asked while something holds. */
export const during = ({ from, until }: Dated) => ({ appliesFrom: from, appliesUntil: until })

/** The dates of a check that is asked once something has ceased to hold. */
export const after = ({ until }: Dated) => ({ appliesFrom: until, appliesUntil: null })

/** True when a check is asked on a day. */
export const isAsked = ({ appliesFrom, appliesUntil }: ActivityCheck, on: IsoDate): boolean =>
  inForce({ from: appliesFrom, until: appliesUntil }, on)
