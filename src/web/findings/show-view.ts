import type { FindingRow } from '../../../db/queries/finding-list.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { stateOfFinding } from '../../domain/finding-state.ts'
import type { Problem } from '../../domain/problem.ts'
import type { SummaryRow } from '../components.ts'
import { fieldError } from '../form.ts'
import { answeredAt, severityTags } from '../processing-activities/findings-view.ts'
import { LIST, stateTags } from './list-view.ts'

/** What the page of a finding is made of. `people`: those who can see to it; `typed`: what was entered before something was wrong with it. */
export type ShownFinding = {
  finding: FindingRow
  people: { id: number; name: string }[]
  mayDecide: boolean
  problems: Problem[]
  typed: Record<string, unknown>
}

/** A finding: what it is, what to do about it, who sees to it, and whether it may stay as it is for now. */
export function findingPage({ finding, people, mayDecide, problems, typed }: ShownFinding, today: IsoDate) {
  const { id, reference, section, ownerId } = finding
  const state = stateOfFinding(finding, today)
  const decides = mayDecide && state !== 'fixed'
  const address = `${LIST}/${id}`
  return {
    title: finding.text,
    caption: `${finding.code}, ${reference}`,
    tag: stateTags[state],
    trail: [{ text: 'Findings', href: LIST }],
    problems,
    actions: decides ? [{ text: 'Answer it in the register', href: answeredAt(reference, finding.code, section) }] : [],
    facts: facts(finding),
    owner: decides
      ? {
          action: `${address}/owner`,
          field: {
            ...{ name: 'owner', label: 'Who sees to it', value: ownerId === null ? '' : String(ownerId) },
            error: fieldError(problems, 'owner'),
            options: [
              { value: '', text: 'Nobody yet' },
              ...people.map((person) => ({ value: String(person.id), text: person.name })),
            ],
          },
        }
      : null,
    acceptance:
      decides && state === 'open'
        ? {
            action: `${address}/acceptance`,
            reason: field('reason', 'Why may this stay as it is for now?', typed, problems),
            until: {
              ...field('until', 'Until when?', typed, problems),
              hint: 'That day included, for example 31/03/2027',
            },
          }
        : null,
    reopening: decides && state === 'accepted' ? { action: `${address}/reopening` } : null,
  }
}

const field = (name: string, label: string, typed: Record<string, unknown>, problems: Problem[]) => ({
  ...{ name, label, value: typeof typed[name] === 'string' ? typed[name] : '' },
  error: fieldError(problems, name),
})

function facts(finding: FindingRow): SummaryRow[] {
  const { acceptedOn, acceptedUntil, acceptedByName, acceptedReason, fixedOn } = finding
  return [
    {
      key: 'Activity',
      lines: [
        {
          text: `${finding.reference} ${finding.title}`,
          href: `/processing-activities/${finding.reference}`,
        },
        { text: finding.serviceName },
      ],
    },
    { key: 'Weight', lines: [{ text: '', tag: severityTags[finding.severity] }] },
    { key: 'Law', lines: [{ text: finding.citation }] },
    { key: 'What to do', lines: [{ text: finding.whatToDo }] },
    { key: 'First seen on', lines: [{ text: dateInWords(finding.firstSeenOn) }] },
    { key: 'Seen to by', lines: [{ text: finding.ownerName ?? 'Nobody yet' }] },
    ...(fixedOn === null ? [] : [{ key: 'Found no more since', lines: [{ text: dateInWords(fixedOn) }] }]),
    ...(acceptedOn === null || acceptedUntil === null
      ? []
      : [
          {
            key: 'Accepted',
            lines: [
              { text: acceptedReason ?? '' },
              {
                text: `By ${acceptedByName} on ${dateInWords(acceptedOn)}, until ${dateInWords(acceptedUntil)}`,
                muted: true,
              },
            ],
          },
        ]),
  ]
}
