import { findingsOf } from '../article-30.ts'
import type { ActivityContent, DetailField, Evidence, LawfulBasisEntry, TransferEntry } from '../processing-activity.ts'
import type { CheckedActivity, CheckedNotice, CheckedOrganisation, CheckedRule } from './check.ts'

/** Said by a person. */
export const said: Evidence = { standing: 'confirmed', notice: null, lines: null, byName: 'Gloria', byOn: '2026-11-22' }

/** Stated by the notice of the libraries. */
export const stated: Evidence = { standing: 'stated', notice: 'libraries', lines: 'L1', byName: null, byOn: null }

/** A council of which all is known. */
export const council: CheckedOrganisation = {
  name: 'Cambridgeshire County Council',
  kind: 'council',
  address: 'Shire Hall, Cambridge',
  email: '',
  telephone: '',
  dpoContact: '01223 699137',
  complaints: 'Online form',
}

/** A rule in force: six years from the trigger, then destroy. */
export const rule: CheckedRule = {
  recordSeries: 'Membership account',
  countedFrom: 'trigger',
  period: 'P6Y',
  disposalAction: 'destroy',
  standing: 'confirmed',
  retired: false,
  recordsHeld: 0,
}

/** A notice that is up to date and promises nothing. */
export const notice: CheckedNotice = {
  title: 'Library privacy notice',
  service: 'LIB',
  createdOn: '2026-11-01',
  reviewedOn: null,
  shortestPeriod: null,
  longestPeriod: null,
  rights: '',
}

/** A lawful basis for all purposes; the other parts are blank. */
export const basis = (parts: Partial<LawfulBasisEntry>): LawfulBasisEntry => ({
  ...said,
  purpose: null,
  basis: null,
  statute: '',
  interest: '',
  record: '',
  withdrawal: '',
  ...parts,
})

/** A transfer to Mailchimp in the United States, on nothing yet. */
export const transfer = (parts: Partial<TransferEntry>): TransferEntry => ({
  ...said,
  country: 'USA',
  recipient: 'Mailchimp',
  mechanism: 'not stated',
  safeguard: '',
  document: '',
  riskAssessment: '',
  verifiedOn: null,
  ...parts,
})

/** Details as an activity lists them. */
export const details = (texts: Partial<Record<DetailField, string>>): ActivityContent['details'] =>
  (Object.entries(texts) as [DetailField, string][]).map(([field, text]) => ({ ...said, field, text }))

/** A controller record that misses nothing. */
export const complete: ActivityContent = {
  title: 'Library membership',
  service: 'LIB',
  role: 'controller',
  roleStanding: 'confirmed',
  ownerName: 'Head of Libraries',
  businessFunction: '',
  automatedDecisions: '',
  dpiaRequired: 'no',
  dpiaStatus: '',
  remarks: '',
  reviewCycleMonths: 12,
  purposes: [{ ...said, text: 'Lend books' }],
  lawfulBases: [basis({ basis: 'public task', statute: 'Public Libraries and Museums Act 1964 s.7' })],
  terms: [
    { ...said, kind: 'data subject category', name: 'Members', mark: 'none' },
    { ...said, kind: 'personal data category', name: 'Names', mark: 'none' },
    { ...said, kind: 'security measure', name: 'Training', mark: 'none' },
  ],
  conditions: [],
  parties: [
    { ...said, part: 'controller', organisation: 'CCC', detail: '', contract: '' },
    { ...said, part: 'data protection officer', organisation: 'CCC', detail: '', contract: '' },
  ],
  recipients: [
    { ...said, organisation: null, category: 'Supplier', role: 'processor', contract: 'C-12', contractEndsOn: null },
  ],
  transfers: [],
  rules: [{ ...said, rule: 'LIB-01' }],
  systems: [],
  details: [],
  rights: [],
  dpiaCriteria: [],
  notes: [{ ...said, field: 'transfers', text: 'Nothing leaves the United Kingdom', silent: false }],
}

/** An approved activity as checks see it on 26 November 2026, but for the parts of its content and around it that matter. */
export const checked = (
  parts: Partial<ActivityContent> = {},
  around: Partial<Omit<CheckedActivity, 'content'>> = {},
): CheckedActivity => ({
  reference: 'LIB-A1',
  status: 'approved',
  approvedOn: '2026-11-01',
  nextReviewOn: '2027-11-01',
  on: '2026-11-26',
  content: { ...complete, ...parts },
  organisations: new Map([
    ['CCC', council],
    ['CUM', { ...council, name: 'Cumberland Council', address: '', dpoContact: '', complaints: '' }],
    ['LTD', { ...council, name: 'Trading Ltd', kind: 'other' }],
  ]),
  rules: new Map([['LIB-01', rule]]),
  notices: new Map([['libraries', notice]]),
  ...around,
})

/** The codes of what is found, in the order of the catalogue. */
export const codes = (
  parts: Partial<ActivityContent>,
  around: Partial<Omit<CheckedActivity, 'content'>> = {},
): string[] => findingsOf(checked(parts, around)).map(({ code }) => code)

/** The sentences of what is found, in the order of the catalogue. */
export const texts = (
  parts: Partial<ActivityContent>,
  around: Partial<Omit<CheckedActivity, 'content'>> = {},
): string[] => findingsOf(checked(parts, around)).map(({ text }) => text)
