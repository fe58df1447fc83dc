import { idsByCode, organisationCodesByName } from '../../db/queries/codes.ts'
import { survivorsOf } from '../../db/queries/survivors.ts'
import { termsNamed } from '../../db/queries/terms.ts'
import type { Db } from '../../db/schema.ts'
import type { ActivityDraft } from '../domain/activity-draft.ts'
import { evidencedLists } from '../domain/activity-evidence.ts'
import { noOrganisation } from '../domain/new-organisation.ts'
import { accepted, type Checked, type Problem } from '../domain/problem.ts'
import type { ActivityContent, TermMark } from '../domain/processing-activity.ts'
import { termKey, withSurvivors } from '../domain/survivors.ts'
import type { PlannedOrganisation } from './named-organisations.ts'

/**
 * Settles what a draft refers to: organisations by name or code, codes that must exist, and the marks of its terms.
 *
 * A term that the vocabulary has keeps its name as written there and its mark; a draft that gives it another mark is refused. What was
 * merged away is settled to what stands in its place. `planned`: organisations that are about to be added.
 */
export async function settleReferences(
  db: Db,
  draft: ActivityDraft,
  planned: PlannedOrganisation[] = [],
): Promise<Checked<ActivityContent>> {
  const organisations = await organisationLookup(db, draft, planned)
  const terms = await termLookup(db, draft)
  const problems = [
    ...(await unknownCodes(db, draft)),
    ...(['parties', 'recipients'] as const).flatMap((list) =>
      draft[list].flatMap(({ organisation }, at) =>
        organisation === null || organisations(organisation) !== null
          ? []
          : [problem(`${list}.${at}.organisation`, noOrganisation(organisation))],
      ),
    ),
    ...draft.terms.flatMap((term, at) => {
      const known = terms(term)
      return known === null || term.mark === null || term.mark === known.mark
        ? []
        : [
            problem(
              `terms.${at}.mark`,
              `“${known.name}” is marked “${known.mark}” in the whole register: leave its mark as it is, or enter another name`,
            ),
          ]
    }),
  ]
  if (problems.length > 0) return { ok: false, problems }
  const content = {
    ...draft,
    purposes: draft.purposes.map(saved),
    lawfulBases: draft.lawfulBases.map(saved),
    terms: draft.terms.map((term) => {
      const known = terms(term)
      const mark: TermMark = known?.mark ?? term.mark ?? 'none'
      return { ...saved(term), name: known?.name ?? term.name, mark }
    }),
    conditions: draft.conditions.map(saved),
    parties: draft.parties.map((party) => ({ ...saved(party), organisation: organisations(party.organisation) })),
    recipients: draft.recipients.map((recipient) => ({
      ...saved(recipient),
      organisation: organisations(recipient.organisation),
    })),
    transfers: draft.transfers.map(saved),
    rules: draft.rules.map(saved),
    systems: draft.systems.map(saved),
    details: draft.details.map(saved),
    rights: draft.rights.map(saved),
    dpiaCriteria: draft.dpiaCriteria.map(saved),
    notes: draft.notes.map(saved),
  }
  return accepted(withSurvivors(content, await survivorsOf(db)))
}

const problem = (field: string, text: string): Problem => ({ field, text })

/** A row without the trace of where it stood on the form. */
function saved<Row extends { was: string | null }>({ was: _, ...row }: Row): Omit<Row, 'was'> {
  return row
}

async function organisationLookup(db: Db, draft: ActivityDraft, planned: PlannedOrganisation[]) {
  const written = [...draft.parties, ...draft.recipients].flatMap(({ organisation }) => organisation ?? [])
  const codes = await organisationCodesByName(db, written)
  for (const { name, code } of planned) codes.set(name.toLowerCase(), code)
  return (text: string | null): string | null => (text === null ? null : (codes.get(text.toLowerCase()) ?? null))
}

/** A term spelt exactly so comes before one that differs in capitals. */
async function termLookup(db: Db, draft: ActivityDraft) {
  const known = await termsNamed(
    db,
    draft.terms.map(({ name }) => name),
  )
  const exact = new Map(known.map((term) => [termKey(term), term]))
  const inAnyCase = new Map(known.map((term) => [termKey(term).toLowerCase(), term]))
  return (term: ActivityDraft['terms'][number]) =>
    exact.get(termKey(term)) ?? inAnyCase.get(termKey(term).toLowerCase()) ?? null
}

async function unknownCodes(db: Db, draft: ActivityDraft): Promise<Problem[]> {
  const services = await idsByCode(db, 'services', [draft.service])
  const rules = await idsByCode(
    db,
    'retentionRules',
    draft.rules.map(({ rule }) => rule),
  )
  const systems = await idsByCode(
    db,
    'sourceSystems',
    draft.systems.map(({ sourceSystem }) => sourceSystem),
  )
  const evidence = evidencedLists.flatMap((list) => draft[list].map(({ notice }, at) => ({ list, at, notice })))
  const notices = await idsByCode(
    db,
    'privacyNotices',
    evidence.flatMap(({ notice }) => notice ?? []),
  )
  return [
    ...(services.has(draft.service) ? [] : [problem('service', 'Choose a service from the list')]),
    ...draft.rules.flatMap(({ rule }, at) =>
      rules.has(rule)
        ? []
        : [problem(`rules.${at}.rule`, `There is no retention rule “${rule}”: choose one from the list`)],
    ),
    ...draft.systems.flatMap(({ sourceSystem }, at) =>
      systems.has(sourceSystem) ? [] : [problem(`systems.${at}.sourceSystem`, 'Choose a source system from the list')],
    ),
    ...evidence.flatMap(({ list, at, notice }) =>
      notice === null || notices.has(notice) ? [] : [problem(`${list}.${at}.notice`, 'Choose a notice from the list')],
    ),
  ]
}
