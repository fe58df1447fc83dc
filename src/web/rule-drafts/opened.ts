import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { RetentionRuleDraft, type RuleContent } from '../../domain/retention-rule.ts'
import { type Difference, ruleDifferences } from '../../domain/rule-differences.ts'
import { carriedOver, keptFields } from '../../domain/rule-draft.ts'
import { type FormValues, submitted, valuesOf } from '../retention-rules/form-values.ts'
import type { Meanwhile } from '../retention-rules/form-view.ts'
import { compared } from '../retention-rules/versions-view.ts'
import type { DraftRead } from './read.ts'

type Opened = { values: FormValues; problems: Problem[]; meanwhile: Meanwhile | null }

/**
 * What the form of a draft begins with.
 *
 * Where another version came into force since, what that changed is taken over, but for what the draft changes itself; where what is kept
 * is not what rules may say today, it stands as it is kept, with what is wrong with it.
 */
export function openedDraft({ draft, content, base, rule, outdated }: DraftRead): Opened {
  if (!content.ok) {
    const fields = Object.fromEntries(
      Object.entries(keptFields(draft) ?? {}).map(([name, value]) => [name, String(value ?? '')]),
    )
    const kept = { period: '', ...fields } as unknown as RuleContent
    return { values: { ...valuesOf(kept), code: draft.code }, problems: content.problems, meanwhile: null }
  }
  if (!outdated || !base || !rule)
    return { values: { ...valuesOf(content.value), code: draft.code }, problems: [], meanwhile: null }
  const mine = ruleDifferences(compared(base), { ...base, ...content.value, service: draft.serviceName })
  return {
    values: { ...valuesOf(carriedOver(base, content.value, rule)), code: draft.code },
    problems: [],
    meanwhile: changesSince(base, rule, mine),
  }
}

function changesSince(base: RuleRow, rule: RuleRow, mine: Difference[]): Meanwhile {
  const theirs = ruleDifferences(compared(base), compared(rule))
  return {
    lead: `Version ${rule.version} came into force since this was drafted. What it changed stands in the form already, except where the draft says otherwise:`,
    items: theirs.map(({ field, before, after }) => {
      const own = mine.find((difference) => difference.field === field)
      const said = `${field}: now ${after} (was ${before})`
      return own && own.after !== after ? `${said}; the draft says ${own.after}` : said
    }),
  }
}

/** Where a draft as somebody else saved it meanwhile differs from what was typed; null where that cannot be told. */
export function differsFromTyped({ draft, content }: DraftRead, values: FormValues): Meanwhile | null {
  const typed = check(RetentionRuleDraft, submitted(values))
  if (!content.ok || !typed.ok) return null
  const named = (said: RuleContent) => ({
    ...said,
    standing: 'proposed' as const,
    service: String(said.serviceId ?? ''),
  })
  const differences = ruleDifferences(named(content.value), named(typed.value)).filter(
    ({ field }) => field !== 'Service',
  )
  return {
    lead: `${draft.writtenByName} saved the draft meanwhile. It says otherwise than what you typed:`,
    items: differences.map(({ field, before, after }) => `${field}: ${before} in the draft, ${after} below`),
  }
}
