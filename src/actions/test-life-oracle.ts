import { dueUnder, plusDays } from './test-life-days.ts'

/**
 * A record as the oracle knows it. `years`: the period of the version that its dates are of; `version`: how many changes of rules there had been with
 * that one; `group`: the approval that it is in, of the day `approvedOn`.
 */
export type Life = {
  rule: LifeRule
  trigger: string | null
  years: number
  version: number
  keptUntil: string | null
  extensions: number
  state: string
  due: string | null
  missing: boolean
  group: number | null
  approvedOn: string
  told: boolean
  recalled: boolean
  isForgotten: boolean
}

/** A record of which nothing is known yet but what its source says. */
const NEW = {
  ...{ keptUntil: null, extensions: 0, state: '', due: null, missing: false, group: null, approvedOn: '' },
  ...{ told: false, recalled: false, isForgotten: false },
}

export type LifeRule = 'LIB-03' | 'LIB-09'
type Change = { rule: LifeRule; to: number; shortens: boolean; on: string }
type Hold = { rule: LifeRule | null; references: string[]; liftedOn: string | null }

/**
 * What becomes of records, in the fewest words that the law of it can be said in, and written without any code of the product.
 *
 * Each function is what somebody does; each day that something rests on is counted here.
 */
export function lifeOracle(today: string) {
  const at = { today }
  const records = new Map<string, Life>()
  const holds: Hold[] = []
  const firstYears: Record<LifeRule, number> = { 'LIB-03': 1, 'LIB-09': 6 }
  const years = { ...firstYears }
  const changes: Change[] = []
  const awaiting = new Set<number>()
  let groups = 0

  const all = () => [...records.entries()].map(([reference, life]) => ({ reference, life }))
  const caught = ({ rule, references }: Hold, reference: string, life: Life) =>
    rule === life.rule || references.includes(reference)
  const isHeld = (reference: string, life: Life) =>
    holds.some((hold) => hold.liftedOn === null && caught(hold, reference, life))
  const wasHeldOfLate = (reference: string, life: Life) =>
    holds.some(
      (hold) => hold.liftedOn !== null && at.today < plusDays(hold.liftedOn, 30) && caught(hold, reference, life),
    )
  const isPast = (life: Life) => life.due !== null && life.due <= at.today
  const keep = (life: Life) =>
    Object.assign(life, { state: life.due === null ? 'open' : 'retained', group: null, told: false, recalled: false })
  /** Gives a record the dates of its trigger date, period and extension. */
  const date = (life: Life) => {
    life.due = dueUnder(life, life.years)
  }
  const move = (life: Life, { rule, to, shortens }: Change, version: number) => {
    if (life.rule !== rule) return
    const due = dueUnder(life, to)
    const isEarlier = due !== null && (life.due === null || due < life.due)
    if (isEarlier && !shortens) return
    if (life.state === 'approved' && due === life.due && life.years === to) return
    Object.assign(life, { years: to, due, version })
    if (life.state !== 'due' || !isPast(life)) keep(life)
  }
  const isTold = (group: number | null) => {
    for (const life of records.values()) if (life.group === group) life.told = true
  }
  /** What a rule said at the end of a day: all that is done on one day is done at one moment. */
  const yearsOn = (rule: LifeRule, day: string) =>
    changes.findLast((change) => change.rule === rule && change.on <= day)?.to ?? firstYears[rule]
  /** What comes back from an instruction catches up with the changes that passed over it. */
  const comeBack = (life: Life) => {
    keep(life)
    for (const [n, change] of changes.entries()) if (n >= life.version) move(life, change, n + 1)
  }

  return {
    at,
    records,
    years,
    holds,
    /** By what the program knows the holds. */
    ids: [] as number[],
    all,
    isHeld,
    isPast,
    awaiting: () =>
      [...awaiting].filter((group) => all().some(({ life }) => life.group === group && life.state === 'approved')),
    ofState: (state: string, rule?: LifeRule) =>
      all().filter(({ life }) => life.state === state && (rule === undefined || life.rule === rule)),

    after: (days: number) => plusDays(at.today, days),
    wait: (days: number) => {
      at.today = plusDays(at.today, days)
    },

    feed: (rows: { reference: string; rule: LifeRule; trigger: string | null }[], full: boolean) => {
      const listed = rows.filter(({ reference }) => !ENDED.includes(records.get(reference)?.state ?? ''))
      for (const { reference, rule, trigger } of listed) {
        const life = records.get(reference)
        if (!life) {
          const made: Life = { ...NEW, rule, trigger, years: years[rule], version: changes.length }
          date(made)
          records.set(reference, keep(made))
          continue
        }
        life.missing = false
        if (life.trigger === trigger) continue
        life.trigger = trigger
        date(life)
        if (['instructed', 'failed'].includes(life.state)) continue
        if (life.state !== 'due' || !isPast(life)) keep(life)
      }
      if (!full || listed.length === 0) return
      for (const { reference, life } of all()) {
        if (rows.some((row) => row.reference === reference) || ENDED.includes(life.state)) continue
        life.missing = true
        if (life.state === 'due') keep(life)
      }
    },

    /** What was sent back after its source had ceased to list it leaves its review as well. */
    sweep: () => {
      for (const { reference, life } of all()) {
        if (life.state === 'due' && life.missing) keep(life)
        if (life.state !== 'retained' || !isPast(life) || life.missing) continue
        if (!isHeld(reference, life) && !wasHeldOfLate(reference, life)) life.state = 'due'
      }
    },

    approve: (rule: LifeRule) => {
      groups += 1
      for (const { life } of all())
        if (life.state === 'due' && life.rule === rule)
          Object.assign(life, { state: 'approved', group: groups, approvedOn: at.today })
      if (rule === 'LIB-09') awaiting.add(groups)
    },
    second: (group: number) => {
      awaiting.delete(group)
      for (const { life } of all()) if (life.group === group) life.approvedOn = at.today
    },
    sendBack: (group: number) => {
      awaiting.delete(group)
      for (const { life } of all())
        if (life.group === group && life.state === 'approved') Object.assign(life, { state: 'due', group: null })
    },
    keepAll: (rule: LifeRule, until: string) => {
      for (const { life } of all())
        if (life.state === 'due' && life.rule === rule) {
          Object.assign(life, { keptUntil: until, extensions: life.extensions + 1 })
          date(life)
          keep(life)
        }
    },

    hold: (rule: LifeRule | null, references: string[]) => {
      const hold = { rule, references, liftedOn: null }
      holds.push(hold)
      for (const { reference, life } of all())
        if (caught(hold, reference, life)) {
          if (life.state === 'due' || life.state === 'approved') keep(life)
          if (life.state === 'instructed') life.recalled = true
        }
    },
    lift: (hold: number) => {
      const lifted = holds[hold]
      if (lifted) lifted.liftedOn = at.today
    },

    changeRule: (rule: LifeRule, to: number, shortens: boolean) => {
      years[rule] = to
      const change = { rule, to, shortens, on: at.today }
      changes.push(change)
      for (const { life } of all())
        if (['open', 'retained', 'due', 'approved'].includes(life.state)) move(life, change, changes.length)
    },

    instruct: () => {
      for (const { reference, life } of all()) {
        if (life.state !== 'approved' || awaiting.has(life.group ?? 0)) continue
        if (isPast(life) && !life.missing && !isHeld(reference, life)) life.state = 'instructed'
        else keep(life)
      }
    },
    /** The sources learn of what they were told, and of what they are to stop. Who has fetched an instruction knows of all that is in it, also of what had failed before. */
    fetch: () => {
      for (const { reference, life } of all()) {
        if (life.state !== 'instructed') continue
        const isKept = isHeld(reference, life) || !isPast(life)
        if (!life.told && (isKept || life.recalled)) comeBack(life)
        else if (life.told && isKept) life.recalled = true
        else life.told = true
      }
      for (const { life } of all()) if (life.state === 'instructed' && life.told) isTold(life.group)
    },
    answer: (reference: string, outcome: 'done' | 'not found' | 'failed') => {
      const life = records.get(reference)
      if (life?.state !== 'instructed' || life.recalled) return
      if (isHeld(reference, life) || !isPast(life)) {
        life.recalled = true
        isTold(life.group)
        return
      }
      if (outcome === 'done') life.state = ENDS[life.rule]
      else life.state = outcome === 'failed' ? 'failed' : 'already gone'
    },
    answerRecalls: (answer: 'stopped' | 'too late') => {
      for (const { life } of all())
        if (life.state === 'instructed' && life.recalled) {
          if (answer === 'stopped') comeBack(life)
          else life.state = ENDS[life.rule]
        }
    },
    again: () => {
      for (const { reference, life } of all()) {
        if (life.state !== 'failed') continue
        const isAsApproved = yearsOn(life.rule, life.approvedOn) === years[life.rule]
        if (isAsApproved && isPast(life) && !life.missing && !isHeld(reference, life))
          Object.assign(life, { state: 'instructed', recalled: false })
        else comeBack(life)
      }
    },
    takeBack: () => {
      for (const { life } of all()) if (life.state === 'failed') comeBack(life)
    },
    forget: () => {
      for (const { reference, life } of all())
        if (ENDED.includes(life.state) && !isHeld(reference, life)) life.isForgotten = true
    },
  }
}

export type Oracle = ReturnType<typeof lifeOracle>

const ENDS: Record<LifeRule, string> = { 'LIB-03': 'anonymised', 'LIB-09': 'destroyed' }
export const ENDED = ['anonymised', 'destroyed', 'already gone']
