import type { NoticeSeed } from './types.ts'

/** The five notices, with what each says of itself and what it leaves out; Lnn is a line of the notice. */
export const notices: NoticeSeed[] = [
  {
    code: 'cambridgeshire-libraries',
    title: 'Library service privacy notice',
    service: 'LIB',
    fileName: 'cambridgeshire-libraries.txt',
    createdOn: null,
    reviewedOn: null,
    shortestPeriod: 'P1Y',
    longestPeriod: 'P6Y',
    facts: [
      {
        heading: 'Controller',
        text: 'Cambridgeshire County Council, by inference only: the notice mentions the wider County Council (L31) and gives its postal address (L56).',
      },
      {
        heading: 'Role',
        text: 'Controller. How it stands to the libraries that share the SPINE catalogue is not defined.',
      },
      {
        heading: 'Data protection officer',
        text: 'Telephone 01223 699137 (L54); Information and Records, Cambridgeshire County Council, Box No Oct 1224, Shire Hall, Cambridge, CB3 0AP (L56). The e-mail line is blank (L51 to L53).',
      },
      { heading: 'Created', text: 'Not stated.' },
      { heading: 'Reviewed', text: 'Not stated.' },
      {
        heading: 'Law named',
        text: 'The Data Protection Act, without a year (L5); the Public Libraries and Museums Act 1964 (L19).',
      },
      {
        heading: 'Lawful basis',
        text: 'The duty of the 1964 Act to give a comprehensive and efficient library service (L19); consent for newsletter and marketing (L21).',
      },
      {
        heading: 'Security',
        text: 'Staff trained in data protection and information security; secure IT systems; only the details that are needed; the same asked of those who receive the data or use it for the council (L23).',
      },
      {
        heading: 'Retention',
        text: 'As long as needed: between one and six years depending on the details, set out in a retention schedule (L37).',
      },
      { heading: 'Transfers', text: 'Nothing said.' },
      {
        heading: 'Rights',
        text: 'Access, through the online account or a copy (L41); correction, deletion, restriction (L43); withdrawal of consent (L45); complaint to the data protection officer (L47) or the ICO (L49).',
      },
      {
        heading: 'Systems',
        text: 'Online library account (L41); SPINE shared catalogue (L13, L27); supplier platforms for eBooks, eAudiobooks, eNewspapers and eMagazines, not named (L29).',
      },
    ],
  },
  {
    code: 'cambridgeshire-music',
    title: 'Cambridgeshire Music Privacy Notice',
    service: 'MUS',
    fileName: 'cambridgeshire-music.txt',
    createdOn: '2018-05-23',
    reviewedOn: '2018-05-03',
    shortestPeriod: null,
    longestPeriod: null,
    facts: [
      {
        heading: 'Service',
        text: 'Cambridgeshire Music, a team within the Learning Directorate of the council (L5).',
      },
      { heading: 'Controller', text: 'Cambridgeshire County Council (L5).' },
      { heading: 'Role', text: 'Controller. What part the board (L23, L90) has is not defined.' },
      {
        heading: 'Data protection officer',
        text: 'Data Protection Officer, Cambridgeshire County Council, Shire Hall, OCT1224, Cambridge, CB3 0AP (L136); Data.protection@cambridgeshire.gov.uk (L138); 01223 699137 (L140).',
      },
      { heading: 'Created', text: '23 May 2018 (L144).' },
      { heading: 'Reviewed', text: '3 May 2018 (L144), which is before it was created.' },
      { heading: 'Law named', text: 'The Data Protection Act, without a year (L7).' },
      {
        heading: 'Lawful basis',
        text: 'Contract, consent and legitimate interest (L82), without saying which purpose has which.',
      },
      {
        heading: 'Security',
        text: 'Training; safe and secure use; only the details that are needed (L63). Passwords are held encrypted (L35).',
      },
      {
        heading: 'Retention',
        text: 'As long as needed, by legal requirement or accepted business practice (L108); as long as the account is active or the services need it, and for legal obligations, disputes, abuse and agreements (L110).',
      },
      {
        heading: 'Transfers',
        text: 'MailChimp, outside the EU; neither the country nor a safeguard is given (L96, L97).',
      },
      {
        heading: 'Rights',
        text: 'Access, rectification, erasure, restriction, portability, objection (misdescribed as a complaint), and an explanation of automated decisions (L116 to L122); withdrawal of consent (L126); complaint to the data protection officer and the ICO (L128 to L130).',
      },
      {
        heading: 'Systems',
        text: 'Web accounts at mushcambs.org.uk (L51); Mailchimp (L52, L97); ERP Gold for finance and HR (L54); SmartSurvey (L57); a supplier of Mosaic profiles, which the notice spells “Mosiac” (L83); www.cambridgeshiremusic.org.uk (L9).',
      },
    ],
  },
  {
    code: 'lgss',
    title: 'Privacy notice - LGSS',
    service: 'LGS',
    fileName: 'lgss.txt',
    createdOn: null,
    reviewedOn: null,
    shortestPeriod: null,
    longestPeriod: null,
    facts: [
      {
        heading: 'Controller',
        text: 'Not identified. “We” is LGSS (L11), a shared service of Cambridgeshire County Council, Milton Keynes Council and Northamptonshire County Council, each called a controlling partner (L12, L22).',
      },
      {
        heading: 'Role',
        text: 'Mixed and unclear: processor or delegate for partners and customer organisations (L22 to L24), apparently controller for its own website (L34 to L46) and for e-mails sent with Cambridgeshire County Council (L66).',
      },
      { heading: 'Data protection officer', text: 'None given.' },
      { heading: 'Created', text: 'Not stated.' },
      { heading: 'Reviewed', text: 'Not stated.' },
      {
        heading: 'Law named',
        text: 'GDPR, written out as “General Data Protection Act” (L15); PECR (L16); storage limitation as principle E of the GDPR (L38).',
      },
      { heading: 'Lawful basis', text: 'None stated for anything.' },
      { heading: 'Security', text: 'The copy of a form is stored securely in the content management system (L38).' },
      {
        heading: 'Retention',
        text: 'Form copies are deleted permanently from time to time (L38); session cookies when the browser closes (L44); e-mail contacts when their organisation leaves its contract (L60).',
      },
      { heading: 'Transfers', text: 'Nothing said.' },
      {
        heading: 'Rights',
        text: 'Rights under the GDPR in general, complaint to the ICO, and subject access requests to the partner councils (L30).',
      },
      {
        heading: 'Systems',
        text: 'Formidable Forms in the content management system (L38); Google Analytics and Hotjar (L44); log files (L46); GovDelivery by Granicus, in partnership with Cambridgeshire County Council (L66).',
      },
    ],
  },
  {
    code: 'cumbria-family-hubs',
    title: 'Cumbria Family Hubs - Privacy and Data',
    service: 'FHB',
    fileName: 'cumbria-family-hubs.txt',
    createdOn: null,
    reviewedOn: null,
    shortestPeriod: null,
    longestPeriod: null,
    facts: [
      {
        heading: 'Controller',
        text: 'Contradictory: Cumberland Council hosts the website (L5), Westmorland and Furness Council makes the promises (L13), and the services are said to come from Cumberland Council (L156).',
      },
      { heading: 'Role', text: 'Joint or separate controllers: not defined.' },
      {
        heading: 'Data protection officer',
        text: 'Only dataprotection.waf@cumbria.gov.uk (L17, L80, L162, L166): no name, postal address or telephone.',
      },
      { heading: 'Created', text: 'Not stated.' },
      { heading: 'Reviewed', text: 'Not stated.' },
      {
        heading: 'Law named',
        text: 'None: only “data protection law” (L90) and “applicable regulations” (L139).',
      },
      {
        heading: 'Lawful basis',
        text: 'A general list of twelve grounds (L67 to L78). The notices for each service, which are to say more (L65), are not there.',
      },
      {
        heading: 'Security',
        text: 'Secure records on paper and in systems, seen only by those with a right to; encryption; pseudonymisation; controlled access; staff training; regular testing and updates (L117 to L123).',
      },
      {
        heading: 'Retention',
        text: 'At least as long as the law asks (L127); details in a retention schedule (L129).',
      },
      {
        heading: 'Transfers',
        text: 'Most data is on systems in the UK; Europe is called adequately protected; otherwise contractual clauses or advice of the ICO (L133). Not to a country that the UK or EU sees as unsafe (L135).',
      },
      {
        heading: 'Rights',
        text: 'Access, correction, erasure, restriction, objection, withdrawal of consent, portability (misdescribed), and concerns about profiling (L141 to L160).',
      },
      { heading: 'Systems', text: 'The website and its cookies (L180 to L182); no system is named.' },
    ],
  },
  {
    code: 'nottinghamshire-county-council',
    title: 'Nottinghamshire County Council Privacy Statement',
    service: 'NCC',
    fileName: 'nottinghamshire-county-council.txt',
    createdOn: null,
    reviewedOn: '2020-08-31',
    shortestPeriod: null,
    longestPeriod: null,
    facts: [
      {
        heading: 'Controller',
        text: 'Nottinghamshire County Council, registered with the ICO as Z5557238 (L16).',
      },
      { heading: 'Role', text: 'Controller; processor where it acts on behalf of other persons (L84).' },
      {
        heading: 'Data protection officer',
        text: 'Data Protection Officer, Nottinghamshire County Council, County Hall, West Bridgford (L11 to L14). Town, postcode, e-mail and telephone are missing.',
      },
      { heading: 'Created', text: 'Not stated.' },
      { heading: 'Reviewed', text: 'August 2020, no day (L3); the register counts from the last day of the month.' },
      {
        heading: 'Law named',
        text: 'GDPR (L7); wording for the change of 25 May 2018 (L236, L257); the European Commission, the EEA and Privacy Shield (L192 to L197).',
      },
      {
        heading: 'Lawful basis',
        text: 'General lists of grounds in the style of Article 6 (L103 to L112) and of Article 9 and Schedule 1 (L116 to L133), without saying which purpose has which.',
      },
      {
        heading: 'Security',
        text: 'Employees are bound to confidentiality; procedures and technologies from collection to destruction (L213, L214).',
      },
      {
        heading: 'Retention',
        text: 'By retention schedules (L203). Online account: as long as its purpose needs, and proof of entitlement as long as it stays accurate (L341).',
      },
      {
        heading: 'Transfers',
        text: 'Possible. Safeguards named: standard clauses approved by the European Commission, EU-US Privacy Shield, binding corporate rules, codes and certification (L192 to L199). No destination and no transfer is named.',
      },
      {
        heading: 'Rights',
        text: 'Access, withdrawal of consent, objection (old and new), rectification, erasure, restriction, and a human look at automated decisions (L222 to L313). Portability is absent.',
      },
      {
        heading: 'Systems',
        text: 'Site logs with IP addresses (L323); online account (L327 to L341); CCTV (L29); the National Data Opt-Out of the NHS (L317).',
      },
    ],
  },
]
