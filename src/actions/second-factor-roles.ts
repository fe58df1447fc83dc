import { secondFactorRoles, setSecondFactorRoles } from '../../db/queries/second-factors.ts'
import type { Db } from '../../db/schema.ts'
import { listInWords } from '../domain/list.ts'
import { type Role, roles } from '../domain/permission.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { changesBetween, recordEvent } from './audit.ts'

/** Sets the roles whose people must have a second factor to sign in with a password; each is asked at their next sign-in. */
export async function requireSecondFactor(db: Db, acting: Acting, wanted: Role[]): Promise<void> {
  mustBeAllowed(acting, 'manage accounts')
  await db.transaction().execute(async (tx) => {
    const before = inOrder(await secondFactorRoles(tx))
    const after = inOrder(wanted)
    const changes = changesBetween([['Second factor required of', listInWords]], before, after)
    if (changes.length === 0) return
    await setSecondFactorRoles(tx, after)
    await recordEvent(tx, acting, { kind: 'changed', subject: { kind: 'settings', id: 'second factor' }, changes })
  })
}

const inOrder = (some: Role[]): Role[] => roles.filter((role) => some.includes(role))
