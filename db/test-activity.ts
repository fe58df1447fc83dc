import type { ActivityContent, Evidence } from '../src/domain/processing-activity.ts'

/** Said by a person. */
export const confirmed: Evidence = {
  standing: 'confirmed',
  notice: null,
  lines: null,
  byName: 'Gloria Governance',
  byOn: '2026-11-22',
}

/** A complete controller record of the small world's libraries, but for the parts that matter to a test. */
export function activityContent(parts: Partial<ActivityContent> = {}): ActivityContent {
  return {
    title: 'Library membership',
    service: 'LIB',
    role: 'controller',
    roleStanding: 'confirmed',
    ownerName: 'Head of Libraries',
    businessFunction: 'Libraries',
    automatedDecisions: '',
    dpiaRequired: 'not assessed',
    dpiaStatus: '',
    remarks: '',
    reviewCycleMonths: 12,
    purposes: [{ ...confirmed, text: 'Lend books to members' }],
    lawfulBases: [
      {
        ...confirmed,
        purpose: null,
        basis: 'public task',
        statute: 'Public Libraries and Museums Act 1964 s.7',
        interest: '',
        record: '',
        withdrawal: '',
      },
    ],
    terms: [
      { ...confirmed, kind: 'data subject category', name: 'Library members', mark: 'none' },
      { ...confirmed, kind: 'personal data category', name: 'Name and address', mark: 'none' },
      { ...confirmed, kind: 'security measure', name: 'Staff training', mark: 'none' },
    ],
    conditions: [],
    parties: [
      { ...confirmed, part: 'controller', organisation: 'CCC', detail: '', contract: '' },
      {
        ...confirmed,
        part: 'data protection officer',
        organisation: 'CCC',
        detail: 'Telephone 01223 699137',
        contract: '',
      },
    ],
    recipients: [
      {
        ...confirmed,
        organisation: null,
        category: 'Supplier of the library system',
        role: 'processor',
        contract: '',
        contractEndsOn: null,
      },
    ],
    transfers: [],
    rules: [{ ...confirmed, rule: 'LIB-01' }],
    systems: [{ ...confirmed, sourceSystem: 'LMS' }],
    details: [],
    rights: [],
    dpiaCriteria: [],
    notes: [{ ...confirmed, field: 'transfers', text: 'No data leaves the United Kingdom', silent: false }],
    ...parts,
  }
}
