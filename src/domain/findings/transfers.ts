import { adequacyIn, scopesIn } from '../law/adequacy.ts'
import { namesACountry } from '../law/countries.ts'
import { mechanismOf } from '../law/transfer-mechanisms.ts'
import { listInWords } from '../list.ts'
import type { TransferEntry } from '../processing-activity.ts'
import { oneIf, saidInWords } from './answers.ts'
import { type ActivityCheck, always } from './check.ts'

const answered: ActivityCheck = {
  ...always,
  code: 'ROP-05',
  severity: 'error',
  citation: 'UK GDPR Articles 30(1)(e) and 30(2)(c)',
  whatToDo: 'List each transfer, or say in a note about transfers that there are none.',
  section: 'from-and-to',
  find: (activity) =>
    oneIf(
      activity.content.transfers.length === 0 && !saidInWords(activity, 'transfers'),
      'Whether data goes to another country is not stated.',
    ),
}

/** A transfer in the words of a finding: by its recipient, or else by its country. */
export const transferName = ({ recipient, country }: TransferEntry): string => recipient || country

/** What tells a transfer from others of the activity. */
export const transferKey = ({ recipient, country }: TransferEntry): string => `${recipient} · ${country}`

const isUnsafeguarded = (transfer: TransferEntry): boolean =>
  transfer.safeguard === '' && mechanismOf(transfer) === 'not stated'

const safeguarded: ActivityCheck = {
  ...always,
  code: 'TRF-01',
  severity: 'error',
  citation: 'UK GDPR Articles 30(1)(e) and 44A to 49',
  whatToDo: 'Choose what makes the transfer lawful and name the document, or end the transfer.',
  section: 'from-and-to',
  find: ({ content, on }) =>
    content.transfers
      .filter((transfer) => isUnsafeguarded(transfer) && adequacyIn(transfer.country, on) === 'none')
      .map((transfer) => ({
        key: transferKey(transfer),
        text: `No safeguard is named for the transfer to ${transferName(transfer)}.`,
      })),
}

/** Without a word on the safeguard, a country that is adequate for some recipients only leaves open whether this is one of them. */
const withinScope: ActivityCheck = {
  ...always,
  code: 'TRF-01',
  severity: 'error',
  citation: 'UK GDPR Articles 30(1)(e), 45A and 46',
  whatToDo: 'Find out whether the adequacy regulations cover the recipient. If they do not, name another safeguard.',
  section: 'from-and-to',
  find: ({ content, on }) =>
    content.transfers
      .filter((transfer) => isUnsafeguarded(transfer) && adequacyIn(transfer.country, on) === 'partial')
      .map((transfer) => ({
        key: transferKey(transfer),
        text: `No safeguard is named for the transfer to ${transferName(transfer)}: adequacy regulations cover only ${listInWords(scopesIn(transfer.country, on))}.`,
      })),
}

const countryNamed: ActivityCheck = {
  ...always,
  code: 'TRF-03',
  severity: 'error',
  citation: 'UK GDPR Articles 30(1)(e) and 30(2)(c)',
  whatToDo: 'Name the country or the international organisation.',
  section: 'from-and-to',
  find: ({ content }) =>
    content.transfers
      .filter(({ country }) => !namesACountry(country))
      .map((transfer) => ({
        key: transferKey(transfer),
        text: `The country is not named for the transfer to ${transfer.recipient || 'a recipient that is not named'}.`,
      })),
}

const ABROAD =
  /\b(possibl[ey]|may (be|go|leave)|outside|abroad|overseas|elsewhere|world|international|third countr|clauses|privacy shield|binding corporate|safeguards?)\b/i
const DENIED = /^\s*(no|none|nothing|never|not)\b|\b(not|never|no longer) (leave|transferred|sent|go)\b/i

/** Words that allow for transfers without a transfer in the list: a reader cannot tell where the data goes. */
const wordsListed: ActivityCheck = {
  ...always,
  code: 'TRF-03',
  severity: 'prompt',
  citation: 'UK GDPR Articles 30(1)(e) and 30(2)(c)',
  whatToDo: 'List each transfer with its country, or say in the note that there are none.',
  section: 'from-and-to',
  find: (activity) =>
    oneIf(
      activity.content.transfers.length === 0 &&
        activity.content.notes.some(({ field, text, silent }) => field === 'transfers' && !silent && allows(text)),
      'A note allows for transfers to other countries, but none is listed and no country is named.',
      'note',
    ),
}

const allows = (text: string): boolean => ABROAD.test(text) && !DENIED.test(text)

/** Whether transfers to other countries are stated, to where, and on which safeguard. */
export const transfers: ActivityCheck[] = [answered, countryNamed, wordsListed, safeguarded, withinScope]
