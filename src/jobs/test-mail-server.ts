import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** How a mail server treats what it is given. `refuse`: its answer to a recipient; `dropAfterData`: it takes a message and hangs up. */
export type Manners = {
  refuse?: (address: string) => { code: number; text: string } | null
  refuseContent?: (subject: string) => { code: number; text: string } | null
  dropAfterData?: () => boolean
  options?: SMTPServerOptions
}

export type Received = { mail: ParsedMail; from: string; to: string[]; raw: string }

/** A real SMTP server on loopback that keeps what it takes. `next`: resolves with the message taken after those seen so far. */
export async function testMailServer(manners: Manners = {}) {
  const received: Received[] = []
  const waiting: (() => void)[] = []
  let connections = 0
  const refusal = ({ code, text }: { code: number; text: string }) =>
    Object.assign(new Error(text), { responseCode: code })
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onConnect: (_session, done) => {
      connections += 1
      done()
    },
    onRcptTo: ({ address }, _session, done) => {
      const answer = manners.refuse?.(address)
      done(answer ? refusal(answer) : null)
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        const mail = await simpleParser(raw)
        const answer = manners.refuseContent?.(mail.subject ?? '')
        if (answer) return done(refusal(answer))
        const { mailFrom, rcptTo } = session.envelope
        received.push({ mail, raw, from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) })
        for (const tell of waiting.splice(0)) tell()
        if (!manners.dropAfterData?.()) return done()
        for (const connection of server.connections) (connection as { close: () => void }).close()
      })
    },
    ...manners.options,
  })
  server.on('error', () => {})
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    received,
    connections: () => connections,
    next: async (count = 1) => {
      while (received.length < count) await new Promise<void>((done) => waiting.push(done))
      return received
    },
    close: () => new Promise<void>((done) => server.close(done)),
  }
}
