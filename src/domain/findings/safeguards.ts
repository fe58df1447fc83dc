import { dateInWords } from '../calendar.ts'
import { mechanismDates, mechanismOf, mechanismsIn } from '../law/transfer-mechanisms.ts'
import { type TransferEntry, type TransferMechanism, transferMechanisms } from '../processing-activity.ts'
import { type ActivityCheck, after, type CheckedActivity, type Found } from './check.ts'
import { transferKey, transferName } from './transfers.ts'

const common = { section: 'from-and-to', severity: 'error' } as const

/** What is found of the transfers that rest on something. */
const restingOn = (
  { content }: CheckedActivity,
  mechanism: TransferMechanism,
  text: (transfer: TransferEntry) => string,
): Found[] =>
  content.transfers
    .filter((transfer) => mechanismOf(transfer) === mechanism)
    .map((transfer) => ({ key: transferKey(transfer), text: text(transfer) }))

/** What is found of notes on transfers that speak of a safeguard which counts no longer, and of no sounder one for themselves. */
const notedIn = ({ content }: CheckedActivity, mechanism: TransferMechanism, text: string): Found[] =>
  content.notes.some(
    (note) =>
      note.field === 'transfers' &&
      !note.silent &&
      mechanismsIn(note.text).includes(mechanism) &&
      !/\b(no longer|replac|instead of|invalid|ended|not rel)/i.test(note.text),
  )
    ? [{ key: 'note', text }]
    : []

const SHIELD = {
  ...common,
  ...after(mechanismDates('Privacy Shield')),
  code: 'TRF-02',
  citation: 'UK GDPR Articles 44A to 46; Case C-311/18',
}

const privacyShield: ActivityCheck = {
  ...SHIELD,
  whatToDo:
    'Agree another safeguard with the recipient, such as the international data transfer agreement, or end the transfer.',
  find: (activity) =>
    restingOn(
      activity,
      'Privacy Shield',
      (transfer) =>
        `The transfer to ${transferName(transfer)} rests on Privacy Shield, which is invalid since 16 July 2020.`,
    ),
}

const privacyShieldNoted: ActivityCheck = {
  ...SHIELD,
  severity: 'warning',
  whatToDo: 'Find out whether anything still rests on it, and have the notice corrected.',
  find: (activity) =>
    notedIn(
      activity,
      'Privacy Shield',
      'A note names Privacy Shield as a safeguard, which is invalid since 16 July 2020.',
    ),
}

const CLAUSES = {
  ...common,
  ...after(mechanismDates('EU standard contractual clauses')),
  code: 'TRF-07',
  citation: 'UK GDPR Article 46; Data Protection Act 2018 s.119A',
}

const clausesAlone: ActivityCheck = {
  ...CLAUSES,
  whatToDo: 'Agree the United Kingdom’s addendum to the clauses, or the international data transfer agreement.',
  find: (activity) =>
    restingOn(
      activity,
      'EU standard contractual clauses',
      (transfer) =>
        `The transfer to ${transferName(transfer)} rests on the EU clauses alone, which do not count since 21 March 2024.`,
    ),
}

const clausesNoted: ActivityCheck = {
  ...CLAUSES,
  severity: 'warning',
  whatToDo: 'Find out whether anything still rests on them alone, and have the notice corrected.',
  find: (activity) =>
    notedIn(
      activity,
      'EU standard contractual clauses',
      'A note names the EU clauses alone as a safeguard, which do not count since 21 March 2024.',
    ),
}

/** Safeguards that were not there yet: one for each that came on a day, asked until that day. Adequacy is what TRF-04 speaks of. */
const notYet: ActivityCheck[] = transferMechanisms.flatMap((mechanism) => {
  const { from, until } = mechanismDates(mechanism)
  if (from === null || until !== null || mechanism === 'UK Extension to the Data Privacy Framework') return []
  return [
    {
      ...common,
      appliesFrom: null,
      appliesUntil: from,
      code: 'TRF-01',
      citation: 'UK GDPR Article 46; Data Protection Act 2018 s.119A',
      whatToDo: 'Name the safeguard that the transfer had on that day.',
      find: (activity) =>
        restingOn(
          activity,
          mechanism,
          (transfer) =>
            `The transfer to ${transferName(transfer)} rests on the ${mechanism}, which counts only since ${dateInWords(from)}.`,
        ),
    },
  ]
})

/** Whether the safeguards of transfers have come, and have not gone, on the day. */
export const safeguards: ActivityCheck[] = [...notYet, privacyShield, privacyShieldNoted, clausesAlone, clausesNoted]
