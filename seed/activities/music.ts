import type { ActivitySeed } from '../../src/domain/processing-activity.ts'
import { article9, article10, pecr22, schedule1 } from './conditions.ts'
import {
  activity,
  basis,
  conditions,
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

const { stated, inferred, unsaid } = evidenceOf('cambridgeshire-music')

const facts: NoticeFacts = {
  notice: 'cambridgeshire-music',
  service: 'MUS',
  parties: [
    party(stated('L5'), 'controller', 'CCC', 'Through Cambridgeshire Music, a team within the Learning Directorate'),
    party(
      stated('L136,L138,L140'),
      'data protection officer',
      'CCC',
      'Data Protection Officer, Cambridgeshire County Council, Shire Hall, OCT1224, Cambridge, CB3 0AP. Data.protection@cambridgeshire.gov.uk. 01223 699137',
    ),
  ],
  security: [
    ...safe(
      stated('L63'),
      'Staff training in data protection and information security',
      'Only the details that are needed are used',
      'Safe and secure use',
      'The same safeguards asked of those who receive or use the data',
    ),
    ...safe(stated('L87'), 'Sharing under an information sharing framework'),
  ],
  storage: [],
  general: [
    says(
      stated('L82'),
      'lawful bases',
      'Contract, consent and legitimate interest are named for the service as a whole; which of them applies here is not said',
    ),
    says(
      stated('L108,L110'),
      'retention',
      'As long as needed, by legal requirement or accepted business practice: while the account is active or the services need it, and for legal obligations, disputes, abuse and agreements',
    ),
  ],
  remark: '',
}

const inMusicSystem = [{ code: 'MUSIC', evidence: proposed }]
const inErpGold = [{ code: 'ERP', evidence: stated('L54') }]

const noneStated = silent(unsaid, 'special categories', 'None stated in the notice')
const noTransfer = silent(
  unsaid,
  'transfers',
  'No transfer is stated for this purpose: MailChimp is the one recipient outside the EU that the notice names',
)
const sharedService = 'Shared service provider for the public sector'

/** What the music service of Cambridgeshire does with personal data. */
export const musicActivities: ActivitySeed[] = [
  activity(facts, {
    reference: 'MUS-A1',
    title: 'Music tuition and activities: booking, delivery and planning',
    businessFunction: 'Music education',
    purposes: [
      purpose(stated('L67'), 'Hold and update information about the use of services'),
      purpose(stated('L68'), 'Plan the delivery of services'),
    ],
    lawfulBases: [
      basis(stated('L82'), 'contract'),
      basis(stated('L82'), 'consent'),
      basis(stated('L82'), 'legitimate interests'),
      basis(proposed, 'contract'),
      basis(proposed, 'public task'),
    ],
    people: [
      ...people(stated('L19'), 'Service users'),
      ...people(stated('L21'), 'Children', 'Vulnerable people', 'Families and support workers'),
      ...people(stated('L22'), 'Beneficiaries of services'),
    ],
    data: [
      ...data(stated('L34'), 'Names', 'Contact details'),
      ...data(stated('L36'), 'Dates of birth', 'Gender'),
      ...data(stated('L37'), 'Education information'),
      ...data(stated('L38'), 'Health information'),
      ...data(stated('L39'), 'Disability information', 'Racial or ethnic origin'),
      ...data(stated('L42'), 'Services booked and delivered'),
      ...data(stated('L43'), 'Musical instrument learnt', 'Dietary requirements'),
    ],
    sources: [
      ...from(stated('L51,L53,L55'), 'The person concerned'),
      ...from(stated('L53'), 'Forms filled in by hand'),
      ...from(stated('L55'), 'Conversations and e-mails'),
      ...from(proposed, 'Parents and guardians'),
    ],
    recipients: [
      recipient(stated('L92'), 'Service delivery suppliers and partners'),
      namedRecipient(stated('L91'), 'CCC', 'Other services within the council', 'internal'),
    ],
    rules: ['MUS-01', 'MUS-03'],
    systems: inMusicSystem,
    dpia: { required: 'yes', status: 'Not started: proposed' },
    notes: [
      suggests(
        'lawful bases',
        'Contract for tuition that is paid for, public task for what the council provides to all',
      ),
      noTransfer,
    ],
    remarks:
      'Children take part: their information has to be fit for them, and a data protection impact assessment is proposed. The three bases of the notice are not matched to purposes, and legitimate interests are not open to a public authority for its tasks. Special category data is held here too: see MUS-A2 for the conditions.',
  }),
  activity(facts, {
    reference: 'MUS-A2',
    title: 'Health, special educational needs, social care and equality information about participants',
    businessFunction: 'Music education',
    purposes: [
      purpose(proposed, 'Provide activities safely to each participant'),
      purpose(inferred('L39'), 'Monitor equality of access to services'),
    ],
    lawfulBases: [basis(proposed, 'public task')],
    people: [...people(stated('L59'), 'Service users'), ...people(inferred('L21'), 'Children')],
    data: [
      ...data(stated('L38,L59'), 'Health information'),
      ...data(stated('L39'), 'Disability information', 'Racial or ethnic origin'),
      ...data(stated('L59'), 'Social care information', 'Education information'),
      ...data(proposed, 'Special educational needs'),
    ],
    conditions: conditions(proposed, article9.g, article9.h, schedule1[2], schedule1[8], schedule1[18]),
    sources: [
      ...from(stated('L59'), 'Organisations giving education, social care and medical information'),
      ...from(inferred('L53,L55'), 'The person concerned'),
      ...from(proposed, 'Parents and guardians'),
    ],
    recipients: [recipient(stated('L92'), 'Service delivery suppliers and partners')],
    rules: ['MUS-02'],
    systems: inMusicSystem,
    notes: [
      silent(unsaid, 'special categories', 'No Article 9 condition is stated in the notice'),
      suggests(
        'special categories',
        'Article 9(2)(g) or (h), with Schedule 1 paragraphs 2, 8 and 18 as far as they apply',
      ),
      noTransfer,
    ],
    remarks:
      'An Article 9 condition, a Schedule 1 condition, an appropriate policy document and the details of paragraph 41 are all still to be settled. What other organisations pass on calls for Article 14 information.',
  }),
  activity(facts, {
    reference: 'MUS-A3',
    title: 'Website accounts (mushcambs.org.uk)',
    businessFunction: 'Websites and online accounts',
    purposes: [purpose(stated('L9,L51'), 'Create and run accounts on the website')],
    lawfulBases: [basis(stated('L9'), 'consent'), basis(proposed, 'contract')],
    people: people(stated('L9,L51'), 'Website account holders'),
    data: [...data(stated('L34'), 'Names', 'Contact details'), ...data(stated('L35'), 'Passwords (encrypted)')],
    sources: from(stated('L51'), 'The person concerned'),
    recipients: [recipient(proposed, 'Web host (not named)', 'processor')],
    security: safe(stated('L35'), 'Encryption'),
    storage: [
      ...kept(stated('L51'), 'mushcambs.org.uk web accounts'),
      ...kept(stated('L9'), 'www.cambridgeshiremusic.org.uk'),
    ],
    rules: ['MUS-09'],
    systems: inMusicSystem,
    notes: [noneStated, says(stated('L110'), 'retention', 'As long as the account is active')],
    remarks: 'The notice asks for consent when an account is made. It sets no limit for accounts that lie idle.',
  }),
  activity(facts, {
    reference: 'MUS-A4',
    title: 'E-newsletter and mailing list',
    businessFunction: 'Communications and marketing',
    purposes: [
      purpose(stated('L99'), 'Send the e-newsletter to those who want it'),
      purpose(stated('L75'), "Promote the service's own services and those of its partners"),
    ],
    lawfulBases: [basis(stated('L9,L82'), 'consent'), basis(proposed, 'consent', pecr22)],
    people: people(stated('L9,L52'), 'Newsletter and mailing-list subscribers'),
    data: [
      ...data(stated('L34'), 'Names'),
      ...data(inferred('L34'), 'E-mail addresses'),
      ...data(proposed, 'E-mail engagement data'),
    ],
    sources: from(stated('L52'), 'The person concerned', 'Mailchimp sign-up'),
    recipients: [
      namedRecipient(stated('L97'), 'MAILCHIMP', 'Automated e-mail platform', 'processor'),
      recipient(stated('L95'), 'Communications services suppliers'),
    ],
    transfers: [transfer(inferred('L96,L97'), 'United States of America', 'Intuit Mailchimp')],
    storage: kept(stated('L52,L97'), 'Mailchimp'),
    rules: ['MUS-07'],
    systems: inMusicSystem,
    notes: [
      noneStated,
      says(
        stated('L96,L97'),
        'transfers',
        'To MailChimp outside the EU; neither the country nor a safeguard is stated',
      ),
    ],
    remarks: 'A safeguard for the transfer has to be named. Whether opens and clicks are tracked is not disclosed.',
  }),
  activity(facts, {
    reference: 'MUS-A5',
    title: 'Contracts, payments, invoicing and financial planning',
    businessFunction: 'Finance',
    purposes: [
      purpose(stated('L70,L100'), 'Process contracts and payments'),
      purpose(stated('L71'), 'Plan and forecast finances'),
    ],
    lawfulBases: [
      basis(stated('L82'), 'contract'),
      basis(proposed, 'contract', '', 1),
      basis(proposed, 'legal obligation', 'Accounting and VAT law (Value Added Tax Act 1994 Sch 11 para 6)', 1),
    ],
    people: [...people(inferred('L44'), 'Customers', 'Payers'), ...people(stated('L25'), 'Suppliers')],
    data: [...data(stated('L44'), 'Payment details'), ...data(proposed, 'Bank details')],
    sources: from(stated('L54'), 'The person concerned', 'Finance and HR system (ERP Gold)'),
    recipients: [
      namedRecipient(stated('L93'), 'LGSS', sharedService, 'processor'),
      recipient(stated('L92'), 'Service delivery suppliers and partners'),
    ],
    storage: kept(stated('L54'), 'ERP Gold'),
    rules: ['FIN-01', 'CON-01'],
    systems: inErpGold,
    notes: [
      noneStated,
      noTransfer,
      says(stated('L110'), 'retention', 'As long as needed to comply with legal obligations'),
    ],
    remarks: 'LGSS closed on 1 December 2020: the processor that followed it has to be named.',
  }),
  activity(facts, {
    reference: 'MUS-A6',
    title: 'Employee HR and payroll, and board members',
    businessFunction: 'Human resources',
    purposes: [purpose(stated('L76'), 'Track and report HR information')],
    lawfulBases: [
      basis(stated('L82'), 'contract'),
      basis(stated('L82'), 'legitimate interests'),
      basis(proposed, 'contract'),
      basis(proposed, 'legal obligation'),
      basis(proposed, 'public task'),
    ],
    people: people(stated('L23'), 'Employees', 'Board members'),
    data: [...data(stated('L46'), 'Employment records'), ...data(proposed, 'Health information')],
    conditions: conditions(proposed, article9.b, schedule1[1]),
    sources: from(stated('L54'), 'The person concerned', 'Finance and HR system (ERP Gold)'),
    recipients: [
      namedRecipient(stated('L93'), 'LGSS', sharedService, 'processor'),
      recipient(stated('L90'), 'Board members'),
    ],
    storage: kept(stated('L54'), 'ERP Gold'),
    rules: ['HR-01', 'HR-02', 'FIN-02', 'PEN-01'],
    systems: inErpGold,
    notes: [
      silent(unsaid, 'special categories', 'None stated in the notice; employment records imply health data'),
      noTransfer,
    ],
    remarks:
      'Staff who work with children fall under HR-02, the longer rule. What part the board has is not defined. LGSS closed on 1 December 2020: the processor that followed it has to be named.',
  }),
  activity(facts, {
    reference: 'MUS-A7',
    title: 'Recruitment',
    businessFunction: 'Human resources',
    purposes: [purpose(stated('L77'), 'Recruit staff')],
    lawfulBases: [basis(proposed, 'contract'), basis(proposed, 'public task')],
    people: [
      ...people(stated('L30'), 'People interested in working with the service'),
      ...people(inferred('L77'), 'Job applicants'),
    ],
    data: data(proposed, 'Application details', 'Equality monitoring information', 'DBS certificate information'),
    conditions: conditions(proposed, article9.b, article10.authority),
    sources: from(inferred('L53,L55'), 'The person concerned'),
    recipients: [],
    rules: ['HR-03', 'HR-04'],
    systems: [{ code: 'ERP', evidence: proposed }],
    notes: [
      silent(
        unsaid,
        'special categories',
        'None stated in the notice; recruitment implies equality and DBS information',
      ),
      noTransfer,
    ],
    remarks: 'DBS checks and the Article 10 authority for them are not mentioned in the notice.',
  }),
  activity(facts, {
    reference: 'MUS-A8',
    title: 'Supplier and partner relations, prospective ones included',
    businessFunction: 'Procurement and partnerships',
    purposes: [
      purpose(stated('L78'), 'Engage suppliers'),
      purpose(stated('L80'), 'Work in partnership with people and organisations'),
    ],
    lawfulBases: [basis(proposed, 'contract'), basis(proposed, 'public task')],
    people: [
      ...people(stated('L25'), 'Suppliers', 'Prospective suppliers'),
      ...people(stated('L26,L28'), 'Staff of suppliers and prospective suppliers'),
      ...people(stated('L26,L27,L29'), 'Staff of partner organisations'),
    ],
    data: data(stated('L34'), 'Names', 'Contact details'),
    sources: [
      ...from(stated('L55'), 'The person concerned'),
      ...from(stated('L56'), 'Publicly accessible websites'),
      ...from(proposed, 'Employers of the people concerned'),
    ],
    recipients: [
      namedRecipient(stated('L93'), 'LGSS', sharedService),
      recipient(stated('L92'), 'Service delivery suppliers and partners'),
    ],
    rules: ['CON-01', 'FIN-01'],
    systems: inMusicSystem,
    notes: [noneStated, noTransfer],
    remarks:
      'Details taken from websites call for Article 14 information. LGSS closed on 1 December 2020: the organisation that followed it has to be named.',
  }),
  activity(facts, {
    reference: 'MUS-A9',
    title: 'Funding: applications made and received, supporters and donors',
    businessFunction: 'Finance',
    purposes: [
      purpose(stated('L69'), 'Assess funding applications'),
      purpose(stated('L101'), 'Make fair and balanced decisions on how funding is used'),
      purpose(stated('L79'), 'Ask for support'),
    ],
    lawfulBases: [basis(proposed, 'public task'), basis(proposed, 'contract')],
    people: [
      ...people(stated('L48,L69'), 'Funding applicants'),
      ...people(stated('L31'), 'Supporters and donors', 'Prospective supporters'),
      ...people(stated('L32'), 'Staff of supporting organisations'),
    ],
    data: [...data(stated('L48'), 'Funding applications'), ...data(stated('L34'), 'Names', 'Contact details')],
    sources: [...from(stated('L55'), 'The person concerned'), ...from(stated('L56'), 'Publicly accessible websites')],
    recipients: [recipient(stated('L90'), 'Board members')],
    rules: ['MUS-08', 'MUS-08-B', 'MUS-11'],
    systems: inMusicSystem,
    dpia: {
      required: 'not assessed',
      status: 'Not started: proposed if special category data is used to decide who benefits',
    },
    notes: [
      silent(unsaid, 'special categories', 'None stated in the notice; applications may describe need'),
      noTransfer,
    ],
    remarks:
      'If special category data helps to decide who is funded, a data protection impact assessment is needed. What part the board has in decisions is not defined.',
  }),
  activity(facts, {
    reference: 'MUS-A10',
    title: 'Feedback and surveys',
    businessFunction: 'Performance and planning',
    purposes: [
      purpose(stated('L72'), 'Collect, analyse and act on feedback'),
      purpose(stated('L74'), 'Learn how services are used and improve them'),
    ],
    lawfulBases: [basis(proposed, 'public task'), basis(proposed, 'consent')],
    people: people(stated('L24'), 'People who give feedback'),
    data: data(stated('L45'), 'Feedback'),
    sources: from(stated('L57'), 'Surveys on the SmartSurvey platform'),
    recipients: [namedRecipient(inferred('L57'), 'SMARTSURVEY', 'Survey platform', 'processor')],
    storage: kept(stated('L57'), 'SmartSurvey'),
    rules: ['MUS-06'],
    systems: inMusicSystem,
    notes: [
      suggests('lawful bases', 'Public task first; consent is the other choice'),
      silent(unsaid, 'special categories', 'None stated in the notice; free text may hold some'),
      silent(unsaid, 'recipients', 'SmartSurvey is named as a source only and is missing from the recipients'),
    ],
    remarks: 'SmartSurvey, a processor, is named where data is collected but not where it is shared.',
  }),
  activity(facts, {
    reference: 'MUS-A11',
    title: 'Photographs, audio and video, and the consents to publish them',
    businessFunction: 'Communications and marketing',
    purposes: [
      purpose(stated('L41,L58'), 'Take and share photographs, audio and video of people who agreed'),
      purpose(inferred('L75'), "Promote the service's own services and those of its partners"),
    ],
    lawfulBases: [basis(stated('L41,L58'), 'consent')],
    people: [...people(stated('L58'), 'People photographed or recorded'), ...people(inferred('L21'), 'Children')],
    data: [
      ...data(stated('L40'), 'Photographs', 'Audio recordings', 'Video recordings'),
      ...data(stated('L41'), 'Consent records'),
    ],
    sources: from(stated('L58'), 'Photographs and recordings made with permission'),
    recipients: [recipient(proposed, 'Audiences of what is published')],
    rules: ['MUS-05'],
    systems: inMusicSystem,
    notes: [
      silent(unsaid, 'special categories', 'None stated in the notice; pictures may show disability or ethnic origin'),
    ],
    remarks:
      'When consent is withdrawn, the copies already passed on have to be reached too. For children the consent of a parent or guardian is needed.',
  }),
  activity(facts, {
    reference: 'MUS-A12',
    title: 'Customer profiling (Mosaic and other frameworks)',
    businessFunction: 'Performance and planning',
    purposes: [
      purpose(stated('L83,L104'), 'Find out where customers are based and what their behavioural profiles are'),
      purpose(stated('L83'), 'Assess where services are needed'),
      purpose(stated('L83'), 'Plan how best to communicate with people'),
    ],
    lawfulBases: [
      basis(inferred('L82'), 'legitimate interests'),
      basis(proposed, 'public task'),
      basis(proposed, 'consent'),
    ],
    people: [...people(stated('L83'), 'Customers'), ...people(proposed, 'Children', 'Parents and guardians')],
    data: [...data(stated('L83'), 'Behavioural profiles', 'Location'), ...data(proposed, 'Postcodes')],
    sources: from(inferred('L83'), 'Matching with data of third parties'),
    recipients: [recipient(stated('L94'), 'Data profiling suppliers (not named)')],
    rules: ['MUS-10'],
    systems: inMusicSystem,
    automatedDecisions:
      'Profiling (notice line 83): a third-party supplier profiles customers with Mosaic and similar frameworks, by where they are based and how they behave, so that need is seen and communication planned. The notice gives neither the logic nor the effect on a person.',
    dpia: { required: 'yes', status: 'Not started: proposed (large-scale profiling and data matching)' },
    notes: [
      says(
        stated('L82'),
        'lawful bases',
        'Contract, consent and legitimate interest are named for the service as a whole; legitimate interest fits by implication',
      ),
      suggests(
        'lawful bases',
        'Public task or consent: legitimate interests are not open to a public authority for its tasks',
      ),
      silent(unsaid, 'special categories', 'None stated in the notice'),
      suggests(
        'recipients',
        'Whether the profiling supplier is a processor or a controller of its own has to be settled',
      ),
    ],
    remarks:
      'Large-scale profiling with matched data meets the criteria for a data protection impact assessment. People have to be told of their right to object. The notice spells Mosaic “Mosiac”.',
  }),
  activity(facts, {
    reference: 'MUS-A13',
    title: 'Performance reporting and governance',
    businessFunction: 'Performance and planning',
    purposes: [purpose(stated('L73'), 'Report trends, achievements and risks to staff, board and stakeholders')],
    lawfulBases: [basis(proposed, 'public task')],
    people: people(inferred('L73,L74'), 'Service users', 'Employees'),
    data: [...data(stated('L47'), 'Project plans'), ...data(proposed, 'Aggregated data')],
    sources: from(proposed, 'Internal service records'),
    recipients: [recipient(stated('L73,L90'), 'Board members'), recipient(stated('L73'), 'Stakeholders')],
    rules: ['MUS-06', 'LIB-10'],
    systems: inMusicSystem,
    notes: [
      noneStated,
      noTransfer,
      silent(unsaid, 'retention', 'Not stated for this purpose'),
      suggests('retention', 'MUS-06 for raw data; anonymous figures are kept in the way of LIB-10'),
    ],
    remarks:
      'Reports do not need to identify people: anonymise before reporting. What part the board has is not defined.',
  }),
  activity(facts, {
    reference: 'MUS-A14',
    title: 'Rights requests and complaints',
    businessFunction: 'Information governance and complaints',
    purposes: [
      purpose(
        stated('L114,L116,L117,L118,L119,L120,L121,L122,L124,L126'),
        'Answer people who use their rights over their information',
      ),
      purpose(stated('L128'), 'Handle complaints about how information is collected or used'),
    ],
    lawfulBases: [
      basis(proposed, 'legal obligation', 'UK GDPR Articles 12 and 15 to 22', 1),
      basis(proposed, 'legal obligation', 'Data Protection Act 2018 s.164A', 2),
    ],
    people: [
      ...people(stated('L124'), 'People making information rights requests'),
      ...people(stated('L128'), 'Complainants'),
    ],
    data: data(proposed, 'Content of requests and complaints'),
    sources: from(stated('L124'), 'The person concerned'),
    recipients: [
      namedRecipient(stated('L124,L128'), 'CCC', 'Data protection officer of the council', 'internal'),
      namedRecipient(inferred('L128'), 'ICO', 'Supervisory authority', 'controller'),
    ],
    rules: ['REQ-01', 'CMP-01'],
    systems: [{ code: 'CORP', evidence: proposed }],
    notes: [
      silent(unsaid, 'lawful bases', 'Not stated in the notice'),
      noneStated,
      noTransfer,
      silent(unsaid, 'retention', 'Not stated for this purpose'),
    ],
    remarks:
      'A complaints procedure is a duty since 19 June 2026 (Data Protection Act 2018 s.164A). The notice describes the right to object as a right to complain.',
  }),
]
