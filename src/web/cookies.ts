import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { CookieOptions, Request, Response } from 'express'
import type { Config } from '../config.ts'
import { daysBetween } from '../domain/calendar.ts'
import type { App } from './app-context.ts'

type Cookies = Pick<Config, 'secureCookies' | 'sessionSecret'>

/** The name of a cookie: with https, one that browsers take from this host alone and over https alone. */
export const cookieName = ({ secureCookies }: Pick<Config, 'secureCookies'>, name: string): string =>
  secureCookies ? `__Host-${name}` : name

/** What every cookie of the site is: out of reach of scripts, and of forms of other sites. */
export const cookieRules = ({ secureCookies }: Pick<Config, 'secureCookies'>) =>
  ({ httpOnly: true, sameSite: 'lax', secure: secureCookies, path: '/' }) as const satisfies CookieOptions

const DEVICE = 'muniment-device'
const DEVICE_DAYS = 180
const DAY_MS = 86_400_000

/** A browser in which a person was signed in before. `mark`: which browser it is. */
export type Device = { userId: number; mark: string }

/**
 * Marks the browser as one in which the person was signed in: strangers who guess at the account do not close it to this one.
 *
 * The mark lets nobody in. Source: OWASP, device cookies.
 */
export function markDevice({ config, clock }: Pick<App, 'config' | 'clock'>, res: Response, userId: number): void {
  const text = `${userId}.${clock.today()}.${randomBytes(16).toString('base64url')}`
  const options = { ...cookieRules(config), maxAge: DEVICE_DAYS * DAY_MS }
  res.cookie(cookieName(config, DEVICE), `${text}.${signatureOf(config, text)}`, options)
}

/** The mark that the browser carries, or null when it has none, an old one, or one that we did not give. */
export function deviceOf({ config, clock }: Pick<App, 'config' | 'clock'>, req: Request): Device | null {
  const parts = /^(\d{1,15})\.(\d{4}-\d\d-\d\d)\.([\w-]{22})\.([\w-]{43})$/.exec(sentCookie(config, req))
  const [, userId = '', markedOn = '', mark = '', signature = ''] = parts ?? []
  if (!parts || !isSame(signature, signatureOf(config, `${userId}.${markedOn}.${mark}`))) return null
  return daysBetween(markedOn, clock.today()) > DEVICE_DAYS ? null : { userId: Number(userId), mark }
}

function sentCookie(config: Cookies, req: Request): string {
  const start = `${cookieName(config, DEVICE)}=`
  const pairs = (req.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length) ?? ''
}

const signatureOf = ({ sessionSecret }: Cookies, text: string): string =>
  createHmac('sha256', `device ${sessionSecret}`).update(text).digest('base64url')

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
