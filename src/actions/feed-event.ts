import type { Subject } from '../domain/audit-event.ts'
import type { Clock } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import type { Acting } from './acting.ts'

/** Whoever loads a feed that has been sent: the program, whoever sent it. */
export const loaderAt = (clock: Clock): Acting => ({ who: program('Record feeds'), clock })

/** A feed as the subject of an event. */
export const feedSubject = (id: number): Subject => ({ kind: 'record feed', id: String(id) })
