import type { OrganisationSeed } from './types.ts'

/** Every organisation that a notice names, or that a proposal needs; contact details only as far as they are stated. */
export const organisations: OrganisationSeed[] = [
  {
    ...named('CCC', 'Cambridgeshire County Council', 'council'),
    address: 'Shire Hall, Cambridge, CB3 0AP',
    dpoContact:
      'Data Protection Officer, Information and Records, Cambridgeshire County Council, Box No OCT1224, Shire Hall, Cambridge, CB3 0AP. Data.protection@cambridgeshire.gov.uk. 01223 699137',
  },
  named('MKC', 'Milton Keynes Council', 'council'),
  named('NHC', 'Northamptonshire County Council', 'council'),
  named('CUM', 'Cumberland Council', 'council'),
  {
    ...named('WAF', 'Westmorland and Furness Council', 'council'),
    dpoContact: 'Data Protection Officer, dataprotection.waf@cumbria.gov.uk',
  },
  {
    ...named('NCC', 'Nottinghamshire County Council', 'council'),
    address: 'County Hall, West Bridgford',
    icoRegistration: 'Z5557238',
    dpoContact: 'Data Protection Officer, Nottinghamshire County Council, County Hall, West Bridgford',
  },
  named('SCC', 'Suffolk County Council', 'council'),
  named('SUFFOLK-LIB', 'Suffolk Libraries', 'partner'),
  named('PETERBOROUGH-LIB', 'Peterborough Libraries', 'partner'),
  named('LGSS', 'LGSS', 'shared service'),
  named('LGSS-CUSTOMERS', 'Customer organisations of LGSS (not named in the notice)', 'customer'),
  named('MAILCHIMP', 'Intuit Mailchimp', 'supplier'),
  named('SMARTSURVEY', 'SmartSurvey', 'supplier'),
  named('GRANICUS', 'Granicus (GovDelivery)', 'supplier'),
  named('GOOGLE', 'Google (Google Analytics)', 'supplier'),
  named('HOTJAR', 'Hotjar', 'supplier'),
  named('FORMIDABLE', 'Maker of Formidable Forms (not named in the notice)', 'supplier'),
  named('ICO', "Information Commissioner's Office", 'other'),
  named('DBS', 'Disclosure and Barring Service', 'other'),
  named('DVLA', 'Driver and Vehicle Licensing Agency', 'other'),
  named('GRO', 'General Register Office', 'other'),
  named('HMRC', 'HM Revenue and Customs', 'other'),
  named('HOME-OFFICE', 'Home Office', 'other'),
  named('HSE', 'Health and Safety Executive', 'other'),
  named('PSFA', 'Public Sector Fraud Authority, Cabinet Office (National Fraud Initiative)', 'other'),
]

function named(code: string, name: string, kind: OrganisationSeed['kind']): OrganisationSeed {
  return { code, name, kind, address: '', email: '', telephone: '', icoRegistration: '', dpoContact: '' }
}
