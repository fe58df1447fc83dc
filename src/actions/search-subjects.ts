import { namesByCode } from '../../db/queries/codes.ts'
import {
  searchedActivities,
  searchedFindings,
  searchedNotices,
  searchedOrganisations,
  searchedRules,
  searchedServices,
} from '../../db/queries/search-subjects.ts'
import { presentContentsOf } from '../../db/queries/survivors.ts'
import type { Db } from '../../db/schema.ts'
import { activityLines } from '../domain/activity-search.ts'
import type { SearchKind, SearchSubject } from '../domain/search-entry.ts'

/** The kinds of which there are so few that all are read at once. */
export type FewKind = Exclude<SearchKind, 'activity' | 'finding'>

/** Things of a kind as searches find them, in no order; what is not there, or stands for itself no more, is left out. */
export async function subjectsOf(db: Db, kind: SearchKind, subjects: string[]): Promise<SearchSubject[]> {
  if (subjects.length === 0) return []
  if (kind === 'activity') return activities(db, subjects)
  return kind === 'finding' ? searchedFindings(db, subjects) : fewSubjects(db, kind, subjects)
}

/** As `subjectsOf`; null: all of the kind. */
export function fewSubjects(db: Db, kind: FewKind, subjects: string[] | null): Promise<SearchSubject[]> {
  const read = {
    rule: searchedRules,
    organisation: searchedOrganisations,
    service: searchedServices,
    notice: searchedNotices,
  }
  return read[kind](db, subjects)
}

async function activities(db: Db, references: string[]): Promise<SearchSubject[]> {
  const rows = await searchedActivities(db, references)
  const contents = await presentContentsOf(
    db,
    rows.map(({ versionId }) => versionId),
  )
  const names = await namesByCode(db)
  return rows.flatMap(({ id: _, versionId, ...row }) => {
    const content = contents.get(versionId)
    return content ? [{ ...row, lines: activityLines(content, names) }] : []
  })
}
