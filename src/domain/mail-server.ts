import { accepted, type Checked, refused } from './problem.ts'

/**
 * How mail leaves. `security`: TLS from the first byte (`smtps:`), STARTTLS that the server must offer (`smtp:`), or none, which
 * is for a server on this machine and for whoever says so.
 */
export type MailServer = {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user: string
  password: string
}

const USUAL_PORTS = { tls: 465, starttls: 587, none: 25 } as const
const THIS_MACHINE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/
const HOW = 'an address such as smtp://user:password@mail.example.gov.uk:587'

/** Reads `SMTP_URL`. A part that is not known is refused: a misspelt one must never send passwords in the clear. */
export function mailServerOf(smtpUrl: string): Checked<MailServer> {
  const url = URL.parse(smtpUrl)
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return refused('SMTP_URL', HOW)
  if (url.pathname.length > 1 || url.hash !== '' || !/^(?:\?tls=no)?$/.test(url.search))
    return refused('SMTP_URL', `${HOW}; after the port nothing may follow but ?tls=no, which sends without encryption`)
  if (url.protocol === 'smtps:' && url.search !== '') return refused('SMTP_URL', 'smtp:// where it says ?tls=no')
  const security = securityOf(url)
  const [user, password] = [decoded(url.username), decoded(url.password)]
  if (user === null || password === null)
    return refused('SMTP_URL', `${HOW}, with special characters of the user and password written as in %40 for @`)
  const port = url.port === '' ? USUAL_PORTS[security] : Number(url.port)
  return accepted({ host: url.hostname.replace(/^\[|\]$/g, ''), port, security, user, password })
}

function securityOf(url: URL): MailServer['security'] {
  if (url.protocol === 'smtps:') return 'tls'
  return url.search === '?tls=no' || THIS_MACHINE.test(url.hostname) ? 'none' : 'starttls'
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
