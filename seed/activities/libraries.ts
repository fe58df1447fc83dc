import type { ActivitySeed } from '../../src/domain/processing-activity.ts'
import { pecr22 } from './conditions.ts'
import {
  activity,
  basis,
  data,
  evidenceOf,
  from,
  kept,
  type NoticeFacts,
  namedRecipient,
  party,
  people,
  proposed,
  purpose,
  recipient,
  safe,
  says,
  silent,
  statuteAlone,
  suggests,
} from './entries.ts'

const { stated, inferred, unsaid } = evidenceOf('cambridgeshire-libraries')

const librariesAct = 'Public Libraries and Museums Act 1964'
const librariesDuty = 'Public Libraries and Museums Act 1964 s.7'

const council = party(
  inferred('L31,L56'),
  'controller',
  'CCC',
  'The notice does not name its controller: inferred from “the wider County Council” and from the postal address',
)

const officer = party(
  stated('L54,L56'),
  'data protection officer',
  'CCC',
  'Telephone 01223 699137. Information and Records, Cambridgeshire County Council, Box No Oct 1224, Shire Hall, Cambridge, CB3 0AP. The e-mail line of the notice is blank',
)

const facts: NoticeFacts = {
  notice: 'cambridgeshire-libraries',
  service: 'LIB',
  parties: [council, officer],
  security: [
    ...safe(
      stated('L23'),
      'Staff training in data protection and information security',
      'Secure IT systems',
      'Only the details that are needed are used',
      'The same safeguards asked of those who receive or use the data',
    ),
    ...safe(stated('L33'), 'Sharing under an information sharing framework'),
  ],
  storage: [],
  general: [
    says(
      stated('L37'),
      'retention',
      'Only as long as needed: between one and six years depending on the details, as set out in a retention schedule',
    ),
  ],
  remark: '',
}

const inLibrarySystem = [{ code: 'LMS', evidence: proposed }]

/** What the library service of Cambridgeshire does with personal data. */
export const libraryActivities: ActivitySeed[] = [
  activity(facts, {
    reference: 'LIB-A1',
    title: 'Library membership and account administration',
    businessFunction: 'Library services',
    purposes: [
      purpose(stated('L17'), 'Provide a library service to members'),
      purpose(stated('L17'), 'Issue each member with a unique account'),
      purpose(stated('L17'), 'Contact members when required'),
    ],
    lawfulBases: [statuteAlone(stated('L19'), librariesAct), basis(proposed, 'public task', librariesDuty)],
    people: [...people(stated('L11'), 'Library members'), ...people(proposed, 'Children')],
    data: [
      ...data(stated('L11'), 'Names', 'Postal addresses', 'Contact details'),
      ...data(stated('L17'), 'Account identifiers'),
      ...data(inferred('L60'), 'Dates of birth'),
    ],
    sources: from(stated('L11'), 'The person concerned'),
    recipients: [recipient(proposed, 'Supplier of the library management system (not named)', 'processor')],
    storage: kept(stated('L41'), 'Online library account'),
    rules: ['LIB-01', 'LIB-02'],
    systems: inLibrarySystem,
    notes: [silent(unsaid, 'special categories', 'None stated in the notice')],
    remarks:
      "Children can be members, but the notice says nothing of age or of guardians. The library management system's supplier, which would be a processor, is not named. A date of birth is only implied.",
  }),
  activity(facts, {
    reference: 'LIB-A2',
    title: 'Loans and borrowing history',
    businessFunction: 'Library services',
    purposes: [purpose(stated('L17'), 'Keep records of the items issued to members and returned by them')],
    lawfulBases: [statuteAlone(stated('L19'), librariesAct), basis(proposed, 'public task', librariesDuty)],
    people: people(stated('L11,L17'), 'Library members'),
    data: data(stated('L11'), 'Use of services', 'Borrowing history'),
    sources: from(inferred('L11,L17'), 'Use of the service'),
    recipients: [recipient(proposed, 'Supplier of the library management system (not named)', 'processor')],
    rules: ['LIB-03'],
    systems: inLibrarySystem,
    notes: [
      silent(unsaid, 'special categories', 'None stated in the notice'),
      suggests('special categories', 'What a person borrows can reveal beliefs, health or sex life'),
    ],
    remarks:
      'Special category data can be inferred from borrowing history: settle whether it is treated as such. The shortest period of the promised range is recommended.',
  }),
  activity(facts, {
    reference: 'LIB-A3',
    title: 'Hire of meeting rooms and other facilities',
    businessFunction: 'Library services',
    purposes: [purpose(stated('L11,L17'), 'Manage bookings of library facilities, such as meeting rooms')],
    lawfulBases: [statuteAlone(inferred('L19'), librariesAct), basis(proposed, 'contract')],
    people: [...people(stated('L11'), 'Facility hirers'), ...people(proposed, 'Contacts at hiring organisations')],
    data: [
      ...data(stated('L11'), 'Names', 'Postal addresses', 'Contact details'),
      ...data(stated('L17'), 'Booking details'),
      ...data(proposed, 'Payment details'),
    ],
    sources: from(stated('L11'), 'The person concerned'),
    recipients: [recipient(proposed, 'Finance function of the council', 'internal')],
    rules: ['LIB-04', 'LIB-05', 'FIN-01'],
    systems: inLibrarySystem,
    notes: [
      silent(unsaid, 'special categories', 'None stated in the notice'),
      suggests('lawful bases', 'Contract covers the steps before a hire is agreed as well'),
    ],
    remarks:
      'The lawful basis for hire is not stated: the library duty covers it by implication only. Payments are not declared, though hire suggests them.',
  }),
  activity(facts, {
    reference: 'LIB-A4',
    title: 'SPINE shared catalogue: mutual borrowing with Suffolk and Peterborough',
    businessFunction: 'Library services',
    role: 'joint controller',
    roleStanding: 'proposed',
    parties: [
      council,
      party(
        proposed,
        'joint controller',
        'SCC',
        'Runs the Suffolk library service since 1 June 2025. Article 26 arrangement not stated',
      ),
      party(proposed, 'joint controller', 'PETERBOROUGH-LIB', 'Article 26 arrangement not stated'),
      officer,
    ],
    purposes: [
      purpose(stated('L27'), "Let members borrow from Suffolk's and Peterborough's stock"),
      purpose(stated('L13'), 'Hold details of members of the partner libraries who signed up to the shared catalogue'),
    ],
    lawfulBases: [basis(proposed, 'public task', librariesDuty)],
    people: [
      ...people(stated('L27'), 'Library members signed up to SPINE'),
      ...people(stated('L13'), 'Members of partner libraries'),
    ],
    data: data(stated('L13'), 'Membership details'),
    sources: [
      ...from(stated('L13,L27'), 'The person concerned'),
      ...from(inferred('L13'), 'Suffolk Libraries', 'Peterborough Libraries'),
    ],
    recipients: [
      namedRecipient(stated('L27'), 'SUFFOLK-LIB', 'Partner library service, until 31 May 2025'),
      namedRecipient(stated('L27'), 'PETERBOROUGH-LIB', 'Partner library service'),
      namedRecipient(proposed, 'SCC', 'Partner library service, from 1 June 2025'),
    ],
    storage: kept(stated('L13,L27'), 'SPINE shared catalogue'),
    rules: ['LIB-07'],
    systems: inLibrarySystem,
    notes: [
      silent(unsaid, 'role', 'Not stated in the notice: joint controllers, or controllers that share with each other'),
      says(stated('L19'), 'lawful bases', 'Nothing beyond the duty to provide a library service'),
      says(stated('L13'), 'personal data', 'Details of members, without saying which'),
      silent(unsaid, 'special categories', 'None stated in the notice'),
    ],
    remarks:
      'An Article 26 arrangement is needed if the libraries are joint controllers. The recipient in Suffolk changed on 1 June 2025, from Suffolk Libraries to Suffolk County Council. Details that come from the partners call for Article 14 information.',
  }),
  activity(facts, {
    reference: 'LIB-A5',
    title: 'Digital lending (eBooks, eAudiobooks, eNewspapers, eMagazines)',
    businessFunction: 'Library services',
    purposes: [purpose(stated('L29'), 'Let members use their membership for the digital services of suppliers')],
    lawfulBases: [basis(proposed, 'public task', librariesDuty), basis(proposed, 'contract')],
    people: people(stated('L29'), 'Library members using digital services'),
    data: data(stated('L29'), 'Membership details'),
    sources: [
      ...from(stated('L29'), 'The person concerned'),
      ...from(inferred('L29'), 'Library membership and loan records'),
    ],
    recipients: [
      recipient(stated('L29'), 'Suppliers of eBook, eAudiobook, eNewspaper and eMagazine services (not named)'),
    ],
    storage: kept(stated('L29'), 'Digital lending platforms (suppliers not named)'),
    rules: ['LIB-08'],
    systems: inLibrarySystem,
    notes: [
      says(stated('L19'), 'lawful bases', 'Nothing beyond the duty to provide a library service'),
      suggests('lawful bases', 'Public task or contract: one of the two has to be chosen'),
      silent(unsaid, 'special categories', 'None stated in the notice'),
      suggests('recipients', 'Whether each supplier is a processor or a controller of its own has to be settled'),
      silent(unsaid, 'transfers', 'Not stated in the notice; the suppliers are likely to be outside the UK'),
    ],
    remarks:
      'Name the suppliers, settle whether each is a processor or an independent controller, and check each for transfers out of the UK.',
  }),
  activity(facts, {
    reference: 'LIB-A6',
    title: 'Library newsletter and marketing of libraries and related council services',
    businessFunction: 'Communications and marketing',
    purposes: [
      purpose(stated('L21'), 'Send the library newsletter'),
      purpose(stated('L21'), 'Send marketing about libraries and related council services'),
    ],
    lawfulBases: [
      basis(stated('L21'), 'consent', '', 1),
      basis(stated('L21'), 'consent', '', 2),
      basis(proposed, 'consent', pecr22),
    ],
    people: people(stated('L21'), 'Newsletter and mailing-list subscribers'),
    data: data(inferred('L11'), 'Contact details'),
    sources: from(stated('L21'), 'The person concerned'),
    recipients: [recipient(proposed, 'E-mail platform (not named)', 'processor')],
    rules: ['LIB-06'],
    systems: inLibrarySystem,
    notes: [
      says(stated('L21,L45'), 'lawful bases', 'People can cancel, and withdraw consent, at any time'),
      silent(unsaid, 'special categories', 'None stated in the notice'),
    ],
    remarks:
      'Two purposes need two consents. The notice says that consent can be withdrawn but not how. The e-mail platform is not named.',
  }),
  activity(facts, {
    reference: 'LIB-A7',
    title: 'Business planning, demand analysis and research',
    businessFunction: 'Performance and planning',
    purposes: [
      purpose(stated('L31'), 'Understand the demand for library services'),
      purpose(stated('L31'), 'Improve services'),
    ],
    lawfulBases: [basis(proposed, 'public task', librariesDuty)],
    people: people(stated('L31'), 'Library users'),
    data: [
      ...data(stated('L60'), 'Aggregated data', 'Anonymised data', 'Pseudonymised data'),
      ...data(stated('L31'), 'Use of services'),
    ],
    sources: from(inferred('L31'), 'Library membership and loan records'),
    recipients: [namedRecipient(stated('L31'), 'CCC', 'Wider County Council', 'internal')],
    security: safe(stated('L60'), 'Aggregation', 'Anonymisation', 'Pseudonymisation'),
    rules: ['LIB-10', 'LIB-03'],
    systems: inLibrarySystem,
    notes: [
      suggests(
        'lawful bases',
        'Further use needs to be compatible with the first purpose (UK GDPR Articles 5(1)(b) and 8A)',
      ),
      says(stated('L31'), 'personal data', 'People are identified only where that is strictly necessary'),
      silent(unsaid, 'special categories', 'None stated in the notice'),
      silent(unsaid, 'retention', 'Not stated for this purpose'),
      suggests('retention', 'LIB-10 for what is anonymous, LIB-03 for what is not'),
    ],
    remarks: 'Pseudonymised data is still personal data, though the notice calls it a kind of anonymisation.',
  }),
  activity(facts, {
    reference: 'LIB-A8',
    title: 'Rights requests, enquiries and complaints about library data',
    businessFunction: 'Information governance and complaints',
    purposes: [
      purpose(stated('L41,L43,L45'), 'Answer people who use their rights over their information'),
      purpose(stated('L58'), 'Answer enquiries about libraries and accounts'),
      purpose(stated('L47'), 'Handle complaints about how information is collected or used'),
    ],
    lawfulBases: [
      basis(proposed, 'legal obligation', 'UK GDPR Articles 12 and 15 to 22', 1),
      basis(proposed, 'legal obligation', 'Data Protection Act 2018 s.164A', 3),
    ],
    people: [
      ...people(stated('L41,L43'), 'People making information rights requests'),
      ...people(stated('L58'), 'Enquirers'),
      ...people(stated('L47'), 'Complainants'),
    ],
    data: data(proposed, 'Identification details', 'Contact details', 'Content of requests and complaints'),
    sources: from(stated('L41,L43'), 'The person concerned'),
    recipients: [
      namedRecipient(stated('L43,L47,L56'), 'CCC', 'Data protection officer, Information and Records', 'internal'),
      namedRecipient(inferred('L49'), 'ICO', 'Supervisory authority', 'controller'),
    ],
    storage: kept(stated('L41'), 'Online library account'),
    rules: ['REQ-01', 'CMP-01'],
    systems: [{ code: 'CORP', evidence: proposed }],
    notes: [
      silent(unsaid, 'lawful bases', 'Not stated in the notice'),
      suggests('lawful bases', 'No basis is proposed yet for answering general enquiries'),
      silent(unsaid, 'special categories', 'None stated in the notice'),
      silent(unsaid, 'retention', 'Not stated for this purpose'),
    ],
    remarks:
      'Since 19 June 2026 a controller has to have a complaints procedure (Data Protection Act 2018 s.164A): the notice gives only the data protection officer.',
  }),
]
