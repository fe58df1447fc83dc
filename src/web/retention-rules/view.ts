import type { JobRun } from '../../../db/queries/job-runs.ts'
import type { StateCount } from '../../../db/queries/record-counts.ts'
import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import type { UsingActivity } from '../../../db/queries/rule-activities.ts'
import { dateInWords, type Instant, instantInWords } from '../../domain/calendar.ts'
import { eventName } from '../../domain/event-words.ts'
import { recordStates } from '../../domain/held-record.ts'
import { periodInWords } from '../../domain/period.ts'
import { ruleDifferences } from '../../domain/rule-differences.ts'
import {
  authorityKindTerms,
  constraintTerms,
  countedFromTerms,
  disposalActionTerms,
  triggerKindTerms,
} from '../../domain/rule-terms.ts'
import { ruleInWords, workedExample } from '../../domain/rule-words.ts'
import type { Cell, SummaryRow, TableView } from '../components.ts'
import { evidenceView } from '../evidence.ts'
import { runProgress } from '../progress.ts'
import { queryString } from '../query.ts'
import { standingTags, stateWords } from './words.ts'

/** What a rule's page is made of. `versions`: the latest first; `counts`: null for who may not read records. `recomputation`: the run that gives records new dates, of this rule or another. */
export type RuleFacts = {
  rule: RuleRow
  versions: RuleRow[]
  activities: UsingActivity[]
  counts: StateCount[] | null
  mayEdit: boolean
  recomputation: JobRun | undefined
  seesRuns: boolean
  now: Instant
}

/** A rule: what it says, how its dates come about, where it is used and how it came to be as it is. */
export function rulePage({ rule, versions, activities, counts, mayEdit, ...about }: RuleFacts) {
  const here = `/retention-rules/${rule.code}`
  const example = workedExample(rule)
  return {
    title: `${rule.code} ${rule.recordSeries}`,
    heading: rule.recordSeries,
    code: rule.code,
    tag: standingTags[rule.standing],
    trail: [{ text: 'Retention rules', href: '/retention-rules' }],
    actions: mayEdit ? [{ text: 'Change this rule', href: `${here}/edit`, kind: 'secondary' }] : [],
    confirmation:
      mayEdit && rule.standing === 'proposed' ? { action: `${here}/confirmation`, version: rule.version } : null,
    proposed: rule.standing === 'proposed' && !mayEdit,
    words: ruleInWords(rule),
    example: example === null ? null : `${example}.`,
    pending: versions.some(({ recomputedAt }) => recomputedAt === null) ? pending(rule, about, here) : null,
    facts: facts(rule),
    records: counts && recordsTable(rule, counts),
    activities: activitiesTable(activities),
    versions: versionsTable(versions),
  }
}

const WAITS = 'It waits for its turn: the dates of another rule come first, or the next sweep brings them up to date.'

/** A change whose dates are still being given to records. */
function pending(
  rule: RuleRow,
  { recomputation, seesRuns, now }: Pick<RuleFacts, 'recomputation' | 'seesRuns' | 'now'>,
  here: string,
) {
  const progress = recomputation ? runProgress(recomputation, now) : null
  const isOfThisRule = progress?.label.endsWith(` ${rule.code}`) ?? false
  return {
    underWay: { progress: isOfThisRule ? progress : null, refresh: here, waiting: WAITS },
    run: recomputation && seesRuns ? `/job-runs/${recomputation.id}` : null,
  }
}

function facts(rule: RuleRow): SummaryRow[] {
  const said = (key: string, text: string, detail?: string): SummaryRow => ({
    key,
    lines:
      text === '' ? [{ text: 'None', muted: true }] : [{ text }, ...(detail ? [{ text: detail, muted: true }] : [])],
  })
  return [
    said('Service', rule.serviceName ?? '', rule.organisationName ?? undefined),
    said('Owner', rule.ownerName),
    said('What starts the period', eventName(rule), triggerKindTerms[rule.triggerKind]),
    said('Counted from', countedFromTerms[rule.countedFrom]),
    said('Period', rule.period === '' ? '' : periodInWords(rule.period), rule.period),
    said('Minimum or maximum', constraintTerms[rule.constraint]),
    said('Disposal action', disposalActionTerms[rule.disposalAction]),
    said('Authority', rule.authority, authorityKindTerms[rule.authorityKind]),
    said(
      'Approvals needed',
      rule.approvals === 2 ? 'Two: the service manager, then information governance' : 'One: the service manager',
    ),
    said('Days for a review', String(rule.reviewDays)),
    said('Cooling-off days', String(rule.coolingOffDays)),
    said('Scope note', rule.scopeNote),
    said('In force since', dateInWords(rule.validFrom), `Version ${rule.version}`),
  ]
}

function recordsTable(rule: RuleRow, counts: StateCount[]): TableView {
  const inOrder = recordStates.flatMap((state) => counts.filter((count) => count.state === state))
  return {
    caption: 'Records under this rule',
    head: [{ text: 'State' }, { text: 'Records', numeric: true }],
    rows: inOrder.map(({ state, count }): Cell[] => [
      { text: stateWords[state], href: `/records${queryString({ rule: rule.code, state })}`, header: true },
      { text: count.toLocaleString('en-GB'), numeric: true },
    ]),
    empty: 'No records are held under this rule.',
  }
}

function activitiesTable(activities: UsingActivity[]): TableView {
  return {
    caption: 'Processing activities that use this rule',
    head: [{ text: 'Reference' }, { text: 'Title' }, { text: 'Service' }, { text: 'Link' }],
    rows: activities.map(({ reference, title, serviceName, standing }): Cell[] => [
      { text: reference, href: `/processing-activities/${reference}`, header: true },
      { text: title },
      { text: serviceName },
      { text: '', tag: tagOf(standing) },
    ]),
    empty: 'No processing activity uses this rule.',
  }
}

function tagOf(standing: UsingActivity['standing']) {
  const { text, colour } = evidenceView({ standing, notice: null, lines: null, byName: null, byOn: null })
  return { text, colour }
}

function versionsTable(versions: RuleRow[]): TableView {
  return {
    caption: 'Versions',
    head: [{ text: 'Version' }, { text: 'In force from' }, { text: 'By' }, { text: 'What changed' }],
    rows: versions.map((version, at): Cell[] => [
      { text: String(version.version), header: true },
      { text: dateInWords(version.validFrom) },
      { text: version.createdByName, detail: instantInWords(version.createdAt) },
      { text: whatChanged(version, versions[at + 1]), detail: reachOf(version) },
    ]),
    empty: 'There are no versions.',
  }
}

function whatChanged(version: RuleRow, before: RuleRow | undefined): string {
  if (!before) return 'First version'
  const differences = ruleDifferences(compared(before), compared(version))
  if (differences.length === 0) return 'Nothing in the rule itself'
  return differences.map(({ field, before: was, after }) => `${field}: ${after} (was ${was})`).join('; ')
}

/** A version as it is compared with another: its service by name. */
export const compared = (rule: RuleRow) => ({ ...rule, service: rule.serviceName })

const reachOf = (version: RuleRow): string | null =>
  version.shortensExisting === 1 ? 'Earlier dates were applied to records already held, too' : null
