import type { ActivityContent, Evidence } from '../../src/domain/processing-activity.ts'
import type { Db } from '../schema.ts'
import { referredIds } from './activity-ids.ts'

/** What a version says and the id it says it under. */
export type VersionContent = { versionId: number; content: ActivityContent }

/** Rows at once: the widest has fourteen values, and a statement takes 32,766. */
const AT_ONCE = 2000

/**
 * Writes the lists of versions, with few statements however many the versions are.
 *
 * Every code must exist; terms that the vocabulary lacks are added to it.
 */
export async function addActivityChildren(db: Db, versions: VersionContent[]): Promise<void> {
  const contents = versions.map(({ content }) => content)
  const ids = await referredIds(db, contents)
  const rows = <Entry extends Evidence, Rest extends object>(
    list: (content: ActivityContent) => Entry[],
    rest: (entry: Entry) => Rest,
  ) =>
    versions.flatMap(({ versionId, content }) =>
      list(content).map((entry, at) => ({
        versionId,
        position: at + 1,
        standing: entry.standing,
        noticeId: ids.notice(entry.notice),
        lines: entry.lines,
        byName: entry.byName,
        byOn: entry.byOn,
        ...rest(entry),
      })),
    )
  await inChunks(
    rows(
      (c) => c.purposes,
      ({ text }) => ({ text }),
    ),
    (some) => db.insertInto('activityPurposes').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.lawfulBases,
      ({ purpose, basis, statute, interest, record, withdrawal }) => ({
        ...{ purpose, basis, statute },
        ...{ interest, record, withdrawal },
      }),
    ),
    (some) => db.insertInto('activityLawfulBases').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.terms,
      (term) => ({ termId: ids.term(term) }),
    ),
    (some) => db.insertInto('activityTerms').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.conditions,
      ({ kind, text }) => ({ kind, text }),
    ),
    (some) => db.insertInto('activityConditions').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.parties,
      ({ part, organisation, detail, contract }) => ({
        part,
        organisationId: ids.organisation(organisation),
        detail,
        contract,
      }),
    ),
    (some) => db.insertInto('activityParties').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.recipients,
      ({ organisation, category, role, contract, contractEndsOn }) => ({
        organisationId: ids.organisation(organisation),
        category,
        role,
        contract,
        contractEndsOn,
      }),
    ),
    (some) => db.insertInto('activityRecipients').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.transfers,
      ({ country, recipient, mechanism, safeguard, document, riskAssessment, verifiedOn }) => ({
        ...{ country, recipient, mechanism, safeguard },
        ...{ document, riskAssessment, verifiedOn },
      }),
    ),
    (some) => db.insertInto('activityTransfers').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.rules,
      ({ rule }) => ({ ruleId: ids.rule(rule) }),
    ),
    (some) => db.insertInto('activityRules').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.systems,
      ({ sourceSystem }) => ({ sourceSystemId: ids.system(sourceSystem) }),
    ),
    (some) => db.insertInto('activitySystems').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.details,
      ({ field, text }) => ({ field, text }),
    ),
    (some) => db.insertInto('activityDetails').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.rights,
      ({ right, answer, reason }) => ({ rightOf: right, answer, reason }),
    ),
    (some) => db.insertInto('activityRights').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.dpiaCriteria,
      ({ criterion }) => ({ criterion }),
    ),
    (some) => db.insertInto('activityDpiaCriteria').values(some).execute(),
  )
  await inChunks(
    rows(
      (c) => c.notes,
      ({ field, text, silent }) => ({ field, text, silent: silent ? (1 as const) : (0 as const) }),
    ),
    (some) => db.insertInto('activityNotes').values(some).execute(),
  )
}

/** Takes the lists of a draft out; the database refuses it for any other version. */
export async function removeActivityChildren(db: Db, versionId: number): Promise<void> {
  for (const list of childTables) await db.deleteFrom(list).where('versionId', '=', versionId).execute()
}

const childTables = [
  'activityPurposes',
  'activityLawfulBases',
  'activityTerms',
  'activityConditions',
  'activityParties',
  'activityRecipients',
  'activityTransfers',
  'activityRules',
  'activitySystems',
  'activityDetails',
  'activityRights',
  'activityDpiaCriteria',
  'activityNotes',
] as const

async function inChunks<Row>(rows: Row[], insert: (some: Row[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += AT_ONCE) await insert(rows.slice(from, from + AT_ONCE))
}
