import type { Generated } from 'kysely'

/** What is sent to people. */
export type MailTables = {
  mailOutbox: MailOutboxTable
}

/** Once a message is sent, its address and its words are emptied: what stays says that it was sent, and when. */
type MailOutboxTable = {
  id: Generated<number>
  userId: number | null
  kind: 'digest' | 'invitation' | 'password reset' | 'notice'
  dedupeKey: string
  messageId: string
  toAddress: string
  subject: string
  text: string
  html: string
  unsubscribe: Generated<string>
  createdAt: string
  sendAfter: string
  attempts: Generated<number>
  lastError: string | null
  claimedUntil: string | null
  sentAt: string | null
  givenUpAt: string | null
}
