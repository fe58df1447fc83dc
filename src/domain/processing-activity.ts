/** Where a fact in the register comes from. `stated`: in a notice; `proposed`: awaiting a person; `confirmed`: by a person. */
export const standings = ['stated', 'proposed', 'confirmed'] as const
export type Standing = (typeof standings)[number]

/** The evidence behind a fact: its standing and, when stated, the notice (its code) and lines (`L11,L17`). */
export type Evidence = { standing: Standing; notice: string | null; lines: string | null }

export const activityRoles = ['controller', 'joint controller', 'processor', 'not stated'] as const
export type ActivityRole = (typeof activityRoles)[number]

export const activityStatuses = ['draft', 'submitted', 'approved', 'retired'] as const
export type ActivityStatus = (typeof activityStatuses)[number]

export const lawfulBases = [
  'consent',
  'contract',
  'legal obligation',
  'vital interests',
  'public task',
  'recognised legitimate interest',
  'legitimate interests',
] as const
export type LawfulBasis = (typeof lawfulBases)[number]

/** What kind of term a shared vocabulary entry is. */
export const termKinds = [
  'data subject category',
  'personal data category',
  'source',
  'security measure',
  'storage location',
] as const
export type TermKind = (typeof termKinds)[number]

/** What a term is marked with: it decides which further conditions of the law apply. */
export const termMarks = ['none', 'children', 'vulnerable people', 'special category', 'criminal offence'] as const
export type TermMark = (typeof termMarks)[number]

/** A condition that special category or offence data needs beside its lawful basis. */
export const conditionKinds = ['Article 9', 'Schedule 1', 'Article 10'] as const
export type ConditionKind = (typeof conditionKinds)[number]

/** In what part an organisation stands to an activity, beyond receiving its data. */
export const partyParts = ['controller', 'joint controller', 'representative', 'data protection officer'] as const
export type PartyPart = (typeof partyParts)[number]

export const recipientRoles = ['processor', 'controller', 'joint controller', 'internal', 'not stated'] as const
export type RecipientRole = (typeof recipientRoles)[number]

export type PurposeEntry = Evidence & { text: string }
/** `purpose` is the 1-based position of the purpose it supports, or null for all. `basis` null: stated in words only. */
export type LawfulBasisEntry = Evidence & { purpose: number | null; basis: LawfulBasis | null; statute: string }
export type TermEntry = Evidence & { kind: TermKind; name: string; mark: TermMark }
export type ConditionEntry = Evidence & { kind: ConditionKind; text: string }
/** `organisation` is a code, or null when only a category is named. */
export type PartyEntry = Evidence & { part: PartyPart; organisation: string | null; detail: string }
export type RecipientEntry = Evidence & {
  organisation: string | null
  category: string
  role: RecipientRole
  contract: string
  contractEndsOn: string | null
}
export type TransferEntry = Evidence & { country: string; recipient: string; safeguard: string; document: string }
export type RuleLinkEntry = Evidence & { rule: string }
/** A source system that holds the activity's records, by code. */
export type SystemEntry = Evidence & { sourceSystem: string }

/** A field on which the notices are silent, or whose words are kept as the notice has them. */
export type FieldNote = Evidence & { field: NotedField; text: string; silent: boolean }

/** The fields of Article 30 that a note can be about. */
export const notedFields = [
  'role',
  'purposes',
  'lawful bases',
  'data subjects',
  'personal data',
  'special categories',
  'sources',
  'recipients',
  'transfers',
  'retention',
  'security measures',
  'automated decisions',
  'dpia',
] as const
export type NotedField = (typeof notedFields)[number]

/** Everything that one version of a processing activity says; the children are lists, in the order shown. */
export type ActivityContent = {
  title: string
  /** Codes. */
  service: string
  role: ActivityRole
  roleStanding: Standing
  /** The information asset owner; blank: to be assigned. */
  ownerName: string
  businessFunction: string
  automatedDecisions: string
  dpiaRequired: 'yes' | 'no' | 'not assessed'
  dpiaStatus: string
  /** Points that a person has yet to settle. */
  remarks: string
  reviewCycleMonths: number
  purposes: PurposeEntry[]
  lawfulBases: LawfulBasisEntry[]
  terms: TermEntry[]
  conditions: ConditionEntry[]
  parties: PartyEntry[]
  recipients: RecipientEntry[]
  transfers: TransferEntry[]
  rules: RuleLinkEntry[]
  systems: SystemEntry[]
  notes: FieldNote[]
}

/** An activity as the sample register and other files bring it. */
export type ActivitySeed = { reference: string; content: ActivityContent }
