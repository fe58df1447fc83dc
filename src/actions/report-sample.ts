import { decisionsByKey, decisionsMade, type SampledDecision } from '../../db/queries/report-sample.ts'
import type { Db } from '../../db/schema.ts'
import { addDays, type IsoDate, startOfDay } from '../domain/calendar.ts'
import { seededSample } from '../domain/sampling.ts'

/** What is drawn: decisions of some days, both inclusive, how many, and by which seed. */
export type SampleAsked = { seed: string; size: number; from: IsoDate; to: IsoDate }

/** A decision of a sample with its place in it. */
export type Drawn = SampledDecision & { place: number }

/** Draws a sample of what was decided in reviews; `of`: how much it was drawn from. The same seed, size and days give the same sample. */
export async function sampleOfDecisions(
  db: Db,
  { seed, size, from, to }: SampleAsked,
): Promise<{ of: number; drawn: Drawn[] }> {
  const made = await decisionsMade(db, startOfDay(from), startOfDay(addDays(to, 1)))
  const keys = seededSample(made, keyOf, seed, size)
  const decisions = new Map((await decisionsByKey(db, keys)).map((decision) => [keyOf(decision), decision]))
  const drawn = keys.flatMap((key, at) => {
    const decision = decisions.get(keyOf(key))
    return decision ? [{ ...decision, place: at + 1 }] : []
  })
  return { of: made.length, drawn }
}

/** How a decision is named: `decision 12`, `exceptions 7`. */
export const keyOf = ({ kind, id }: { kind: string; id: number }): string => `${kind} ${id}`
