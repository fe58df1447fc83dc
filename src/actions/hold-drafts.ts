import type { Criteria } from '../../db/queries/hold-catches.ts'
import { addHoldDraft, holdDraft } from '../../db/queries/hold-drafts.ts'
import { recordTerms } from '../../db/queries/record-terms.ts'
import { servicesWithin } from '../../db/queries/services.ts'
import type { Db } from '../../db/schema.ts'
import { addSeconds, type IsoDate } from '../domain/calendar.ts'
import type { HoldKind } from '../domain/disposal-hold.ts'
import type { DisposalHoldDraft } from '../domain/hold-draft.ts'
import { accepted, type Checked, type Problem } from '../domain/problem.ts'
import { type Acting, mustBeAllowed, personActing } from './acting.ts'

/** What a hold is called and why it is placed. */
export type HoldFacts = { title: string; kind: HoldKind; mandate: string; reason: string; reviewOn: IsoDate }

/** What a hold is on: criteria by ids, or references of one source system. */
export type Catches =
  | { by: 'criteria'; criteria: Criteria }
  | { by: 'list'; sourceSystemId: number; references: string[] }

/** A hold as it was entered and checked. `codes`: of what it names, as the audit trail tells it; `entered`: the fields of the form. */
export type HoldDraft = {
  facts: HoldFacts
  catches: Catches
  codes: Record<string, string | number>
  repeated: number
  entered: Record<string, string | string[]>
}

const DRAFTS_KEPT_SECONDS = 7 * 86_400

/** Keeps a hold that was entered, so that it can be looked at before it is placed; refused where it names what is not there. */
export async function draftHold(
  db: Db,
  acting: Acting,
  draft: DisposalHoldDraft,
  list: { references: string[]; repeated: number },
  entered: HoldDraft['entered'],
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'place and lift disposal holds')
  const named = await namedBy(db, draft)
  if (!named.ok) return named
  const { title, kind, mandate, reason, reviewOn } = draft
  const { catches, codes } = named.value
  const whole: HoldDraft = {
    facts: { title, kind, mandate, reason, reviewOn },
    catches: catches.by === 'list' ? { ...catches, references: list.references } : catches,
    codes: catches.by === 'list' ? { ...codes, references: list.references.length } : codes,
    repeated: list.repeated,
    entered,
  }
  const now = acting.clock.now()
  const kept = { draftedById: personActing(acting).id, draftedAt: now, draft: JSON.stringify(whole) }
  const id = await db.transaction().execute((tx) => addHoldDraft(tx, kept, addSeconds(now, -DRAFTS_KEPT_SECONDS)))
  return accepted(id)
}

/** A hold that a person has entered and not placed yet; undefined when there is none of theirs by that number. */
export async function draftedHold(db: Db, acting: Acting, id: number): Promise<HoldDraft | undefined> {
  const draft = await holdDraft(db, id, personActing(acting).id)
  return draft === undefined ? undefined : (JSON.parse(draft) as HoldDraft)
}

type NamedBy = Pick<HoldDraft, 'catches' | 'codes'>

async function namedBy(db: Db, draft: DisposalHoldDraft): Promise<Checked<NamedBy>> {
  const terms = await recordTerms(db)
  const sources = withIds(terms.sources)
  if (draft.catches === 'list') {
    const source = idsByCode(sources, [draft.source], 'source', 'source system')
    const [sourceSystemId] = source.ids
    if (sourceSystemId === undefined) return { ok: false, problems: source.problems }
    return accepted({ catches: { by: 'list', sourceSystemId, references: [] }, codes: { source: draft.source } })
  }
  const services = idsByCode(await servicesWithin(db, null), draft.services, 'services', 'service')
  const rules = idsByCode(withIds(terms.rules), draft.rules, 'rules', 'rule')
  const systems = idsByCode(sources, draft.sources, 'sources', 'source system')
  const problems = [services, rules, systems].flatMap((found) => found.problems)
  if (problems.length > 0) return { ok: false, problems }
  const { triggerFrom, triggerTo } = draft
  const criteria = { services: services.ids, rules: rules.ids, sources: systems.ids, triggerFrom, triggerTo }
  const codes = {
    ...(draft.services.length > 0 ? { services: draft.services.join(', ') } : {}),
    ...(draft.rules.length > 0 ? { rules: draft.rules.join(', ') } : {}),
    ...(draft.sources.length > 0 ? { sources: draft.sources.join(', ') } : {}),
    ...(triggerFrom === null ? {} : { 'trigger date from': triggerFrom }),
    ...(triggerTo === null ? {} : { 'trigger date until': triggerTo }),
  }
  return accepted({ catches: { by: 'criteria', criteria }, codes })
}

const withIds = (terms: Map<number, { code: string }>) => [...terms].map(([id, { code }]) => ({ id, code }))

function idsByCode(
  known: readonly { id: number; code: string }[],
  codes: readonly string[],
  field: string,
  what: string,
): { ids: number[]; problems: Problem[] } {
  const ids = new Map(known.map(({ code, id }) => [code, id]))
  const found = [...new Set(codes)].flatMap((code) => ids.get(code) ?? [])
  const isWrong = found.length < new Set(codes).size
  return { ids: found, problems: isWrong ? [{ field, text: `Choose a ${what} from the list` }] : [] }
}
