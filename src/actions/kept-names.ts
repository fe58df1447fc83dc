import { addNameChange } from '../../db/queries/name-changes.ts'
import type { Db } from '../../db/schema.ts'
import type { SharedKind } from '../domain/survivors.ts'
import type { Acting } from './acting.ts'

/** Keeps what a thing was called until now, when it is given another name: the register as at an earlier day shows that. */
export async function keepName(
  tx: Db,
  { who, clock }: Acting,
  thing: { kind: SharedKind; ofId: number },
  oldName: string,
  newName: string,
): Promise<void> {
  if (oldName === newName) return
  await addNameChange(tx, { ...thing, oldName, newName, changedAt: clock.now(), changedByName: who.name })
}
