import type { MailCounts, QueuedMessage } from '../../../db/queries/mail-queue.ts'
import type { MailConfig } from '../../config.ts'
import { instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { type MailServer, mailServerOf } from '../../domain/mail-server.ts'
import type { Cell, StatCard, SummaryRow, TableView, Tag } from '../components.ts'

export const LIST = '/mail'
export const MOST_LISTED = 100

/** What the page is made of. `mail`: how mail leaves, undefined where it does not; `mayRetry`: whether the reader may try messages again. */
export type MailFacts = {
  counts: MailCounts
  messages: QueuedMessage[]
  mail: MailConfig | undefined
  mayRetry: boolean
}

/** The outbox: what was not delivered, and how mail leaves. */
export function mailPage({ counts, messages, mail, mayRetry }: MailFacts) {
  const unsent = counts.waiting + counts.failing + counts.givenUp
  return {
    title: 'Mail',
    lead: 'Messages to people: invitations, links for new passwords, and what needs somebody each day.',
    notSetUp: mail === undefined,
    cards: cards(counts),
    retry: mayRetry && counts.failing + counts.givenUp > 0,
    table: {
      caption: 'Not delivered',
      head: [
        { text: 'Message' },
        { text: 'State' },
        { text: 'Attempts', numeric: true },
        { text: 'What happens next' },
      ],
      rows: messages.map(tableRow),
      empty: 'Every message has been delivered to the mail server.',
    } satisfies TableView,
    more:
      unsent > messages.length
        ? `The ${countOf(messages.length, 'latest message')} of ${unsent.toLocaleString('en-GB')} are listed.`
        : null,
    settings: mail ? settings(mail) : [],
  }
}

const card = (count: number, label: string, colour: StatCard['colour']): StatCard => ({
  number: count.toLocaleString('en-GB'),
  label,
  colour: count > 0 ? (colour ?? null) : null,
})

const cards = ({ waiting, failing, givenUp, sent }: MailCounts): StatCard[] => [
  card(waiting, 'waiting to be sent', null),
  card(failing, 'failed and tried again', 'orange'),
  card(givenUp, 'given up', 'red'),
  card(sent, 'sent in the last 7 days', null),
]

const kinds: Record<QueuedMessage['kind'], string> = {
  digest: 'Digest of the day',
  invitation: 'Invitation',
  'password reset': 'Link for a new password',
  notice: 'Notice',
}

const nameOf = ({ kind, id }: QueuedMessage): string => `${kinds[kind]} ${id}`

function tableRow(message: QueuedMessage): Cell[] {
  return [
    {
      text: nameOf(message),
      href: `${LIST}/${message.id}`,
      detail: `To ${message.person ?? message.toAddress}, ${instantInWords(message.createdAt)}`,
      header: true,
    },
    { text: '', tag: stateOf(message), detail: message.lastError },
    { text: message.attempts.toLocaleString('en-GB'), numeric: true },
    { text: nextOf(message) },
  ]
}

function stateOf({ sentAt, givenUpAt, lastError }: QueuedMessage): Tag {
  if (sentAt) return { text: 'Sent', colour: 'green' }
  if (givenUpAt) return { text: 'Given up', colour: 'red' }
  return lastError ? { text: 'Failed', colour: 'orange' } : { text: 'Waiting', colour: 'blue' }
}

function nextOf({ sentAt, givenUpAt, emptied, sendAfter, lastError }: QueuedMessage): string {
  if (sentAt) return `Sent ${instantInWords(sentAt)}`
  if (emptied) return 'Nothing: it is out of date, and what it said is gone'
  if (givenUpAt) return `Given up ${instantInWords(givenUpAt)}: nothing happens until it is tried again`
  return `${lastError ? 'Tried again' : 'Sent'} after ${instantInWords(sendAfter)}`
}

const encryptions: Record<MailServer['security'], string> = {
  tls: 'TLS from the start',
  starttls: 'STARTTLS, without which nothing is sent',
  none: 'Not encrypted',
}

const row = (key: string, text: string, href: string | null = null): SummaryRow => ({ key, lines: [{ text, href }] })

/** Never the user or the password. */
function settings({ smtpUrl, from }: MailConfig): SummaryRow[] {
  const server = mailServerOf(smtpUrl)
  if (!server.ok) return []
  const { host, port, security } = server.value
  return [row('Mail server', `${host}, port ${port}`), row('Encryption', encryptions[security]), row('Sent from', from)]
}

/** One message: for whom, how often it was tried, and what the mail server said. */
export function messagePage(message: QueuedMessage, mayRetry: boolean) {
  const { person, userId, toAddress, createdAt, attempts, lastError, messageId, sentAt, claimedUntil, emptied } =
    message
  const failed = sentAt === null && claimedUntil === null && (lastError !== null || message.givenUpAt !== null)
  return {
    title: nameOf(message),
    trail: [{ text: 'Mail', href: LIST }],
    tag: stateOf(message),
    retry: mayRetry && failed && !emptied ? `${LIST}/${message.id}/attempts` : null,
    facts: [
      ...(person === null ? [] : [row('For', person, `/users/${userId}`)]),
      ...(toAddress === '' ? [] : [row('Address', toAddress)]),
      row('Written', instantInWords(createdAt)),
      row('Attempts', attempts.toLocaleString('en-GB')),
      ...(lastError === null ? [] : [row('The mail server said', lastError)]),
      row('What happens next', nextOf(message)),
      row('Message-ID', messageId),
    ],
  }
}
