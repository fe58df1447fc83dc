import type {
  ActivityContent,
  ActivitySeed,
  ConditionEntry,
  Evidence,
  FieldNote,
  LawfulBasis,
  LawfulBasisEntry,
  NotedField,
  PartyEntry,
  PartyPart,
  PurposeEntry,
  RecipientEntry,
  RecipientRole,
  TermEntry,
  TermKind,
  TermMark,
  TransferEntry,
} from '../../src/domain/processing-activity.ts'
import { notedFields, standings } from '../../src/domain/processing-activity.ts'
import type { securityMeasures, sourcesOfData, storageLocations } from '../terms.ts'
import { dataCategories, subjectCategories } from '../terms.ts'
import type { Condition } from './conditions.ts'

/** Who proposes what no notice says. */
const BY_SAMPLE = { byName: 'Sample register', byOn: '2026-11-22' }

/**
 * The evidence that one notice gives, by its lines (`L11,L17`).
 *
 * `inferred` is a proposal that rests on lines which imply it, or which say it of the whole organisation and not of this
 * purpose. `unsaid` is for what the notice does not say.
 */
export const evidenceOf = (notice: string) => ({
  stated: (lines: string): Evidence => ({ standing: 'stated', notice, lines, byName: null, byOn: null }),
  inferred: (lines: string): Evidence => ({ standing: 'proposed', notice, lines, ...BY_SAMPLE }),
  unsaid: { standing: 'stated', notice, lines: null, byName: null, byOn: null } satisfies Evidence as Evidence,
})

/** A proposal of which the notice says nothing. */
export const proposed: Evidence = { standing: 'proposed', notice: null, lines: null, ...BY_SAMPLE }

/** A purpose in one sentence. */
export const purpose = (evidence: Evidence, text: string): PurposeEntry => ({ ...evidence, text })

/** What no notice says of a lawful basis. */
const NOTHING_FURTHER = { interest: '', record: '', withdrawal: '' }

/** A lawful basis of all purposes, or of the one at a 1-based position; the statute for a public task or legal obligation. */
export const basis = (
  evidence: Evidence,
  lawfulBasis: LawfulBasis,
  statute = '',
  ofPurpose: number | null = null,
): LawfulBasisEntry => ({ ...evidence, purpose: ofPurpose, basis: lawfulBasis, statute, ...NOTHING_FURTHER })

/** A statute that the notice gives as its ground without saying which lawful basis that is. */
export const statuteAlone = (evidence: Evidence, statute: string): LawfulBasisEntry => ({
  ...evidence,
  purpose: null,
  basis: null,
  statute,
  ...NOTHING_FURTHER,
})

const termsOf =
  <Name extends string>(kind: TermKind, marks: Record<Name, TermMark>) =>
  (evidence: Evidence, ...names: Name[]): TermEntry[] =>
    names.map((name) => ({ ...evidence, kind, name, mark: marks[name] }))

const unmarkedTermsOf =
  <Name extends string>(kind: TermKind) =>
  (evidence: Evidence, ...names: Name[]): TermEntry[] =>
    names.map((name) => ({ ...evidence, kind, name, mark: 'none' }))

/** Whose data it is. */
export const people = termsOf('data subject category', subjectCategories)
/** What data it is. */
export const data = termsOf('personal data category', dataCategories)
/** Where the data comes from. */
export const from = unmarkedTermsOf<(typeof sourcesOfData)[number]>('source')
/** How the data is protected. */
export const safe = unmarkedTermsOf<(typeof securityMeasures)[number]>('security measure')
/** Where the data is kept, beside the source systems. */
export const kept = unmarkedTermsOf<(typeof storageLocations)[number]>('storage location')

/** Conditions for special category or offence data. */
export const conditions = (evidence: Evidence, ...chosen: Condition[]): ConditionEntry[] =>
  chosen.map(({ kind, text }) => ({ ...evidence, kind, text }))

/** An organisation's part in an activity; null where only words are known. */
export const party = (evidence: Evidence, part: PartyPart, organisation: string | null, detail = ''): PartyEntry => ({
  ...evidence,
  part,
  organisation,
  detail,
  contract: '',
})

/** A kind of recipient that is not named. */
export const recipient = (
  evidence: Evidence,
  category: string,
  role: RecipientRole = 'not stated',
): RecipientEntry => ({ ...evidence, organisation: null, category, role, contract: '', contractEndsOn: null })

/** A recipient that is named, by code, with what it is to the activity. */
export const namedRecipient = (
  evidence: Evidence,
  organisation: string,
  category: string,
  role: RecipientRole = 'not stated',
): RecipientEntry => ({ ...evidence, organisation, category, role, contract: '', contractEndsOn: null })

/** A transfer out of the United Kingdom for which no safeguard is known yet. */
export const transfer = (evidence: Evidence, country: string, to: string): TransferEntry => ({
  ...evidence,
  country,
  recipient: to,
  mechanism: 'not stated',
  safeguard: '',
  document: '',
  riskAssessment: '',
  verifiedOn: null,
})

/** What the notice says of a field in words that are no entry, in short. */
export const says = (evidence: Evidence, field: NotedField, text: string): FieldNote => ({
  ...evidence,
  field,
  text,
  silent: false,
})

/** A thought on a field that a person has to settle. */
export const suggests = (field: NotedField, text: string): FieldNote => says(proposed, field, text)

/** That the notice does not say something, with the lines that come nearest if any do. */
export const silent = (evidence: Evidence, field: NotedField, text: string): FieldNote => ({
  ...evidence,
  field,
  text,
  silent: true,
})

/** What all activities of one notice share. */
export type NoticeFacts = {
  notice: string
  service: string
  parties: PartyEntry[]
  security: TermEntry[]
  storage: TermEntry[]
  /** What the notice says of a field for everything at once: noted where an activity has nothing stated of its own. */
  general: FieldNote[]
  /** Added to the remarks of each activity. */
  remark: string
}

/** An activity as the files of this folder write it; what is left out comes from its notice. */
type ActivityEntry = {
  reference: string
  title: string
  businessFunction: BusinessFunction
  role?: ActivityContent['role']
  roleStanding?: ActivityContent['roleStanding']
  parties?: PartyEntry[]
  purposes: PurposeEntry[]
  lawfulBases: LawfulBasisEntry[]
  people: TermEntry[]
  data: TermEntry[]
  conditions?: ConditionEntry[]
  sources: TermEntry[]
  recipients: RecipientEntry[]
  transfers?: TransferEntry[]
  /** Measures and places beyond those of the whole notice. */
  security?: TermEntry[]
  storage?: TermEntry[]
  /** Rules are always proposed: no notice names one. */
  rules: string[]
  systems: { code: string; evidence: Evidence }[]
  automatedDecisions?: string
  dpia?: { required: ActivityContent['dpiaRequired']; status: string }
  notes?: FieldNote[]
  remarks: string
}

type BusinessFunction =
  | 'Archives and research'
  | 'Communications and marketing'
  | 'Community safety and enforcement'
  | 'Democratic services'
  | 'Education'
  | 'Emergency planning'
  | 'Family support'
  | 'Finance'
  | 'Human resources'
  | 'Information governance and complaints'
  | 'Legal services'
  | 'Library services'
  | 'Music education'
  | 'Pensions'
  | 'Performance and planning'
  | 'Place and transport'
  | 'Procurement and partnerships'
  | 'Property'
  | 'Public health'
  | 'Registration'
  | 'Shared services'
  | 'Social care'
  | 'Websites and online accounts'

/** A complete activity: the facts of its notice added, and each field that the notice leaves open noted as such. */
export function activity(facts: NoticeFacts, entry: ActivityEntry): ActivitySeed {
  const content: ActivityContent = {
    title: entry.title,
    service: facts.service,
    role: entry.role ?? 'controller',
    roleStanding: entry.roleStanding ?? 'stated',
    ownerName: '',
    businessFunction: entry.businessFunction,
    automatedDecisions: entry.automatedDecisions ?? '',
    dpiaRequired: entry.dpia?.required ?? 'not assessed',
    dpiaStatus: entry.dpia?.status ?? '',
    remarks: [entry.remarks, facts.remark].filter((text) => text !== '').join(' '),
    reviewCycleMonths: 12,
    purposes: entry.purposes,
    lawfulBases: entry.lawfulBases,
    terms: [
      ...entry.people,
      ...entry.data,
      ...entry.sources,
      ...facts.security,
      ...(entry.security ?? []),
      ...facts.storage,
      ...(entry.storage ?? []),
    ],
    conditions: entry.conditions ?? [],
    parties: entry.parties ?? facts.parties,
    recipients: entry.recipients,
    transfers: entry.transfers ?? [],
    rules: entry.rules.map((code) => ({ ...proposed, rule: code })),
    systems: entry.systems.map(({ code, evidence }) => ({ ...evidence, sourceSystem: code })),
    details: [],
    rights: [],
    dpiaCriteria: [],
    notes: entry.notes ?? [],
  }
  return { reference: entry.reference, content: { ...content, notes: allNotes(content, facts) } }
}

/** The activity's own notes, and one for each field that has neither a note nor anything stated. */
function allNotes(content: ActivityContent, facts: NoticeFacts): FieldNote[] {
  const open = notedFields.filter(
    (field) => !content.notes.some((note) => note.field === field) && !isStated(content, field),
  )
  const added = open.map(
    (field) =>
      facts.general.find((note) => note.field === field) ??
      silent(evidenceOf(facts.notice).unsaid, field, 'Not stated in the notice'),
  )
  return [...content.notes, ...added].toSorted(
    (a, b) =>
      notedFields.indexOf(a.field) - notedFields.indexOf(b.field) ||
      standings.indexOf(a.standing) - standings.indexOf(b.standing),
  )
}

const isSpecial = ({ mark }: TermEntry): boolean => mark === 'special category' || mark === 'criminal offence'

function isStated(content: ActivityContent, field: NotedField): boolean {
  const terms = (kind: TermKind) => content.terms.filter((term) => term.kind === kind)
  const anyStated = (entries: Evidence[]) => entries.some(({ standing }) => standing === 'stated')
  switch (field) {
    case 'role':
      return content.roleStanding === 'stated'
    case 'purposes':
      return anyStated(content.purposes)
    case 'lawful bases':
      return anyStated(content.lawfulBases)
    case 'data subjects':
      return anyStated(terms('data subject category'))
    case 'personal data':
      return anyStated(terms('personal data category'))
    case 'special categories':
      return anyStated(terms('personal data category').filter(isSpecial))
    case 'sources':
      return anyStated(terms('source'))
    case 'recipients':
      return anyStated(content.recipients)
    case 'transfers':
      return anyStated(content.transfers)
    case 'security measures':
      return anyStated(terms('security measure'))
    case 'automated decisions':
      return content.automatedDecisions !== ''
    case 'retention':
    case 'dpia':
      return false
  }
}
