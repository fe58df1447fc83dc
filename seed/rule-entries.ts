import type { CountedFrom } from '../src/domain/calendar.ts'
import type { AuthorityKind, Constraint, DisposalAction, TriggerKind } from '../src/domain/retention-rule.ts'
import type { RuleSeed } from './types.ts'

/** What a rule rests on: a notice, law, practice seen at a named council, or a proposal that nobody has confirmed. */
type Ground = 'notice' | 'law' | 'practice' | 'proposal'

/** A rule as the schedule lists it; what is left out is the usual. */
type RuleEntry = {
  series: string
  scope?: string
  /** What starts the period: its kind, and the event or date in words. */
  starts: [kind: TriggerKind, words: string]
  countedFrom?: CountedFrom
  period: string
  constraint: Constraint
  action: DisposalAction
  authority: string
  authorityKind: AuthorityKind
  grounds: Ground[]
  /** Two where the records are sensitive, so that a second person has to agree. */
  approvals?: 1 | 2
}

/** One rule of the sample schedule: confirmed when it rests on law or a notice alone, proposed when on anything else. */
export function rule(code: string, entry: RuleEntry): RuleSeed {
  const [triggerKind, triggerEvent] = entry.starts
  const grounds = `Grounds: ${entry.grounds.map((ground) => groundInWords[ground]).join('; ')}.`
  return {
    code,
    standing: entry.grounds.some((ground) => ground === 'practice' || ground === 'proposal') ? 'proposed' : 'confirmed',
    recordSeries: entry.series,
    service: serviceOf(code),
    scopeNote: [entry.scope, grounds].filter((text) => text !== undefined).join(' '),
    ownerName: 'Information governance (to be assigned)',
    triggerKind,
    triggerEvent,
    countedFrom: entry.countedFrom ?? 'trigger',
    period: entry.period,
    constraint: entry.constraint,
    disposalAction: entry.action,
    authority: entry.authority,
    authorityKind: entry.authorityKind,
    approvals: entry.approvals ?? 1,
    reviewDays: 30,
    coolingOffDays: 0,
  }
}

const groundInWords: Record<Ground, string> = {
  notice: 'what the privacy notice says',
  law: 'law or regulation',
  practice: 'practice seen at a named council',
  proposal: 'a proposal that nobody has confirmed',
}

const sharedServiceFamilies = ['FIN', 'CON', 'HR', 'PEN', 'WEB', 'EML']
const ownRecordsOfTheProduct = ['DST', 'AUD']

function serviceOf(code: string): string | null {
  const family = code.split('-')[0] ?? ''
  if (ownRecordsOfTheProduct.includes(family)) return null
  if (family === 'LIB' || family === 'MUS') return family
  if (family === 'FH') return 'FHB'
  const ofTheSharedService = sharedServiceFamilies.includes(family) && code !== 'WEB-04'
  return ofTheSharedService ? 'LGS' : 'NCC'
}
