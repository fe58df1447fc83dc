import { changeIncident, type Incident, incidentById } from '../../db/queries/disposal-incidents.ts'
import { peopleOfGovernance } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import { IncidentClosing } from '../domain/disposal-incident.ts'
import { type Checked, check, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed, personActing } from './acting.ts'
import { recordEvent } from './audit.ts'

const subjectOf = (id: number) => ({ kind: 'disposal incident', id: String(id) }) as const

/** Says who of information governance sees to an open incident (null: nobody yet). Refused: somebody else, and an incident that has been closed. */
export async function assignIncident(
  db: Db,
  acting: Acting,
  id: number,
  ownerId: number | null,
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'settle disposal incidents')
  const owner = ownerId === null ? undefined : (await peopleOfGovernance(db)).find((one) => one.id === ownerId)
  if (ownerId !== null && !owner) return refused('owner', 'Choose a person of information governance')
  return db.transaction().execute(async (tx) => {
    if (!(await changeIncident(tx, id, { ownerId }))) return closedSince(await incidentById(tx, id), 'owner')
    const subject = subjectOf(id)
    await recordEvent(tx, acting, {
      ...{ kind: 'incident assigned', subject, facts: { assigned: owner !== undefined } },
      ...(owner ? { personal: { facts: { owner: owner.name } } } : {}),
    })
    return { ok: true, value: null }
  })
}

/** Closes an incident with what was done. Refused: nothing said, and an incident that somebody has closed since. */
export async function closeIncident(db: Db, acting: Acting, id: number, input: unknown): Promise<Checked<null>> {
  mustBeAllowed(acting, 'settle disposal incidents')
  const { name } = personActing(acting)
  const closing = check(IncidentClosing, input)
  if (!closing.ok) return closing
  return db.transaction().execute(async (tx) => {
    const closed = { closedAt: acting.clock.now(), closedByName: name, whatWasDone: closing.value.whatWasDone }
    if (!(await changeIncident(tx, id, closed))) return closedSince(await incidentById(tx, id), 'whatWasDone')
    await recordEvent(tx, acting, { kind: 'incident closed', subject: subjectOf(id) })
    return { ok: true, value: null }
  })
}

const closedSince = (incident: Incident | undefined, field: string) =>
  refused(field, `${incident?.closedByName ?? 'Somebody'} has closed this incident since you opened the page.`)
