/**
 * How often something may be tried within so many seconds.
 *
 * `key`: what the tries have in common, an account or a place or both. `exhausted`: the sentence about it, without when to try again.
 */
export type AttemptLimit = { key: string; most: number; seconds: number; exhausted: string }

const MINUTES = 60
const HOUR = 60 * MINUTES

/** From where, and as whom, somebody tries to sign in. `device`: the mark of a browser in which that account was signed in before. */
export type SignInTry = { email: string; address: string; device: string | null }

/**
 * The limits on signing in with a password, the one of account and place first.
 *
 * Whoever hammers an account closes it to strange browsers only: a browser in which its owner has signed in before is counted by itself.
 * Source: OWASP, device cookies; ASVS 5.0, 6.3.1.
 */
export function signInLimits({ email, address, device }: SignInTry): AttemptLimit[] {
  const account = email.trim().toLowerCase()
  const network = networkOf(address)
  const here = { most: 10, seconds: 15 * MINUTES, exhausted: 'to sign in to this account from here' }
  if (device !== null) return [{ key: `device ${device}`, ...here }]
  return [
    { key: `account and place ${account} ${network}`, ...here },
    { key: `place ${network}`, most: 50, seconds: 15 * MINUTES, exhausted: 'to sign in from here' },
    {
      ...{ key: `account ${account}`, most: 100, seconds: HOUR },
      exhausted: 'to sign in to this account. Use a browser in which you have signed in before',
    },
  ]
}

/** The limit on the codes of an authenticator app, and on recovery codes, for one person. */
export const codeLimit = (userId: number): AttemptLimit => ({
  ...{ key: `code ${userId}`, most: 5, seconds: 15 * MINUTES, exhausted: 'with a wrong code' },
})

/** The limit on set-up codes from one place. */
export const setUpLimit = (address: string): AttemptLimit => ({
  ...{
    key: `set-up ${networkOf(address)}`,
    most: 10,
    seconds: 15 * MINUTES,
    exhausted: 'to set up Muniment from here',
  },
})

/** The limit on asking for a new password from one place. */
export const resetLimit = (address: string): AttemptLimit => ({
  ...{ key: `reset ${networkOf(address)}`, most: 10, seconds: 15 * MINUTES },
  exhausted: 'to ask for a new password from here',
})

/** The limit on giving one's own password again, when signed in. */
export const passwordLimit = (userId: number): AttemptLimit => ({
  ...{ key: `password ${userId}`, most: 10, seconds: 15 * MINUTES, exhausted: 'with a wrong password' },
})

/**
 * What counts as one place: an IPv4 address, or the /64 of an IPv6 one, all of which whoever has one address of it may use.
 *
 * An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is that IPv4 address.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}

const groupsOf = (text: string): string[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group.replace(/^0+(?=.)/, '')]))
