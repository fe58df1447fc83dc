import { mergedAway, takenOver } from '../../../db/queries/merged-names.ts'
import type { MergedAway } from '../../../db/queries/merges.ts'
import { type FormerName, formerNames } from '../../../db/queries/name-changes.ts'
import type { Db } from '../../../db/schema.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords, londonDate } from '../../domain/calendar.ts'
import type { SharedKind } from '../../domain/survivors.ts'
import { sameDay } from '../as-at.ts'
import type { SummaryRow } from '../components.ts'

/** What became of the names of a thing: into what it was merged away, what it took the place of, and what it was called before. */
export type Names = { away: MergedAway | undefined; taken: string[]; former: FormerName[] }

/** Reads what became of the names of a thing until now (null), or by the end of a day. */
export const namesOf = async (db: Db, kind: SharedKind, id: number, asAt: AsAt | null = null): Promise<Names> => ({
  away: await mergedAway(db, kind, id, asAt),
  taken: await takenOver(db, kind, id, asAt),
  former: await formerNames(db, kind, id, asAt),
})

const day = (at: string): string => dateInWords(londonDate(at))

/** The same as rows of a summary; none where nothing ever happened. `list`: the address of the list that has its page. */
export const namesRows = ({ away, taken, former }: Names, list: string, asAt: AsAt | null = null): SummaryRow[] => [
  ...(away
    ? [
        {
          key: 'Merged into',
          lines: [
            { text: away.intoName, href: sameDay(`${list}/${encodeURIComponent(away.into)}`, asAt) },
            {
              text: `On ${day(away.mergedAt)} by ${away.mergedByName}. What was said before keeps this name.`,
              muted: true,
            },
          ],
        },
      ]
    : []),
  ...(taken.length === 0 ? [] : [{ key: 'In the place of', lines: taken.map((text) => ({ text })) }]),
  ...(former.length === 0
    ? []
    : [{ key: 'Called before', lines: former.map(({ name, until }) => ({ text: `${name}, until ${day(until)}` })) }]),
]
