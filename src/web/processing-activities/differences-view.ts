import type { VersionSummary } from '../../../db/queries/activity-versions.ts'
import type { FieldChange } from '../../domain/audit-event.ts'
import type { TableView } from '../components.ts'
import { capital } from './words.ts'

/** What differs between two versions, field by field and in words. */
export const changesTable = (caption: string, changes: FieldChange[]): TableView => ({
  caption,
  head: [{ text: 'Field' }, { text: 'Before' }, { text: 'After' }],
  rows: changes.map(({ field, before, after }) => [
    { text: capital(field), header: true },
    { text: before ?? 'Nothing' },
    { text: after ?? 'Nothing' },
  ]),
  empty: 'Both say the same.',
})

/** The page that compares two versions of an activity. */
export function differencesPage(
  reference: string,
  versions: VersionSummary[],
  [from, to]: [number, number],
  changes: FieldChange[],
) {
  const address = `/processing-activities/${reference}`
  const options = versions.map(({ version, state }) => ({
    value: String(version),
    text: state === 'approved' ? `Version ${version}` : `Version ${version} (${state})`,
  }))
  return {
    title: `What changed from version ${from} to version ${to}`,
    caption: reference,
    trail: [
      { text: 'Processing activities', href: '/processing-activities' },
      { text: reference, href: address },
    ],
    action: `${address}/differences`,
    from: { name: 'from', label: 'From', options, value: String(from) },
    to: { name: 'to', label: 'To', options, value: String(to) },
    changes: changesTable('Differences', changes),
  }
}
