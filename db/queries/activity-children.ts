import type { ActivityContent, Evidence } from '../../src/domain/processing-activity.ts'
import type { Db } from '../schema.ts'
import { referredIds } from './activity-ids.ts'

/** What a version says and the id it says it under. */
export type VersionContent = { versionId: number; content: ActivityContent }

/** Rows at once: the widest has ten values, and a statement takes 32,766. */
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
      ({ purpose, basis, statute }) => ({ purpose, basis, statute }),
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
      ({ part, organisation, detail }) => ({
        part,
        organisationId: ids.organisation(organisation),
        detail,
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
      ({ country, recipient, safeguard, document }) => ({
        country,
        recipient,
        safeguard,
        document,
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
      (c) => c.notes,
      ({ field, text, silent }) => ({ field, text, silent: silent ? (1 as const) : (0 as const) }),
    ),
    (some) => db.insertInto('activityNotes').values(some).execute(),
  )
}

async function inChunks<Row>(rows: Row[], insert: (some: Row[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += AT_ONCE) await insert(rows.slice(from, from + AT_ONCE))
}
