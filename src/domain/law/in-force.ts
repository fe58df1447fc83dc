import type { IsoDate } from '../calendar.ts'

/** When something holds: from a day on, that day included, until another, that day excluded. Null: since ever, or for good. */
export type Dated = { from: IsoDate | null; until: IsoDate | null }

/** True when something dated holds on a day. */
export const inForce = ({ from, until }: Dated, on: IsoDate): boolean =>
  (from === null || from <= on) && (until === null || on < until)
