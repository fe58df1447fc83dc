import { type FindingRow, findingById } from '../../db/queries/finding-list.ts'
import { setAcceptance, setFindingOwner } from '../../db/queries/findings.ts'
import { userById } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import type { EventKind } from '../domain/audit-event.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'

const FIXED = 'This is found no more, so that there is nothing to decide about it.'

/** Says why a finding may stay as it is, until a day, that day included; refused for one that is found no more. */
export async function acceptFinding(
  db: Db,
  acting: Acting,
  id: number,
  { reason, until }: { reason: string; until: IsoDate },
): Promise<Checked<null>> {
  const { who, clock } = acting
  const acceptance = {
    acceptedOn: clock.today(),
    acceptedUntil: until,
    acceptedByName: who.name,
    acceptedReason: reason,
  }
  return decided(db, acting, id, 'finding accepted', { reason, until }, (tx) => setAcceptance(tx, id, acceptance))
}

/** Takes an acceptance back: the finding is open again. */
export async function reopenFinding(db: Db, acting: Acting, id: number): Promise<Checked<null>> {
  const nothing = { acceptedOn: null, acceptedUntil: null, acceptedByName: null, acceptedReason: null }
  return decided(db, acting, id, 'finding opened again', {}, (tx) => setAcceptance(tx, id, nothing))
}

/** Says who sees to a finding, or that nobody does (null); refused for somebody who may not answer for activities. */
export async function assignFinding(
  db: Db,
  acting: Acting,
  id: number,
  ownerId: number | null,
): Promise<Checked<null>> {
  const owner = ownerId === null ? undefined : await userById(db, ownerId)
  if (ownerId !== null && owner?.role !== 'governance' && owner?.role !== 'manager')
    return refused('owner', 'Choose a person from the list')
  return decided(db, acting, id, 'finding assigned', { user: ownerId ?? 'nobody' }, (tx) =>
    setFindingOwner(tx, id, ownerId),
  )
}

async function decided(
  db: Db,
  acting: Acting,
  id: number,
  kind: EventKind,
  facts: Record<string, string | number>,
  decide: (tx: Db, finding: FindingRow) => Promise<void>,
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    const finding = await findingById(tx, id, null)
    if (!finding) return refused('id', 'There is no such finding')
    if (finding.fixedOn !== null) return refused('id', FIXED)
    await decide(tx, finding)
    const subject = { kind: 'processing activity', id: finding.reference } as const
    await recordEvent(tx, acting, { kind, subject, facts: { code: finding.code, ...facts } })
    return accepted(null)
  })
}
