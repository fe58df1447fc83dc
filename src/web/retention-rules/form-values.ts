import { readPeriod } from '../../domain/period.ts'
import type { RuleContent } from '../../domain/retention-rule.ts'
import { contentFields } from '../../domain/rule-content.ts'

/** The fields of the form: those of a rule, the period in three parts, and the code of a new rule. */
export const formFields = ['code', ...contentFields, 'years', 'months', 'days'] as const
export type FormField = (typeof formFields)[number]

/** What stands in the fields of the form, as typed. */
export type FormValues = Record<FormField, string>

/** What a form sent, as typed, with the line ends that texts are kept with; a field that it did not send, or sent twice, is blank. */
export function typedValues(body: unknown): FormValues {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  return valuesBy((field) => {
    const value = sent[field]
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''
  })
}

/** The fields of a form that changes a rule. */
export function valuesOf(rule: RuleContent): FormValues {
  const period = readPeriod(rule.period)
  const part = (n: number | undefined) => (n === undefined || n === 0 ? '' : String(n))
  const isNoTime = period !== null && period.years + period.months + period.days === 0
  return {
    ...valuesBy((field) => (field in rule ? String(rule[field as keyof RuleContent] ?? '') : '')),
    years: part(period?.years),
    months: part(period?.months),
    days: isNoTime ? '0' : part(period?.days),
  }
}

/** The fields of a form that adds a rule: the usual answers are chosen already. */
export const newValues = (): FormValues => ({
  ...valuesBy(() => ''),
  countedFrom: 'trigger',
  approvals: '1',
  reviewDays: '30',
  coolingOffDays: '0',
})

/** What the domain checks: the fields as typed, with the parts of the period put together. */
export const submitted = (values: FormValues): Record<string, string> => ({ ...values, period: periodOf(values) })

/** The period of three parts: blank when all are, and as typed where a part is no number, so that the domain refuses it. */
function periodOf({ years, months, days }: FormValues): string {
  const parts = [
    [years, 'Y'],
    [months, 'M'],
    [days, 'D'],
  ].map(([typed = '', unit]) => ({ typed: typed.trim(), unit }))
  if (parts.every(({ typed }) => typed === '')) return ''
  const written = parts
    .filter(({ typed }) => typed !== '' && !/^0+$/.test(typed))
    .map(({ typed, unit }) => `${typed.replace(/^0+(?=\d)/, '')}${unit}`)
  return `P${written.join('') || '0D'}`
}

const valuesBy = (value: (field: FormField) => string): FormValues =>
  Object.fromEntries(formFields.map((field) => [field, value(field)])) as FormValues
