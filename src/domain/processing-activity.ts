/** Where a fact in the register comes from. `stated`: in a notice; `proposed`: awaiting a person; `confirmed`: by a person. */
export const standings = ['stated', 'proposed', 'confirmed'] as const
export type Standing = (typeof standings)[number]

/**
 * The evidence behind a fact: its standing and, when stated, the notice (its code) and lines (`L11,L17`).
 *
 * `byName` and `byOn`: who proposed or confirmed it, and on which day; null for what is stated.
 */
export type Evidence = {
  standing: Standing
  notice: string | null
  lines: string | null
  byName: string | null
  byOn: string | null
}

export const activityRoles = ['controller', 'joint controller', 'processor', 'not stated'] as const
export type ActivityRole = (typeof activityRoles)[number]

/** `draft`, `submitted` and `withdrawn`: of an activity that was never approved; one that was stays `approved` while its next version is drafted. */
export const activityStatuses = ['draft', 'submitted', 'approved', 'withdrawn', 'retired'] as const
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

/** How a transfer out of the United Kingdom is made lawful. Which of them count depends on the day. Source: UK GDPR Articles 45A to 49. */
export const transferMechanisms = [
  'adequacy regulations',
  'UK Extension to the Data Privacy Framework',
  'international data transfer agreement',
  'addendum to the EU clauses',
  'EU standard contractual clauses',
  'binding corporate rules',
  'Article 49 exception',
  'Privacy Shield',
  'other',
  'not stated',
] as const
export type TransferMechanism = (typeof transferMechanisms)[number]

/** The facts of an activity that stand alone, each said once or not at all. Those with a list of values are answered with one of them. */
export const detailFields = {
  'joint arrangement': null,
  'direct marketing': ['yes', 'no'],
  'law enforcement': ['yes', 'no'],
  'policy document': null,
  'kept as the policy says': ['yes', 'no'],
  'reasons against the policy': null,
  'information for children': null,
  'kind of automated decision': ['none', 'profiling only', 'with a person involved', 'solely automated'],
  'logic of automated decisions': null,
  'effect of automated decisions': null,
  'link to the impact assessment': null,
  'personal data breach': ['yes', 'no'],
  'record of the breach': null,
} as const satisfies Record<string, readonly string[] | null>
export type DetailField = keyof typeof detailFields
export const detailNames = Object.keys(detailFields) as DetailField[]

/** What people can ask of an activity. Source: UK GDPR Articles 7(3), 15 to 18, 20 and 21. */
export const rights = [
  'access',
  'rectification',
  'restriction',
  'erasure',
  'portability',
  'objection',
  'withdrawal of consent',
] as const
export type Right = (typeof rights)[number]
export const rightAnswers = ['yes', 'no', 'qualified'] as const
export type RightAnswer = (typeof rightAnswers)[number]

/**
 * What calls for an impact assessment: three cases of Article 35(3) and the ICO's list under Article 35(4).
 */
export const dpiaCriteria = [
  'systematic and extensive evaluation with significant effects',
  'special category or offence data on a large scale',
  'public places monitored on a large scale',
  'innovative technology',
  'denial of a service',
  'profiling on a large scale',
  'biometric data',
  'genetic data',
  'data matching',
  'invisible processing',
  'tracking',
  'children or other vulnerable people targeted',
  'risk of physical harm',
] as const
export type DpiaCriterion = (typeof dpiaCriteria)[number]

export type PurposeEntry = Evidence & { text: string }
/**
 * `purpose` is the 1-based position of the purpose it supports, or null for all. `basis` null: stated in words only.
 *
 * `interest`: the legitimate interest, or the condition of Annex 1; `record`: where its assessment or the records of consent are;
 * `withdrawal`: how consent is withdrawn.
 */
export type LawfulBasisEntry = Evidence & {
  purpose: number | null
  basis: LawfulBasis | null
  statute: string
  interest: string
  record: string
  withdrawal: string
}
export type TermEntry = Evidence & { kind: TermKind; name: string; mark: TermMark }
export type ConditionEntry = Evidence & { kind: ConditionKind; text: string }
/** `organisation` is a code, or null when only a category is named. `contract`: that of a processor with a controller it acts for. */
export type PartyEntry = Evidence & { part: PartyPart; organisation: string | null; detail: string; contract: string }
export type RecipientEntry = Evidence & {
  organisation: string | null
  category: string
  role: RecipientRole
  contract: string
  contractEndsOn: string | null
}
/** `safeguard`: its words; `verifiedOn`: when it was last checked that it holds, such as a recipient's certification. */
export type TransferEntry = Evidence & {
  country: string
  recipient: string
  mechanism: TransferMechanism
  safeguard: string
  document: string
  riskAssessment: string
  verifiedOn: string | null
}
export type DetailEntry = Evidence & { field: DetailField; text: string }
/** A right that people have otherwise than the lawful bases give it, and why. */
export type RightEntry = Evidence & { right: Right; answer: RightAnswer; reason: string }
export type DpiaCriterionEntry = Evidence & { criterion: DpiaCriterion }
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
  details: DetailEntry[]
  rights: RightEntry[]
  dpiaCriteria: DpiaCriterionEntry[]
  notes: FieldNote[]
}

/** An activity as the sample register and other files bring it. */
export type ActivitySeed = { reference: string; content: ActivityContent }
