import { createHash } from 'node:crypto'
import session, { type SessionData } from 'express-session'
import { addSession, endSession, keepSession, sessionData } from '../../db/queries/sessions.ts'
import type { Db } from '../../db/schema.ts'
import { addSeconds, type Clock, type Instant } from '../domain/calendar.ts'
import type { KeptForm } from './kept-form/keep.ts'

declare module 'express-session' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface merges with the library's own
  interface SessionData {
    userId?: number
    csrfToken?: string
    returnTo?: string
    flash?: string
    /** Where the person signed in from, for the list of their sessions. */
    address?: string
    browser?: string
    /** Who gave the right password and has yet to give a code, or to set up the app that gives one; until then nobody is signed in. */
    halfway?: { userId: number; until: Instant; next: 'code' | 'set-up'; password: string }
    /** A form that came after the session of its page had ended. */
    keptForm?: KeptForm
    /** The sealed secret of an authenticator app that is being set up. */
    newSecret?: string
    /** When it was last written; not a part of it. */
    seenAt?: Instant
    /** True once it stands in the table: from then on it is only kept up, and never begun again. */
    begun?: boolean
  }
}

/** Seconds without a request after which a session ends. */
export const SESSION_IDLE_SECONDS = 30 * 60
/** Seconds within which a session that did not change is not written again, so that most pages write nothing at all. */
export const SESSION_SEEN_SECONDS = 30
/** For how many seconds without a request a person stays signed in for certain. */
export const SESSION_SURE_SECONDS = SESSION_IDLE_SECONDS - SESSION_SEEN_SECONDS
/** Seconds after which a session ends however busy it is. */
const SESSION_LONGEST_SECONDS = 12 * 60 * 60

type Done = (error?: unknown) => void

/**
 * Keeps sessions in the database. A read of the table alone lets nobody in: it holds only hashes of the ids.
 *
 * A session that was ended stays so, even when a request that began before it was ended saves it afterwards.
 */
export class SessionStore extends session.Store {
  readonly #db: Db
  readonly #clock: Clock
  constructor(db: Db, clock: Clock) {
    super()
    this.#db = db
    this.#clock = clock
  }

  override get(id: string, done: (error: unknown, data?: SessionData | null) => void): void {
    sessionData(this.#db, sessionHash(id), this.#clock.now()).then(
      (row) => done(null, row ? { ...JSON.parse(row.data), seenAt: row.lastSeenAt } : null),
      done,
    )
  }

  override set(id: string, data: SessionData, done: Done = () => {}): void {
    const now = this.#clock.now()
    const { seenAt: _, ...kept } = { ...data, begun: true }
    const session = {
      ...{ idHash: sessionHash(id), userId: data.userId ?? null, data: JSON.stringify(kept) },
      ...{ expiresAt: addSeconds(now, SESSION_IDLE_SECONDS), address: data.address ?? '', browser: data.browser ?? '' },
    }
    const written = data.begun
      ? keepSession(this.#db, session, now)
      : addSession(this.#db, session, now, addSeconds(now, SESSION_LONGEST_SECONDS))
    written.then(() => done(), done)
  }

  override destroy(id: string, done: Done = () => {}): void {
    endSession(this.#db, sessionHash(id)).then(() => done(), done)
  }

  override touch(id: string, data: SessionData, done: Done = () => {}): void {
    if (data.seenAt && this.#clock.now() < addSeconds(data.seenAt, SESSION_SEEN_SECONDS)) done()
    else this.set(id, data, done)
  }
}

/** By what a session is known in the database: nobody can use it as its id. */
export const sessionHash = (id: string): string => createHash('sha256').update(id).digest('hex')
