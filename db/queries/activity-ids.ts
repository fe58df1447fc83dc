import type { ActivityContent } from '../../src/domain/processing-activity.ts'
import { termKey } from '../../src/domain/survivors.ts'
import type { Db } from '../schema.ts'
import { idsByCode } from './codes.ts'
import { termIds } from './terms.ts'

/** The ids of all that contents refer to, each by what it is called there. Throws for a code that does not exist. */
export async function referredIds(db: Db, contents: ActivityContent[]) {
  const facts = contents.flatMap((c) => [
    ...[c.purposes, c.lawfulBases, c.terms, c.conditions, c.parties, c.recipients, c.transfers, c.rules].flat(),
    ...[c.systems, c.details, c.rights, c.dpiaCriteria, c.notes].flat(),
  ])
  const noticeCodes = facts.flatMap(({ notice }) => notice ?? [])
  const organisationCodes = contents.flatMap((c) =>
    [...c.parties, ...c.recipients].flatMap(({ organisation }) => organisation ?? []),
  )
  const notices = await idsByCode(db, 'privacyNotices', noticeCodes)
  const organisations = await idsByCode(db, 'organisations', organisationCodes)
  const rules = await idsByCode(
    db,
    'retentionRules',
    contents.flatMap((c) => c.rules.map(({ rule }) => rule)),
  )
  const systems = await idsByCode(
    db,
    'sourceSystems',
    contents.flatMap((c) => c.systems.map((s) => s.sourceSystem)),
  )
  const terms = await termIds(
    db,
    contents.flatMap((c) => c.terms),
  )
  return {
    notice: (code: string | null) => (code === null ? null : known(notices, code)),
    organisation: (code: string | null) => (code === null ? null : known(organisations, code)),
    rule: (code: string) => known(rules, code),
    system: (code: string) => known(systems, code),
    term: (term: ActivityContent['terms'][number]) => known(terms, termKey(term)),
  }
}

function known(ids: Map<string, number>, key: string): number {
  const id = ids.get(key)
  if (id === undefined) throw new Error(`The register has no “${key}”`)
  return id
}
