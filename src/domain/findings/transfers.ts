import { type ActivityCheck, oneIf, saidInWords } from './check.ts'

const answered: ActivityCheck = {
  code: 'ROP-05',
  citation: 'UK GDPR Articles 30(1)(e) and 30(2)(c)',
  find: (activity) =>
    oneIf(
      activity.content.transfers.length === 0 && !saidInWords(activity, 'transfers'),
      'Whether data goes to another country is not stated.',
    ),
}

const safeguarded: ActivityCheck = {
  code: 'TRF-01',
  citation: 'UK GDPR Articles 30(1)(e) and 44A to 49',
  find: ({ content }) =>
    content.transfers
      .filter(({ safeguard }) => safeguard === '')
      .map(({ country, recipient }) => `No safeguard is named for the transfer to ${recipient || country}.`),
}

/** Whether transfers to other countries are stated and safeguarded. */
export const transfers: ActivityCheck[] = [answered, safeguarded]
