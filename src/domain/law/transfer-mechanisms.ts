import type { TransferEntry, TransferMechanism } from '../processing-activity.ts'
import type { Dated } from './in-force.ts'

/** What makes a transfer lawful, by day. `said`: how people write it in their own words. */
type MechanismLaw = Dated & { said: RegExp | null }

/**
 * When each way to make a transfer lawful counts; those that still count come first, since words may tell of the past as well.
 *
 * Source: UK GDPR Articles 45A to 49; the agreement, the addendum and the transitional provisions issued under the Data Protection Act 2018 s.119A;
 * SI 2023/1028; Case C-311/18.
 */
const mechanismLaw: Record<TransferMechanism, MechanismLaw> = {
  'international data transfer agreement': {
    from: '2022-03-21',
    until: null,
    said: /international data transfer agreement|\bIDTA\b/i,
  },
  'addendum to the EU clauses': { from: '2022-03-21', until: null, said: /\baddendum\b/i },
  'UK Extension to the Data Privacy Framework': {
    from: '2023-10-12',
    until: null,
    said: /data privacy framework|\bDPF\b|UK Extension|data bridge/i,
  },
  'binding corporate rules': { from: null, until: null, said: /binding corporate rules|\bBCRs?\b/i },
  'adequacy regulations': { from: null, until: null, said: /\badequacy\b/i },
  'Article 49 exception': { from: null, until: null, said: /article 49|derogation/i },
  'EU standard contractual clauses': {
    from: null,
    until: '2024-03-21',
    said: /(standard|model) (contractual|contract|data protection) clauses|\bSCCs?\b|clauses approved by the European Commission/i,
  },
  'Privacy Shield': { from: '2016-08-01', until: '2020-07-16', said: /privacy shield/i },
  other: { from: null, until: null, said: null },
  'not stated': { from: null, until: null, said: null },
}

/** When a way to make a transfer lawful counts. */
export const mechanismDates = (mechanism: TransferMechanism): Dated => mechanismLaw[mechanism]

/** The ways to make a transfer lawful that a text speaks of, those that still count first. */
export const mechanismsIn = (text: string): TransferMechanism[] =>
  (Object.keys(mechanismLaw) as TransferMechanism[]).filter((mechanism) => mechanismLaw[mechanism].said?.test(text))

/**
 * What makes a transfer lawful: what was chosen, or else what the words of the safeguard speak of.
 *
 * The clauses of the European Commission together with the addendum are the addendum, whichever of the two was chosen.
 */
export function mechanismOf({ mechanism, safeguard, document }: TransferEntry): TransferMechanism {
  const said = mechanismsIn(`${safeguard}\n${document}`)
  if (mechanism === 'EU standard contractual clauses' && said.includes('addendum to the EU clauses'))
    return 'addendum to the EU clauses'
  if (mechanism !== 'not stated' && mechanism !== 'other') return mechanism
  return said[0] ?? (safeguard === '' ? mechanism : 'other')
}
