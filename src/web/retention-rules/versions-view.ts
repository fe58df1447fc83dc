import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import { dateInWords, instantInWords } from '../../domain/calendar.ts'
import { ruleDifferences } from '../../domain/rule-differences.ts'
import type { Cell, TableView } from '../components.ts'

/** The versions of a rule, the latest first, with what each changed. */
export function versionsTable(versions: RuleRow[]): TableView {
  return {
    caption: 'Versions',
    head: [{ text: 'Version' }, { text: 'In force from' }, { text: 'By' }, { text: 'What changed' }],
    rows: versions.map((version, at): Cell[] => [
      { text: String(version.version), header: true },
      { text: dateInWords(version.validFrom) },
      { text: version.createdByName, detail: instantInWords(version.createdAt) },
      { text: whatChanged(version, versions[at + 1]), detail: reachOf(version) },
    ]),
    empty: 'There are no versions.',
  }
}

function whatChanged(version: RuleRow, before: RuleRow | undefined): string {
  if (!before) return 'First version'
  const differences = ruleDifferences(compared(before), compared(version))
  if (differences.length === 0) return 'Nothing in the rule itself'
  return differences.map(({ field, before: was, after }) => `${field}: ${after} (was ${was})`).join('; ')
}

/** A version as it is compared with another: its service by name. */
export const compared = (rule: RuleRow) => ({ ...rule, service: rule.serviceName })

const reachOf = (version: RuleRow): string | null =>
  version.shortensExisting === 1 ? 'Earlier dates were applied to records already held, too' : null
