import type { Logger } from 'pino'
import type { Db } from '../../db/schema.ts'
import { type Deliver, type SendingReport, sendDueMail } from '../actions/mail-sending.ts'
import type { MailConfig } from '../config.ts'
import type { Clock } from '../domain/calendar.ts'
import { mailServerOf } from '../domain/mail-server.ts'
import { type MailTransport, mailTransport } from './mail-transport.ts'

const FINISH_WITHIN_MS = 8_000

/** Sends what waits in the outbox. `poke`: something may be due. `stop`: lets the message under way finish, for a few seconds. */
export type MailSender = { poke: () => void; stop: () => Promise<void> }

type Parts = { db: Db; clock: Clock; log: Logger; mail: MailConfig | undefined }

/**
 * The sender of a server; without a mail server it does nothing, and messages wait.
 *
 * It runs beside the pages: the network is waited for, and each step in the database is one short statement. Several servers may
 * run one each, because a message is claimed before it is sent.
 */
export function mailSender({ db, clock, log, mail }: Parts, connect = connectTo): MailSender {
  const stopping = new AbortController()
  const cutting = new AbortController()
  let working: Promise<void> | null = null
  let again = false

  async function workOff(): Promise<void> {
    do {
      again = false
      await sendRound()
    } while (again && !stopping.signal.aborted)
    working = null
  }

  async function sendRound(): Promise<void> {
    if (!mail) return
    const transport = connect(mail)
    try {
      const deliver: Deliver = (message) => transport.deliver(message, cutting.signal)
      logReport(await sendDueMail(db, { clock, signal: stopping.signal, deliver }), log)
    } catch (error) {
      log.error({ err: error, job: 'send-mail' }, 'job failed')
    } finally {
      transport.close()
    }
  }

  return {
    poke: () => {
      again = true
      if (stopping.signal.aborted) return
      working ??= workOff()
    },
    stop: async () => {
      stopping.abort()
      const late = setTimeout(() => cutting.abort(), FINISH_WITHIN_MS).unref()
      await working
      clearTimeout(late)
    },
  }
}

function connectTo({ smtpUrl, from }: MailConfig): MailTransport {
  const server = mailServerOf(smtpUrl)
  if (!server.ok) throw new Error('SMTP_URL cannot be used')
  return mailTransport(server.value, from)
}

/** Addresses and the server's words, which may hold one, stay out of the log. */
function logReport({ serverDown, ...counts }: SendingReport, log: Logger): void {
  if (counts.sent + counts.postponed + counts.givenUp === 0) return
  const failing = counts.postponed + counts.givenUp > 0
  log[failing ? 'warn' : 'info'](
    { job: 'send-mail', ...counts, serverDown: serverDown !== null },
    failing ? 'Not all mail could be sent.' : 'Sent mail.',
  )
}
