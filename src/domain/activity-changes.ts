import { activityPartNames } from './activity-differences.ts'
import type { FieldChange } from './audit-event.ts'
import type { ActivityContent } from './processing-activity.ts'

/**
 * What changed from one version of an activity (null: there was none) to the next, in words, part by part.
 *
 * A single field has its value before and after; of a list, before are the rows that it lost and after those that it gained.
 * `owner` apart from the rest: it names a person.
 */
export function activityChanges(
  before: ActivityContent | null,
  after: ActivityContent,
): { changes: FieldChange[]; owner: FieldChange[] } {
  const changed = (Object.keys(activityPartNames) as (keyof ActivityContent)[]).flatMap((part) => {
    const [was, is] = [valuesOf(before, part), valuesOf(after, part)]
    const [lost, gained] = [was.filter((text) => !is.includes(text)), is.filter((text) => !was.includes(text))]
    if (was.length === is.length && lost.length + gained.length === 0) return []
    return [{ part, field: activityPartNames[part], before: inWords(lost), after: inWords(gained) }]
  })
  const plain = ({ field, before: was, after: is }: FieldChange): FieldChange => ({ field, before: was, after: is })
  return {
    changes: changed.filter(({ part }) => part !== 'ownerName').map(plain),
    owner: changed.filter(({ part }) => part === 'ownerName').map(plain),
  }
}

const inWords = (values: string[]): string | null => (values.length === 0 ? null : values.join('; '))

function valuesOf(content: ActivityContent | null, part: keyof ActivityContent): string[] {
  const value = content?.[part]
  if (value === undefined || value === '') return []
  return Array.isArray(value) ? value.map(rowInWords) : [String(value)]
}

const saysNothing = (value: unknown): boolean =>
  value === null || value === '' || value === 'none' || value === false || value === 'not stated'

/** What a row of a list says, in words, without its evidence. */
export function factInWords(row: object): string {
  const { standing: _, notice: __, lines: ___, byName: ____, byOn: _____, ...facts } = row as Record<string, unknown>
  return Object.entries(facts)
    .flatMap(([name, value]) =>
      saysNothing(value) || (name === 'mark' && value === String(facts.name).toLowerCase())
        ? []
        : [name === 'purpose' ? `purpose ${value}` : String(value)],
    )
    .join(', ')
}

/** A row by what it says, then by its evidence: a fact that a person has confirmed is not the one that was proposed. */
function rowInWords(row: object): string {
  const { standing, notice, lines } = row as Record<string, unknown>
  const source = [notice, lines].filter((part) => typeof part === 'string' && part !== '').join(' ')
  return `${factInWords(row)} (${standing}${source === '' ? '' : `: ${source}`})`
}
