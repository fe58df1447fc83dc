import {
  type ActivityFilters,
  type ActivityOrder,
  type ActivityRow,
  activityList,
} from '../../db/queries/activity-list.ts'
import { type LinkedRule, linkedRules } from '../../db/queries/activity-rules.ts'
import { openFindingCounts } from '../../db/queries/findings.ts'
import { contactFacts } from '../../db/queries/organisations.ts'
import { contactFactsThen } from '../../db/queries/organisations-then.ts'
import { contentsWith, presentContentsOf } from '../../db/queries/survivors.ts'
import type { Db } from '../../db/schema.ts'
import { standingCounts } from '../domain/activity-evidence.ts'
import type { IsoDate } from '../domain/calendar.ts'
import type { ContactFacts } from '../domain/findings/check.ts'
import type { KeepingEvidence } from '../domain/keeping-evidence.ts'
import type { ActivityContent, DetailField, PartyPart, TermKind } from '../domain/processing-activity.ts'
import type { CsvExport } from './csv-export.ts'
import { findingCountsIn, type KnownThen, knownThen } from './findings-as-at.ts'
import { evidenceOfKeeping } from './keeping-evidence.ts'

type ExportedActivity = {
  row: ActivityRow
  content: ActivityContent
  organisations: Map<string, ContactFacts>
  rules: Map<string, LinkedRule>
  openFindings: number
  kept: KeepingEvidence | null
}

/** The filters of the list, and its order; the reference when it has none. */
export type ActivityExportFilters = ActivityFilters & { order?: ActivityOrder }

/** A register is thousands of activities at the most: their rows are read at once, what they say a few at a time. */
const MOST_ACTIVITIES = 1_000_000
const AT_ONCE = 100

/** The register as CSV, one row an activity; cells include what is only proposed. */
export const processingActivitiesExport: CsvExport<ExportedActivity, ActivityExportFilters> = {
  name: 'processing-activities',
  columns: [
    { name: 'reference', value: ({ row }) => row.reference },
    { name: 'role', value: ({ content }) => content.role },
    { name: 'title', value: ({ row }) => row.title },
    { name: 'organisation', value: ({ row }) => row.organisation },
    { name: 'service', value: ({ row }) => row.service },
    { name: 'purposes', value: ({ content }) => content.purposes.map(({ text }) => text) },
    { name: 'controllers', value: (activity) => parties(activity, 'controller') },
    { name: 'joint_controllers', value: (activity) => parties(activity, 'joint controller') },
    { name: 'processors', value: (activity) => recipients(activity, (role) => role === 'processor') },
    { name: 'data_subject_categories', value: ({ content }) => terms(content, 'data subject category') },
    { name: 'personal_data_categories', value: ({ content }) => terms(content, 'personal data category') },
    { name: 'special_categories', value: ({ content }) => marked(content, 'special category') },
    { name: 'lawful_bases', value: ({ content }) => distinct(content.lawfulBases.map(({ basis }) => basis ?? '')) },
    { name: 'article_9_conditions', value: ({ content }) => conditions(content, 'Article 9') },
    { name: 'schedule_1_conditions', value: ({ content }) => conditions(content, 'Schedule 1') },
    { name: 'recipients', value: (activity) => recipients(activity, () => true) },
    { name: 'third_countries', value: ({ content }) => distinct(content.transfers.map(({ country }) => country)) },
    { name: 'transfer_safeguards', value: ({ content }) => distinct(content.transfers.map(safeguard)) },
    { name: 'retention_rules', value: ({ content }) => content.rules.map(({ rule }) => rule) },
    { name: 'retention_periods', value: ({ content, rules }) => content.rules.map((r) => period(rules.get(r.rule))) },
    { name: 'security_measures', value: ({ content }) => terms(content, 'security measure') },
    { name: 'sources', value: ({ content }) => terms(content, 'source') },
    { name: 'automated_decisions', value: ({ content }) => content.automatedDecisions },
    { name: 'dpia', value: ({ content }) => content.dpiaRequired },
    { name: 'owner', value: ({ content }) => content.ownerName },
    { name: 'status', value: ({ row }) => row.status },
    { name: 'version', value: ({ row }) => row.version },
    { name: 'approved_on', value: ({ row }) => row.approvedOn },
    { name: 'next_review_on', value: ({ row }) => row.nextReviewOn },
    { name: 'open_findings', value: ({ openFindings }) => openFindings },
    { name: 'proposed_facts', value: ({ content }) => standingCounts(content).proposed },
    { name: 'statutes', value: ({ content }) => distinct(content.lawfulBases.map(({ statute }) => statute)) },
    { name: 'criminal_offence_data', value: ({ content }) => marked(content, 'criminal offence') },
    { name: 'source_systems', value: ({ content }) => content.systems.map(({ sourceSystem }) => sourceSystem) },
    { name: 'organisation_name', value: ({ row }) => row.organisationName },
    { name: 'service_name', value: ({ row }) => row.serviceName },
    { name: 'remarks', value: ({ content }) => content.remarks },
    { name: 'joint_arrangement', value: ({ content }) => detail(content, 'joint arrangement') },
    { name: 'legitimate_interests', value: ({ content }) => distinct(content.lawfulBases.map((b) => b.interest)) },
    { name: 'basis_records', value: ({ content }) => distinct(content.lawfulBases.map(({ record }) => record)) },
    { name: 'consent_withdrawal', value: ({ content }) => distinct(content.lawfulBases.map((b) => b.withdrawal)) },
    { name: 'policy_document', value: ({ content }) => detail(content, 'policy document') },
    { name: 'kept_as_the_policy_says', value: ({ content }) => detail(content, 'kept as the policy says') },
    { name: 'reasons_against_the_policy', value: ({ content }) => detail(content, 'reasons against the policy') },
    { name: 'processor_contracts', value: ({ content }) => distinct(content.recipients.map((r) => r.contract)) },
    { name: 'automated_decision_kind', value: ({ content }) => detail(content, 'kind of automated decision') },
    { name: 'dpia_status', value: ({ content }) => content.dpiaStatus },
    { name: 'dpia_link', value: ({ content }) => detail(content, 'link to the impact assessment') },
    { name: 'dpia_reasons', value: ({ content }) => content.dpiaCriteria.map(({ criterion }) => criterion) },
    { name: 'breach', value: ({ content }) => detail(content, 'personal data breach') },
    { name: 'breach_record', value: ({ content }) => detail(content, 'record of the breach') },
    { name: 'law_enforcement', value: ({ content }) => detail(content, 'law enforcement') },
    { name: 'kept_and_erased_by_evidence', value: ({ kept }) => kept?.answer ?? null },
    { name: 'evidence_of_keeping', value: ({ kept }) => kept?.reasons ?? null },
  ],
  async *rows(db, { order, ...narrowed }, { reach, today, asAt = null }) {
    const filters = { ...narrowed, asAt }
    const organisations = asAt ? await contactFactsThen(db, asAt) : await contactFacts(db)
    const window = { order: order ?? 'reference', offset: 0, limit: MOST_ACTIVITIES }
    const rows = await activityList(db, filters, reach, window)
    const then = asAt && (await knownThen(db, asAt))
    for (let from = 0; from < rows.length; from += AT_ONCE)
      yield await exported(db, rows.slice(from, from + AT_ONCE), organisations, { today, then })
  },
}

async function exported(
  db: Db,
  rows: ActivityRow[],
  organisations: Map<string, ContactFacts>,
  { today, then }: { today: IsoDate; then: KnownThen | null },
): Promise<ExportedActivity[]> {
  const ids = rows.map(({ id }) => id)
  const versionIds = rows.map(({ versionId }) => versionId)
  const contents = then ? await contentsWith(db, versionIds, then.survivors) : await presentContentsOf(db, versionIds)
  const counts = then ? findingCountsIn(rows, contents, then) : await openFindingCounts(db, ids, today)
  const rules = await linkedRules(
    db,
    [...contents.values()].flatMap((content) => content.rules.map(({ rule }) => rule)),
    then?.asAt,
  )
  const kept = then ? null : await keptBy(db, rows, contents, today)
  return rows.flatMap((row, at) => {
    const content = contents.get(row.versionId)
    const openFindings = counts.get(row.id) ?? 0
    return content === undefined ? [] : [{ row, content, organisations, rules, openFindings, kept: kept?.[at] ?? null }]
  })
}

/** The evidence is of today: how records stood on another day is not known. */
const keptBy = (db: Db, rows: ActivityRow[], contents: Map<number, ActivityContent>, today: IsoDate) =>
  evidenceOfKeeping(
    db,
    rows.map(({ service, versionId }) => ({
      service,
      rules: (contents.get(versionId)?.rules ?? []).map(({ rule }) => rule),
    })),
    today,
  )

const distinct = (texts: string[]): string[] => [...new Set(texts)].filter((text) => text !== '')

const parties = ({ content, organisations }: ExportedActivity, part: PartyPart): string[] =>
  content.parties
    .filter((party) => party.part === part)
    .map(({ organisation, detail }) => nameOf(organisations, organisation) ?? detail)

const recipients = ({ content, organisations }: ExportedActivity, wanted: (role: string) => boolean): string[] =>
  content.recipients
    .filter(({ role }) => wanted(role))
    .map(({ organisation, category }) => [nameOf(organisations, organisation), category].filter(Boolean).join(', '))

const nameOf = (organisations: Map<string, ContactFacts>, code: string | null): string | undefined =>
  code === null ? undefined : (organisations.get(code)?.name ?? code)

const terms = (content: ActivityContent, kind: TermKind): string[] =>
  content.terms.filter((term) => term.kind === kind).map(({ name }) => name)

const marked = (content: ActivityContent, mark: string): string[] =>
  distinct(content.terms.filter((term) => term.mark === mark).map(({ name }) => name))

const detail = (content: ActivityContent, field: DetailField): string =>
  content.details.find((each) => each.field === field)?.text ?? ''

const conditions = (content: ActivityContent, kind: string): string[] =>
  content.conditions.filter((condition) => condition.kind === kind).map(({ text }) => text)

/** What makes a transfer lawful, by its kind and in its words. */
const safeguard = ({ mechanism, safeguard: words }: ActivityContent['transfers'][number]): string =>
  [mechanism === 'not stated' || mechanism === 'other' ? '' : mechanism, words].filter(Boolean).join(': ')

/** One entry a rule, in the order of the rules: its period, or what stands in for one. */
function period(rule: LinkedRule | undefined): string {
  if (rule === undefined) return ''
  if (rule.disposalAction === 'retain permanently') return 'retain permanently'
  return rule.period === '' ? 'not set' : rule.period
}
