import type { Clock } from '../domain/calendar.ts'
import { type Agent, may, type Permission, type Scope, type User } from '../domain/permission.ts'

/** Who acts, and by which request from where, as far as there is one; plain data, so that it goes to another thread whole. */
export type By = { who: Agent; requestId?: string | undefined; address?: string | undefined }

/** Who acts, and when: what every function that changes something is given. */
export type Acting = By & { clock: Clock }

/** Somebody tried what they have no right to; pages refuse it before, so that only a mistake of ours or a forged form comes here. */
export class NotAllowed extends Error {
  readonly status = 403
}

/** Throws `NotAllowed` unless whoever acts may take the action, on the scope if one is given. */
export function mustBeAllowed({ who }: Pick<By, 'who'>, action: Permission, scope?: Scope): void {
  if (!may(who, action, scope)) throw new NotAllowed(`${who.role} may not ${action}`)
}

/** The person who acts; throws `NotAllowed` for a program or a source system, which decide nothing. */
export function personActing({ who }: Pick<By, 'who'>): User {
  if (!('serviceIds' in who)) throw new NotAllowed('Only a person may do this')
  return who
}
