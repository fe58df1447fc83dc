import type { JobRun } from '../../../db/queries/job-runs.ts'
import type { StateCount } from '../../../db/queries/record-counts.ts'
import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import type { UsingActivity } from '../../../db/queries/rule-activities.ts'
import type { RuleRetirement } from '../../../db/queries/rule-standing.ts'
import type { Runner } from '../../actions/job-leases.ts'
import type { Total } from '../../actions/record-page.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords, type Instant, instantInWords, londonDate } from '../../domain/calendar.ts'
import { isDatesStepOf } from '../../domain/dates-step.ts'
import { recordStates } from '../../domain/held-record.ts'
import { ruleInWords, workedExample } from '../../domain/rule-words.ts'
import { asAtView, sameDay } from '../as-at.ts'
import type { Cell, Link, TableView } from '../components.ts'
import { evidenceView } from '../evidence.ts'
import { runProgress } from '../progress.ts'
import { queryString } from '../query.ts'
import { fact, factRows } from './facts-view.ts'
import { versionsTable } from './versions-view.ts'
import { stateWords, tagOfRule } from './words.ts'

/**
 * What a rule's page is made of. `versions`: the latest first; `counts`: null for who may not read records; `held`: of the retained, those past their
 * period that holds keep. `recomputation`: the run that gives records new dates, of this rule or another; `runner`: whether anybody is at it.
 */
export type RuleFacts = {
  rule: RuleRow
  versions: RuleRow[]
  activities: UsingActivity[]
  counts: StateCount[] | null
  held: Total
  retirement: RuleRetirement | undefined
  /** What is on its way for it; undefined when nothing is. */
  draft: { id: number } | undefined
  mayEdit: boolean
  /** How many people it takes to approve what is said of it. */
  people: 1 | 2
  recomputation: JobRun | undefined
  runner: Runner
  seesRuns: boolean
  now: Instant
  /** The day as at whose end it is shown; null: as it is now. */
  asAt: AsAt | null
}

/** A rule: what it says, how its dates come about, where it is used and how it came to be as it is. */
export function rulePage({ rule, versions, activities, counts, held, ...about }: RuleFacts) {
  const here = `/retention-rules/${rule.code}`
  const example = workedExample(rule)
  return {
    title: `${rule.code} ${rule.recordSeries}`,
    heading: rule.recordSeries,
    code: rule.code,
    tag: tagOfRule(rule),
    asAt: asAtView(here, {}, about.asAt),
    trail: [{ text: 'Retention rules', href: sameDay('/retention-rules', about.asAt) }],
    actions: actionsOn(here, rule, about),
    retired: about.retirement ? retiredNotice(about.retirement) : null,
    ...confirmationOf(here, rule, about),
    words: ruleInWords(rule),
    example: example === null ? null : `${example}.`,
    pending: about.asAt === null ? pending(versions, about, here) : null,
    facts: [...factRows(rule), fact('In force since', dateInWords(rule.validFrom), `Version ${rule.version}`)],
    records: counts && recordsTable(rule, counts, held, about.now),
    activities: activitiesTable(activities, about.asAt),
    versions: versionsTable(versions),
  }
}

type About = Pick<RuleFacts, 'mayEdit' | 'people' | 'draft' | 'asAt'>

function actionsOn(here: string, { status }: RuleRow, { mayEdit, people, draft, asAt }: About) {
  const act = (text: string, href: string): Link & { kind: 'secondary' } => ({ text, href, kind: 'secondary' })
  const toDraft = draft && asAt === null ? [act('Go to the draft', `/rule-drafts/${draft.id}`)] : []
  if (!mayEdit) return toDraft
  if (status === 'retired') return [act('Bring this rule back', `${here}/reinstatement`)]
  return [
    ...toDraft,
    ...(draft && people === 2 ? [] : [act('Change this rule', `${here}/edit`)]),
    act('Retire', `${here}/retirement`),
  ]
}

const retiredNotice = ({ reason, retiredAt, retiredByName }: RuleRetirement): string =>
  `Retired on ${instantInWords(retiredAt)} by ${retiredByName}: ${reason}${/[.!?]$/.test(reason) ? '' : '.'} Nothing new comes under this rule: forms do not offer it, and rows of feeds that name it are rejected.`

/** What is said of a rule that is only proposed, and how it is confirmed by who may. */
function confirmationOf(here: string, rule: RuleRow, { mayEdit, people, draft, asAt }: About) {
  const open = asAt === null && rule.standing === 'proposed' && rule.status === 'in force'
  const mayConfirm = open && mayEdit && draft === undefined
  return {
    confirmation: mayConfirm
      ? {
          action: `${here}/confirmation`,
          version: rule.version,
          text: people === 2 ? BY_TWO : 'Confirming changes nothing else about it.',
          button: people === 2 ? 'Submit its confirmation' : 'Confirm this rule',
        }
      : null,
    proposed: open && !mayConfirm,
  }
}

const BY_TWO =
  'Two people are asked for here: you submit that it is confirmed as it stands, and somebody else approves it. Nothing else about it changes.'

const WAITS = 'It waits for its turn: the dates of another rule come first, or the next sweep brings them up to date.'

/** A change whose dates are still being given to records; null when none is. `versions`: the latest first. */
function pending(
  versions: readonly RuleRow[],
  { recomputation, runner, seesRuns, now }: Pick<RuleFacts, 'recomputation' | 'runner' | 'seesRuns' | 'now'>,
  here: string,
) {
  const waiting = versions.findLast(({ recomputedAt }) => recomputedAt === null)
  if (!waiting) return null
  const { code, createdAt: changedAt } = waiting
  const isAtIt = recomputation && isDatesStepOf(recomputation.doing, recomputation.doingSince, { code, changedAt })
  return {
    underWay: { progress: isAtIt ? runProgress(recomputation, runner, now) : null, refresh: here, waiting: WAITS },
    run: recomputation && seesRuns ? `/job-runs/${recomputation.id}` : null,
  }
}

function recordsTable({ code: rule }: RuleRow, counts: StateCount[], held: Total, now: Instant): TableView {
  const inOrder = recordStates.flatMap((state) => counts.filter((count) => count.state === state))
  const row = (text: string, number: string, query: Record<string, string>): Cell[] => [
    { text, href: `/records${queryString({ rule, ...query })}`, header: true },
    { text: number, numeric: true },
  ]
  const keptByHolds = { state: 'retained', held: 'yes', due_to: londonDate(now) }
  return {
    caption: 'Records under this rule',
    head: [{ text: 'State' }, { text: 'Records', numeric: true }],
    rows: inOrder.flatMap(({ state, count }) => {
      if (state !== 'retained' || held.records === 0) return [row(stateWords[state], numberOf(count), { state })]
      return [
        held.exact
          ? row(stateWords.retained, numberOf(count - held.records), { state })
          : row(RETAINED_OR_HELD, numberOf(count), { state }),
        row(HELD, `${held.exact ? '' : 'at least '}${numberOf(held.records)}`, keptByHolds),
      ]
    }),
    empty: 'No records are held under this rule.',
  }
}

const HELD = 'Past their period, and kept by disposal holds'
const RETAINED_OR_HELD = 'Retained: not due, or kept by disposal holds'
const numberOf = (count: number): string => count.toLocaleString('en-GB')

function activitiesTable(activities: UsingActivity[], asAt: AsAt | null): TableView {
  return {
    caption: 'Processing activities that use this rule',
    head: [{ text: 'Reference' }, { text: 'Title' }, { text: 'Service' }, { text: 'Link' }],
    rows: activities.map(({ reference, title, serviceName, standing }): Cell[] => [
      { text: reference, href: sameDay(`/processing-activities/${reference}`, asAt), header: true },
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
