import type { CheckedActivity, CheckedNotice } from './check.ts'

/** The notices that the evidence of an activity names and the register knows, each once and by code. */
export function noticesNamed({ content, notices }: CheckedActivity): (CheckedNotice & { code: string })[] {
  const facts = Object.values(content)
    .filter((value) => Array.isArray(value))
    .flat()
  const codes = new Set(facts.map(({ notice }) => notice).filter((code) => code !== null))
  return [...codes].toSorted().flatMap((code) => {
    const notice = notices.get(code)
    return notice === undefined ? [] : [{ code, ...notice }]
  })
}
