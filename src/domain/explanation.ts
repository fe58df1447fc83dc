import { type CountedFrom, dateInWords, type IsoDate } from './calendar.ts'
import { flaggableFrom, type HoldKind, holdInWords } from './disposal-hold.ts'
import { eventName } from './event-words.ts'
import { isEnded, type RecordState } from './held-record.ts'
import { listInWords } from './list.ts'
import { periodInWords, readPeriod } from './period.ts'
import { retentionDates } from './retention.ts'
import type { TriggerKind } from './retention-rule.ts'
import { startInWords } from './rule-words.ts'

/** What is known of a record’s dates. `correctedFrom`: the trigger date the source sent before a person corrected it. */
export type ExplainedRecord = {
  state: RecordState
  triggerOn: IsoDate | null
  retainUntil: IsoDate | null
  dueOn: IsoDate | null
  keptUntil: IsoDate | null
  correctedFrom: IsoDate | null
}

/** The version of the rule under which the record’s dates were last computed. */
export type ExplainedRule = {
  code: string
  version: number
  triggerKind: TriggerKind
  triggerEvent: string
  countedFrom: CountedFrom
  period: string
  authority: string
}

/** A hold that keeps the record. */
type Holding = { id: number; kind: HoldKind }

/** One that nobody keeps in force any more. */
type Lifted = Holding & { liftedOn: IsoDate }

/**
 * Why a record’s date is what it is, where that leaves it today, and which holds keep it whatever that is, in one sentence.
 *
 * `lifted`: holds that it was under. For a while it may not be flagged because of these.
 */
export function explain(
  record: ExplainedRecord,
  rule: ExplainedRule,
  today: IsoDate,
  holds: readonly Holding[] = [],
  lifted: readonly Lifted[] = [],
): string {
  const held = holds.length === 0 ? null : `held by ${listInWords(holds.map(holdInWords))}`
  const { retainUntil, dueOn, state } = record
  if (retainUntil !== null && dueOn !== null && state !== 'permanent' && !isEnded(state))
    return `${counted(record, rule, retainUntil)}; ${standing(state, dueOn, today)}; ${held ?? resting(record, lifted, today)}.`
  const undated = withoutDate(record, rule)
  return held === null ? undated : `${undated.replace(/\.$/, '')}; ${held}.`
}

/** Why a record under no hold is in no review all the same. */
function resting({ state }: ExplainedRecord, lifted: readonly Lifted[], today: IsoDate): string {
  const latest = lifted.toSorted((a, b) => (a.liftedOn < b.liftedOn ? -1 : 1)).at(-1)
  if (state !== 'retained' || !latest || flaggableFrom(latest.liftedOn) <= today) return 'no holds'
  return `no holds any more: ${holdInWords(latest)} was lifted on ${dateInWords(latest.liftedOn)}, so that it may be flagged from ${dateInWords(flaggableFrom(latest.liftedOn))}`
}

function withoutDate(record: ExplainedRecord, rule: ExplainedRule): string {
  if (isEnded(record.state)) return ended(record, rule)
  return record.state === 'permanent' ? `Kept permanently (${source(rule)}): it never falls due.` : open(record, rule)
}

function ended(record: ExplainedRecord, rule: ExplainedRule): string {
  const end = endInWords[record.state] ?? 'Gone'
  if (record.retainUntil === null)
    return `${end} (${source(rule)}): what identified it, its dates included, has been erased here.`
  return `${end}: it had to be kept until ${dateInWords(record.retainUntil)} (${source(rule)}), and what identified it has been erased here.`
}

const endInWords: Partial<Record<RecordState, string>> = {
  destroyed: 'Destroyed',
  anonymised: 'Anonymised',
  transferred: 'Transferred to the archive',
  'already gone': 'Already gone from its source system',
}

function open(record: ExplainedRecord, rule: ExplainedRule): string {
  const hasPeriod = readPeriod(rule.period) !== null
  if (record.triggerOn === null)
    return `Still open: no date has come yet for “${eventName(rule)}”${hasPeriod ? `, from which ${periodInWords(rule.period)} will count` : ''} (${source(rule)}).`
  return `${trigger(record, rule, record.triggerOn)}; the period cannot be put as one length of time, so that the record stays open until a person dates it (${source(rule)}).`
}

/** The sum that gives the date, an extension included. */
function counted(record: ExplainedRecord, rule: ExplainedRule, retainUntil: IsoDate): string {
  const period = readPeriod(rule.period)
  if (record.triggerOn === null || period === null) return `Keep until ${dateInWords(retainUntil)} (${source(rule)})`
  const byRule = retentionDates({ ...rule, period }, record.triggerOn).retainUntil
  const extended = record.keptUntil === retainUntil && byRule < retainUntil
  const sum = `${trigger(record, rule, record.triggerOn)} + ${periodInWords(rule.period)} (${source(rule)})`
  if (!extended) return `${sum} = keep until ${dateInWords(retainUntil)}`
  return `${sum} = keep until ${dateInWords(byRule)}; kept longer by decision, until ${dateInWords(retainUntil)}`
}

function trigger(record: ExplainedRecord, rule: ExplainedRule, triggerOn: IsoDate): string {
  const corrected = record.correctedFrom === null ? '' : ` (corrected from ${dateInWords(record.correctedFrom)})`
  const start = startInWords(rule.countedFrom, triggerOn)
  return `${eventName(rule)} ${dateInWords(triggerOn)}${corrected}${start === '' ? '' : `, ${start},`}`
}

function standing(state: RecordState, dueOn: IsoDate, today: IsoDate): string {
  if (dueOn > today) return `not past its period before ${dateInWords(dueOn)}`
  const past = `past since ${dateInWords(dueOn)}`
  const decided = decidedInWords[state]
  return decided === undefined ? past : `${past}; ${decided}`
}

const decidedInWords: Partial<Record<RecordState, string>> = {
  retained: 'not in a review',
  approved: 'its disposal is approved',
  instructed: 'its source system has been told to dispose of it',
  failed: 'its source system could not dispose of it',
}

const source = (rule: ExplainedRule): string =>
  `${rule.code} version ${rule.version}, authority ${rule.authority.trim().replace(/\.$/, '')}`
