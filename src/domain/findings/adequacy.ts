import { dateInWords, type IsoDate, monthsBefore } from '../calendar.ts'
import { adequacyIn, isUnitedStates } from '../law/adequacy.ts'
import { namesACountry } from '../law/countries.ts'
import { inForce } from '../law/in-force.ts'
import { mechanismDates, mechanismOf } from '../law/transfer-mechanisms.ts'
import type { TransferEntry, TransferMechanism } from '../processing-activity.ts'
import { type ActivityCheck, always, during } from './check.ts'
import { transferKey, transferName } from './transfers.ts'

const UK_EXTENSION = 'UK Extension to the Data Privacy Framework'
const MONTHS_VERIFIED = 12

/** Adequacy that is claimed where the law of the day gives none; of a country that is not named nothing can be said. */
const adequateOnTheDay: ActivityCheck = {
  ...always,
  code: 'TRF-04',
  severity: 'error',
  section: 'from-and-to',
  citation: 'UK GDPR Articles 45A to 45C',
  whatToDo: 'Name another safeguard, or correct the country.',
  find: ({ content, on }) =>
    content.transfers
      .filter((transfer) => namesACountry(transfer.country) && claimsInVain(transfer, on))
      .map((transfer) => ({
        key: transferKey(transfer),
        text: `Adequacy is claimed for the transfer to ${transferName(transfer)}, but no regulations cover ${transfer.country} on ${dateInWords(on)}.`,
      })),
}

function claimsInVain(transfer: TransferEntry, on: IsoDate): boolean {
  const mechanism = mechanismOf(transfer)
  if (mechanism === 'adequacy regulations') return adequacyIn(transfer.country, on) === 'none'
  return mechanism === UK_EXTENSION && !(isUnitedStates(transfer.country) && inForce(mechanismDates(UK_EXTENSION), on))
}

/** American recipients count only while they are certified, whichever way their adequacy is written. */
const certified: ActivityCheck = {
  ...during(mechanismDates(UK_EXTENSION)),
  code: 'TRF-10',
  section: 'from-and-to',
  severity: 'warning',
  citation: 'UK GDPR Article 45A; SI 2023/1028',
  whatToDo:
    'Look the recipient up in the list of the Data Privacy Framework, UK Extension, and enter the day on which you did.',
  find: ({ content, on }) =>
    content.transfers
      .filter((transfer) => isUnitedStates(transfer.country) && ADEQUATE.includes(mechanismOf(transfer)))
      .filter(
        ({ verifiedOn }) => verifiedOn === null || verifiedOn > on || verifiedOn < monthsBefore(on, MONTHS_VERIFIED),
      )
      .map((transfer) => ({
        key: transferKey(transfer),
        text: `The certification of ${transferName(transfer)} has not been verified within 12 months.`,
      })),
}

const ADEQUATE: TransferMechanism[] = ['adequacy regulations', UK_EXTENSION]

/** Whether adequacy that is claimed for transfers is there on the day. */
export const adequacyClaimed: ActivityCheck[] = [adequateOnTheDay, certified]
