import type { Evidence, FieldNote } from '../../src/domain/processing-activity.ts'
import { evidenceOf, type NoticeFacts, party, proposed, safe, says, silent } from './entries.ts'

/** The notice of Nottinghamshire County Council as evidence. */
export const { stated, inferred, unsaid } = evidenceOf('nottinghamshire-county-council')

/** The council as controller, as it is registered. */
export const council = party(
  stated('L16'),
  'controller',
  'NCC',
  'Registered with the ICO as a data controller, number Z5557238',
)

/** The data protection officer, as far as the notice tells. */
export const officer = party(
  stated('L9,L11,L12,L13,L14'),
  'data protection officer',
  'NCC',
  'Data Protection Officer, Nottinghamshire County Council, County Hall, West Bridgford; town, postcode, e-mail and telephone are missing',
)

/** What all activities of the general notice share. Its lists stand for the whole council and are matched to no purpose. */
export const facts: NoticeFacts = {
  notice: 'nottinghamshire-county-council',
  service: 'NCC',
  parties: [council, officer],
  security: [
    ...safe(stated('L213'), 'Staff bound to confidentiality'),
    ...safe(stated('L214'), 'Procedures and technologies from collection to destruction'),
  ],
  storage: [],
  general: [
    says(
      stated('L103,L107,L108,L109,L110,L111,L112'),
      'lawful bases',
      'Grounds are listed for the whole council: consent, contract, legal obligation, vital interests, tasks in the public interest, legitimate need, law enforcement. Which applies here is not said',
    ),
    says(stated('L20'), 'data subjects', 'Groups of people are listed for the whole council, not by purpose'),
    says(stated('L33'), 'personal data', 'Types of data are listed for the whole council, not by purpose'),
    says(stated('L139'), 'sources', 'Those from whom data may come are listed for the whole council, not by purpose'),
    says(stated('L137,L139'), 'recipients', 'Recipients are listed for the whole council, not by purpose'),
    says(
      stated('L192,L194,L196,L197,L198,L199'),
      'transfers',
      'Possible, with clauses approved by the European Commission, EU-US Privacy Shield, binding corporate rules, or codes and certification. No country and no transfer is named',
    ),
    says(
      stated('L203'),
      'retention',
      'By the retention schedules of the council; the law may set the least time for some information',
    ),
    says(
      stated('L305,L307,L308'),
      'automated decisions',
      'People may ask for a person to look again at a significant automated decision; whether any is taken here is not said',
    ),
  ],
  remark: '',
}

/** The council keeps its cases in corporate systems; the notice does not name them. */
export const inCaseSystems: { code: string; evidence: Evidence }[] = [{ code: 'CORP', evidence: proposed }]

/** That no special category is stated for a purpose. */
export const noneStated: FieldNote = silent(unsaid, 'special categories', 'None stated in the notice for this purpose')
