import type { NodemailerError, SMTPPoolOptions } from 'nodemailer'
import type { OutboxMessage } from '../../db/queries/mail-outbox.ts'
import { type Delivery, LONGEST_DELIVERY_SECONDS } from '../actions/mail-sending.ts'
import type { MailServer } from '../domain/mail-server.ts'

/** Milliseconds that a mail server may take: to be reached, to greet, and between two words of a conversation. */
export type MailTimeouts = { connect: number; greeting: number; silence: number }

const usualTimeouts: MailTimeouts = { connect: 10_000, greeting: 10_000, silence: 30_000 }

/** A connection to the mail server, opened by the first message and closed by `close`. `signal`: breaks off what is under way. */
export type MailTransport = {
  deliver: (message: OutboxMessage, signal: AbortSignal) => Promise<Delivery>
  close: () => void
}

/** Sends by SMTP. A connection that breaks is not tried again here: the outbox does that, and counts it. */
export function mailTransport(server: MailServer, from: string, timeouts = usualTimeouts): MailTransport {
  let begun: ReturnType<typeof transportTo> | null = null
  return {
    deliver: async (message, signal) => {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_DELIVERY_SECONDS * 1000)])
      try {
        begun ??= transportTo(server, timeouts)
        await (await begun).sendMail({ ...mailOf(message, from), signal: deadline })
        return { delivered: true }
      } catch (error) {
        return signal.aborted ? { delivered: false, fault: 'stopped', why: '' } : failed(error as NodemailerError)
      }
    },
    close: () => void begun?.then((transport) => transport.close()),
  }
}

/** The library is loaded with the first message: most starts of a server send none. */
async function transportTo(server: MailServer, timeouts: MailTimeouts) {
  const { createTransport } = await import('nodemailer')
  return createTransport({ pool: true, ...optionsOf(server, timeouts) })
}

const optionsOf = (server: MailServer, timeouts: MailTimeouts): SMTPPoolOptions => ({
  host: server.host,
  port: server.port,
  secure: server.security === 'tls',
  requireTLS: server.security === 'starttls',
  ignoreTLS: server.security === 'none',
  ...(server.user === '' ? {} : { auth: { user: server.user, pass: server.password } }),
  maxConnections: 1,
  maxRequeues: 0,
  connectionTimeout: timeouts.connect,
  dnsTimeout: timeouts.connect,
  greetingTimeout: timeouts.greeting,
  socketTimeout: timeouts.silence,
  disableFileAccess: true,
  disableUrlAccess: true,
})

/** The address is given as an object, so that a comma in it never makes it two. */
const mailOf = (message: OutboxMessage, from: string) => ({
  from,
  to: { name: '', address: message.toAddress },
  subject: message.subject,
  messageId: message.messageId,
  date: message.createdAt,
  text: message.text,
  html: message.html,
  headers: {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    ...(message.unsubscribe === '' ? {} : { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  },
  ...(message.unsubscribe === '' ? {} : { list: { unsubscribe: message.unsubscribe } }),
})

/** What the server refuses once it has heard the recipient or the message is about these; anything earlier is about the server. */
function failed(error: NodemailerError): Delivery {
  const isAboutMessage = error.code === 'EENVELOPE' || error.code === 'EMESSAGE'
  const heard = error.command === 'RCPT TO' || error.command === 'DATA'
  const cannotBe = error.command === 'API'
  const why = error.response ?? `${error.message} (${error.originalCode ?? error.code ?? 'no code'})`
  if (!isAboutMessage || !(heard || cannotBe)) return { delivered: false, fault: 'server', why }
  return { delivered: false, fault: cannotBe || error.permanent ? 'message for good' : 'message', why }
}
