import { addDays, type IsoDate } from './calendar.ts'

export const holdKinds = ['litigation', 'inquiry', 'information request', 'safeguarding', 'audit', 'other'] as const
/** Why records are kept whatever their rule says. */
export type HoldKind = (typeof holdKinds)[number]

/** The kinds as a form explains them. */
export const holdKindInWords: Record<HoldKind, { text: string; hint: string }> = {
  litigation: { text: 'Litigation', hint: 'A claim, or one that can be expected' },
  inquiry: { text: 'Inquiry', hint: 'A public inquiry, or an investigation by a regulator or the police' },
  'information request': {
    text: 'Information request',
    hint: 'A request under freedom of information or data protection law',
  },
  safeguarding: {
    text: 'Safeguarding',
    hint: 'A review or an allegation that concerns the safety of a child or an adult',
  },
  audit: { text: 'Audit', hint: 'An audit that has to see the records' },
  other: { text: 'Other', hint: 'Say in the reason what it is' },
}

/** How a hold is named wherever records say what keeps them: `Hold 3 (litigation)`. Its title may name people, and stays on its own page. */
export const holdInWords = ({ id, kind }: { id: number; kind: HoldKind }): string => `Hold ${id} (${kind})`

const REST_DAYS = 30

/** Holds that were lifted after this day still keep records from being flagged on another: it may be done 30 days after the lifting at the earliest. */
export const flaggableAfterLifting = (asOf: IsoDate): IsoDate => addDays(asOf, -REST_DAYS)

/** The first day on which records may be flagged that a hold kept, once it is lifted. */
export const flaggableFrom = (liftedOn: IsoDate): IsoDate => addDays(liftedOn, REST_DAYS)

export const holdStates = ['in force', 'past its review', 'lifted'] as const
/** `past its review`: in force all the same, since a review date only reminds. */
export type HoldState = (typeof holdStates)[number]

/** How a hold stands on a day. It may be reviewed on its review date, that day included. */
export function holdState(
  { liftedOn, reviewOn }: { liftedOn: IsoDate | null; reviewOn: IsoDate },
  today: IsoDate,
): HoldState {
  if (liftedOn !== null && liftedOn <= today) return 'lifted'
  return reviewOn < today ? 'past its review' : 'in force'
}
