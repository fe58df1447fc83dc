import type { VersionToApply } from '../../db/queries/rule-versions.ts'
import { type Batch, claimPastPeriod } from '../../db/queries/sweep.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { rememberedPlaces } from '../domain/placement.ts'
import { type Moves, moversOf, movesAmong } from './rule-moves.ts'

/** What heavy work looks up of the records of each piece before it writes it: `asked` is the same for all pieces, `found` is of one. */
export type LookUps = {
  moves: { asked: { versions: readonly VersionToApply[]; today: IsoDate }; found: Moves }
  'past their period': { asked: { asOf: IsoDate }; found: Batch[] }
}

/** Looks up some records by their ids. What it finds is plain data, which can be passed on to another thread. */
export type LookUp<Of extends keyof LookUps> = (db: Db, ids: readonly number[]) => Promise<LookUps[Of]['found']>

/** How each begins: with what is the same for all pieces. */
export const lookUps: { [Of in keyof LookUps]: (db: Db, asked: LookUps[Of]['asked']) => Promise<LookUp<Of>> } = {
  moves: async (db, { versions, today }) => {
    const movers = await moversOf(db, versions, { placed: rememberedPlaces(), today })
    return (at, ids) => movesAmong(at, movers, ids)
  },
  'past their period': async (_db, { asOf }) => {
    return (at, ids) => claimPastPeriod(at, ids, asOf)
  },
}
