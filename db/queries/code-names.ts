import { areOfCodes, type CodeNames, NO_NAMES } from '../../src/domain/audit-names.ts'
import { detailsOf, type ToldEvent } from '../../src/domain/audit-sentence.ts'
import type { Db } from '../schema.ts'

/** What services and organisations are called that events tell of by code, those that were merged away by their own names; none where no event does. */
export async function codeNames(
  db: Db,
  events: readonly Pick<ToldEvent, 'details' | 'personDetails'>[],
): Promise<CodeNames> {
  if (!events.some((event) => areOfCodes(detailsOf(event).changes))) return NO_NAMES
  const services = await db.selectFrom('services').select(['code', 'name']).execute()
  const organisations = await db.selectFrom('organisations').select(['code', 'name']).execute()
  const byCode = (rows: { code: string; name: string }[]) => new Map(rows.map(({ code, name }) => [code, name]))
  return { service: byCode(services), organisation: byCode(organisations) }
}
