import type { ActivitySeed } from '../../src/domain/processing-activity.ts'
import { pecr6, pecr22 } from './conditions.ts'
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
  suggests,
  transfer,
} from './entries.ts'

const { stated, inferred, unsaid } = evidenceOf('lgss')

const itself = party(
  proposed,
  'controller',
  'LGSS',
  'LGSS is a shared service of three councils: which of them answers for this is not stated',
)
const partners = ['CCC', 'MKC', 'NHC'].map((code) =>
  party(stated('L12,L22'), 'controller', code, 'Controlling partner of the shared service, for which LGSS acts'),
)

const facts: NoticeFacts = {
  notice: 'lgss',
  service: 'LGS',
  parties: [itself],
  security: [],
  storage: [],
  general: [
    silent(
      stated('L38'),
      'security measures',
      'Not stated for this: the notice speaks only of secure storage for copies of submitted forms',
    ),
  ],
  remark: 'The notice names no data protection officer.',
}

const inWebForms = [{ code: 'WEBFORMS', evidence: proposed }]

const noneStated = silent(unsaid, 'special categories', 'None stated in the notice')
const ownWebsite = says(
  stated('L34,L36,L38,L40,L44,L46'),
  'role',
  'LGSS writes as if it were the controller of its website, but no controller is named',
)
const withCambridgeshire = says(
  stated('L66'),
  'role',
  'E-mails are sent in partnership with Cambridgeshire County Council; in what role each acts is not stated',
)
const senders = [
  party(inferred('L58,L66'), 'controller', 'LGSS', 'Which of the partner councils answers for LGSS is not stated'),
  party(inferred('L66'), 'joint controller', 'CCC', 'Partner for the e-mail system; arrangement not stated'),
]

/** What the shared service LGSS does with personal data, for others and for itself. */
export const sharedServiceActivities: ActivitySeed[] = [
  activity(facts, {
    reference: 'LGS-A1',
    title: 'Shared-service delivery for partner councils and customer organisations',
    businessFunction: 'Shared services',
    role: 'processor',
    roleStanding: 'proposed',
    parties: [
      ...partners,
      party(
        stated('L13,L22'),
        'controller',
        'LGSS-CUSTOMERS',
        'Organisations that LGSS serves under a partnering and delegation agreement or a contract: not listed',
      ),
    ],
    purposes: [
      purpose(stated('L22'), 'Satisfy requests for the services of partner councils and customer organisations'),
      purpose(proposed, 'Provide HR, finance, payroll and similar services under delegation or contract'),
    ],
    lawfulBases: [],
    people: [
      ...people(stated('L22'), 'Service users'),
      ...people(proposed, 'Staff of partner councils and customer organisations'),
    ],
    data: [],
    sources: [
      ...from(stated('L22,L24'), 'The person concerned'),
      ...from(proposed, 'Partner councils and customer organisations'),
    ],
    recipients: [
      recipient(stated('L22,L24'), 'Partner councils', 'controller'),
      recipient(inferred('L36'), 'Other council teams'),
      recipient(inferred('L36'), 'Third-party providers under contract'),
    ],
    rules: ['FIN-01', 'FIN-02', 'HR-01', 'PEN-01'],
    systems: [{ code: 'ERP', evidence: proposed }],
    notes: [
      says(
        stated('L22,L24'),
        'role',
        'Acts for other organisations under delegation or contract and by their privacy policies; the word processor is not used',
      ),
      says(stated('L24,L26'), 'lawful bases', "Each organisation's own privacy policy, or a notice for the function"),
      suggests('lawful bases', "Each controller's own basis; LGSS acts under an Article 28 contract"),
      silent(unsaid, 'personal data', 'Not specified in the notice'),
      suggests('special categories', 'Depends on what each controller has LGSS process'),
      silent(unsaid, 'special categories', 'None stated in the notice'),
      silent(unsaid, 'retention', 'Not stated in the notice'),
      suggests('retention', "The periods are each controller's own: the linked rules are to be agreed with each"),
    ],
    remarks:
      'Article 30(2) asks for the controllers that are served: the list of customer organisations is missing, and one record per controller is needed. LGSS closed on 1 December 2020. What LGSS keeps for itself is LGS-A1-B.',
  }),
  activity(facts, {
    reference: 'LGS-A1-B',
    title: "LGSS's own records of the shared service",
    businessFunction: 'Shared services',
    roleStanding: 'proposed',
    purposes: [
      purpose(
        inferred('L22'),
        'Handle requests for services, and the agreements and contracts under which they are given',
      ),
      purpose(proposed, 'Manage its own staff, payroll and accounts'),
    ],
    lawfulBases: [],
    people: [
      ...people(inferred('L22'), 'Service users'),
      ...people(proposed, 'Contacts at customer organisations', 'Employees'),
    ],
    data: data(proposed, 'Contact details', 'Employment records', 'Payment details'),
    sources: [
      ...from(inferred('L22'), 'The person concerned'),
      ...from(proposed, 'Partner councils and customer organisations'),
    ],
    recipients: [
      recipient(inferred('L36'), 'Other council teams'),
      recipient(inferred('L36'), 'Third-party providers under contract'),
    ],
    rules: ['FIN-01', 'FIN-02', 'HR-01', 'PEN-01'],
    systems: [{ code: 'ERP', evidence: proposed }],
    notes: [silent(unsaid, 'role', 'The notice does not state what LGSS holds as a controller of its own'), noneStated],
    remarks:
      'Split from LGS-A1, which is the processor record. The notice says nothing of the data that LGSS keeps for itself: everything here is proposed. LGSS closed on 1 December 2020.',
  }),
  activity(facts, {
    reference: 'LGS-A2',
    title: 'Website contact-form enquiries',
    businessFunction: 'Websites and online accounts',
    roleStanding: 'proposed',
    purposes: [
      purpose(stated('L36'), 'Provide the information or service that was requested'),
      purpose(stated('L38'), 'Confirm the details of a request and that the service received it'),
    ],
    lawfulBases: [basis(proposed, 'public task')],
    people: people(stated('L34'), 'Enquirers'),
    data: [
      ...data(stated('L34'), 'Names', 'E-mail addresses', 'Telephone numbers'),
      ...data(stated('L38'), 'Content of enquiries'),
    ],
    sources: from(stated('L34'), 'The person concerned'),
    recipients: [
      recipient(stated('L36'), 'Other council teams'),
      recipient(stated('L36'), 'Third-party providers under contract'),
      namedRecipient(inferred('L38'), 'FORMIDABLE', 'Maker of the web forms, or host of the content management system'),
    ],
    security: safe(stated('L38'), 'Secure storage'),
    storage: kept(stated('L38'), 'Content management system (Formidable Forms)'),
    rules: ['WEB-01'],
    systems: [{ code: 'WEBFORMS', evidence: inferred('L38') }],
    notes: [
      silent(unsaid, 'role', 'The notice does not state which council is the controller'),
      noneStated,
      says(
        stated('L38'),
        'retention',
        'Copies of forms are permanently deleted from time to time; no interval is given',
      ),
    ],
    remarks:
      'The interval of deletion has to be fixed. Which council is the controller, and who hosts the forms, has to be named.',
  }),
  activity(facts, {
    reference: 'LGS-A3',
    title: 'Website cookies and analytics (Google Analytics, Hotjar)',
    businessFunction: 'Websites and online accounts',
    roleStanding: 'proposed',
    purposes: [
      purpose(stated('L40'), 'Keep the website running smoothly'),
      purpose(stated('L44'), 'Improve the layout, structure and information of the website'),
    ],
    lawfulBases: [basis(proposed, 'consent', pecr6), basis(proposed, 'public task')],
    people: people(stated('L44'), 'Website visitors'),
    data: [
      ...data(stated('L40,L44'), 'Cookie identifiers'),
      ...data(stated('L44'), 'Movement and interaction on the website'),
    ],
    sources: from(stated('L40,L44'), "The person's device"),
    recipients: [
      namedRecipient(inferred('L44'), 'GOOGLE', 'Website analytics'),
      namedRecipient(inferred('L44'), 'HOTJAR', 'Website analytics'),
    ],
    transfers: [
      transfer(proposed, 'United States of America', 'Google'),
      transfer(proposed, 'European Union', 'Hotjar'),
    ],
    storage: kept(stated('L44'), 'Google Analytics', 'Hotjar'),
    rules: ['WEB-03'],
    systems: inWebForms,
    notes: [
      ownWebsite,
      says(
        stated('L40,L42'),
        'lawful bases',
        'Using the site is taken as agreement to cookies; a browser can be set to refuse them',
      ),
      suggests('lawful bases', 'Consent under PECR unless an exception of Sch A1 applies; then public task or consent'),
      noneStated,
      silent(unsaid, 'recipients', 'Google and Hotjar are named as tools, not as recipients'),
      silent(unsaid, 'transfers', 'Not stated in the notice; the USA and the EU are possible'),
      says(stated('L44'), 'retention', 'Session cookies are deleted when the browser closes; nothing on other cookies'),
    ],
    remarks:
      'Going on to use a site is not consent. Hotjar can record sessions. The countries of transfer are to be confirmed.',
  }),
  activity(facts, {
    reference: 'LGS-A4',
    title: 'Website log files',
    businessFunction: 'Websites and online accounts',
    roleStanding: 'proposed',
    purposes: [purpose(stated('L46'), 'Record how visitors use the website')],
    lawfulBases: [basis(proposed, 'public task')],
    people: people(stated('L46'), 'Website visitors'),
    data: [...data(stated('L46'), 'Log entries'), ...data(inferred('L46'), 'IP addresses')],
    sources: from(inferred('L46'), "The person's device"),
    recipients: [recipient(proposed, 'Web host (not named)', 'processor')],
    storage: kept(stated('L46'), 'Website log files'),
    rules: ['WEB-02'],
    systems: inWebForms,
    notes: [
      ownWebsite,
      says(stated('L46'), 'personal data', 'The notice says that log files hold no personal information'),
      noneStated,
    ],
    remarks:
      'The notice contradicts itself: it follows how visitors move around the site, yet says that the logs hold no personal information. Logs usually hold IP addresses.',
  }),
  activity(facts, {
    reference: 'LGS-A5',
    title: 'Service e-mails to customer contacts',
    businessFunction: 'Communications and marketing',
    role: 'joint controller',
    roleStanding: 'proposed',
    parties: senders,
    purposes: [
      purpose(stated('L58,L62'), 'Coordinate and send e-mail updates that are relevant to customers and users'),
      purpose(stated('L62'), 'Promote the range of services and new offers from time to time'),
    ],
    lawfulBases: [
      basis(proposed, 'public task', '', 1),
      basis(proposed, 'contract', '', 1),
      basis(proposed, 'consent', pecr22, 2),
    ],
    people: people(stated('L58,L60'), 'Contacts at customer organisations'),
    data: data(stated('L60'), 'E-mail addresses'),
    sources: from(stated('L60'), 'Employers of the people concerned'),
    recipients: [
      namedRecipient(stated('L66'), 'GRANICUS', 'E-mail campaign system (GovDelivery)', 'processor'),
      namedRecipient(stated('L66'), 'CCC', 'Partner for the e-mail system', 'joint controller'),
    ],
    transfers: [transfer(proposed, 'United States of America', 'Granicus')],
    storage: kept(stated('L66'), 'GovDelivery'),
    rules: ['EML-01'],
    systems: inWebForms,
    notes: [
      withCambridgeshire,
      says(stated('L66'), 'lawful bases', 'Messages are said to be in line with the GDPR and PECR; no basis is named'),
      noneStated,
      silent(unsaid, 'transfers', 'Not stated in the notice; the USA is possible'),
      says(stated('L60'), 'retention', "A contact's details are removed when the organisation leaves its contract"),
    ],
    remarks:
      'Some messages are promotional: PECR reg 22 applies to them, and the notice gives no way to opt out. Addresses come from the employer, which calls for Article 14 information.',
  }),
  activity(facts, {
    reference: 'LGS-A6',
    title: 'Tracking of e-mail engagement (beacons, clickable links)',
    businessFunction: 'Communications and marketing',
    role: 'joint controller',
    roleStanding: 'proposed',
    parties: senders,
    purposes: [purpose(stated('L64'), 'Improve the content of e-mails')],
    lawfulBases: [basis(proposed, 'consent', pecr6)],
    people: people(stated('L64'), 'E-mail recipients'),
    data: data(stated('L64'), 'E-mail engagement data', 'E-mail addresses'),
    sources: from(stated('L64'), "The person's device"),
    recipients: [namedRecipient(inferred('L66'), 'GRANICUS', 'E-mail campaign system (GovDelivery)', 'processor')],
    storage: kept(stated('L66'), 'GovDelivery'),
    rules: ['EML-02'],
    systems: inWebForms,
    notes: [withCambridgeshire, noneStated],
    remarks: 'Opens and clicks are tracked without consent being asked.',
  }),
  activity(facts, {
    reference: 'LGS-A7',
    title: 'Rights requests passed on to partner councils',
    businessFunction: 'Information governance and complaints',
    role: 'processor',
    roleStanding: 'proposed',
    parties: partners,
    purposes: [purpose(inferred('L30'), 'Pass on subject access requests to the partner council that answers them')],
    lawfulBases: [
      basis(proposed, 'legal obligation', 'UK GDPR Article 28(3)(e): assistance with requests to the controller'),
    ],
    people: people(stated('L30'), 'People making information rights requests'),
    data: data(proposed, 'Content of requests and complaints'),
    sources: from(stated('L30'), 'The person concerned'),
    recipients: [
      recipient(stated('L30'), 'Partner councils', 'controller'),
      namedRecipient(inferred('L30'), 'ICO', 'Supervisory authority', 'controller'),
    ],
    rules: ['REQ-01'],
    systems: inWebForms,
    notes: [
      says(
        stated('L30'),
        'role',
        'Requests are made to the partner councils; what LGSS does with one that reaches it is not stated',
      ),
      noneStated,
    ],
    remarks: 'There is no way to use rights over the data that LGSS keeps for itself.',
  }),
]
