import type { SourceSystemSeed } from './types.ts'

/** The systems that hold the sample records; none is limited to a service. */
export const sourceSystems: SourceSystemSeed[] = [
  {
    code: 'LMS',
    name: 'Library management system',
    description: 'Membership accounts, loans, room bookings, newsletter contacts and shared-catalogue members.',
    defaultService: 'LIB',
  },
  {
    code: 'MUSIC',
    name: 'Music service system',
    description: 'Tuition, instrument hire, website accounts, mailing list, surveys, funding and supporters.',
    defaultService: 'MUS',
  },
  {
    code: 'ERP',
    name: 'Finance and HR system',
    description: 'Ledgers, payroll, contracts, personnel and pension records kept by the shared service.',
    defaultService: 'LGS',
  },
  {
    code: 'WEBFORMS',
    name: 'LGSS web forms',
    description: 'Contact-form copies, website logs and analytics, and e-mail contacts of the shared service.',
    defaultService: 'LGS',
  },
  {
    code: 'HUBS',
    name: 'Family hubs system',
    description: "Family hub registrations, early-help and children's-centre files, safeguarding records.",
    defaultService: 'FHB',
  },
  {
    code: 'CORP',
    name: 'Corporate case systems',
    description:
      'Case files, complaints, information requests, CCTV extracts, legal files and other corporate records.',
    defaultService: 'NCC',
  },
]
