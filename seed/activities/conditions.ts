import type { ConditionEntry } from '../../src/domain/processing-activity.ts'

/** A condition as an activity lists it. */
export type Condition = { kind: ConditionEntry['kind']; text: string }

const underArticle9 = (point: string, words: string): Condition => ({
  kind: 'Article 9',
  text: `Article 9(2)(${point}): ${words}`,
})

const underSchedule1 = (paragraph: number, words: string): Condition => ({
  kind: 'Schedule 1',
  text: `Schedule 1 paragraph ${paragraph}: ${words}`,
})

/** Conditions of UK GDPR Article 9(2) that proposals need, by point. */
export const article9 = {
  b: underArticle9('b', 'employment, social security and social protection law'),
  c: underArticle9('c', 'vital interests of a person who cannot consent'),
  f: underArticle9('f', 'legal claims and judicial acts'),
  g: underArticle9('g', 'substantial public interest'),
  h: underArticle9('h', 'health or social care'),
  i: underArticle9('i', 'public health'),
  j: underArticle9('j', 'archiving, research and statistics'),
}

/** Conditions of the Data Protection Act 2018, Schedule 1, that proposals need, by paragraph. */
export const schedule1 = {
  1: underSchedule1(1, 'employment, social security and social protection'),
  2: underSchedule1(2, 'health or social care purposes'),
  3: underSchedule1(3, 'public health'),
  4: underSchedule1(4, 'research, archiving and statistics'),
  8: underSchedule1(8, 'equality of opportunity or treatment'),
  10: underSchedule1(10, 'preventing or detecting unlawful acts'),
  14: underSchedule1(14, 'preventing fraud'),
  18: underSchedule1(18, 'safeguarding of children and of individuals at risk'),
  21: underSchedule1(21, 'occupational pensions'),
  23: underSchedule1(23, 'elected representatives responding to requests'),
  24: underSchedule1(24, 'disclosure to elected representatives'),
}

/** The authority that offence data needs, where no condition has been settled. */
export const article10: { authority: Condition } = {
  authority: { kind: 'Article 10', text: 'Article 10: authority in law for criminal offence data, through Schedule 1' },
}

/** The rule on electronic marketing that consent to a newsletter has to meet. */
export const pecr22 = 'Privacy and Electronic Communications (EC Directive) Regulations 2003 reg 22'

/** The rule on storing or reading something on a person's device, with its exceptions. */
export const pecr6 = 'Privacy and Electronic Communications (EC Directive) Regulations 2003 reg 6 and Sch A1'
