import type { ProposingActivity } from '../../../db/queries/proposals.ts'
import type { Service } from '../../../db/queries/services.ts'
import { countOf } from '../../domain/list.ts'
import type { ActivityContent } from '../../domain/processing-activity.ts'
import { proposalsIn } from '../../domain/proposals.ts'
import { type ChoiceFilter, choiceFilters } from '../choice-filters.ts'
import { evidenceView } from '../evidence.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'

export const LIST = '/proposals'
export const ACTIVITIES_ON_A_PAGE = 20

export type ProposalQuery = { service?: string | undefined; activity?: string | undefined; page?: number | undefined }

/** What the page is made of. `total`: the activities with proposals, of which `rows` are one page. */
export type ListedProposals = {
  query: ProposalQuery
  rows: { activity: ProposingActivity; content: ActivityContent }[]
  total: number
  services: Service[]
  mayEdit: boolean
}

/** The facts that wait for a person, activity by activity, each to be accepted as it stands or replaced. */
export function proposalsPage({ query, rows, total, services, mayEdit }: ListedProposals) {
  const filters: ChoiceFilter<'service'>[] = [
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
  ]
  return {
    title: 'Proposals',
    lead: 'Facts that no notice states and nobody has confirmed. Accept what is so, and replace what is not: both go into the draft of the next version.',
    filters: { action: LIST, ...choiceFilters(LIST, query, filters), clear: LIST },
    activities: rows.map((row) => activityView(row, mayEdit)),
    empty: 'Nothing is only proposed.',
    files: filesOf(LIST, queryString({ ...query, page: undefined })),
    pages: pagesOf(LIST, query, { total, rows: ACTIVITIES_ON_A_PAGE, one: 'activity', many: 'activities' }),
  }
}

function activityView({ activity, content }: ListedProposals['rows'][number], mayEdit: boolean) {
  const { reference, version, revision, state } = activity
  const address = `/processing-activities/${reference}`
  const proposals = proposalsIn(content)
  return {
    heading: `${reference} ${content.title}`,
    href: state === null ? address : `${address}/draft`,
    id: `activity-${reference}`,
    note:
      state === 'submitted'
        ? 'It waits for its approval, and can be changed when it has been returned.'
        : state === 'draft'
          ? `In the draft of version ${version}.`
          : null,
    form: mayEdit && state !== 'submitted' ? { action: LIST, reference, version, revision } : null,
    count: countOf(proposals.length, 'proposal'),
    proposals: proposals.map(({ field, words, evidence, section, trace }) => ({
      ...{ field, words, trace },
      evidence: evidenceView(evidence),
      replace: `${address}/draft/${section}`,
    })),
  }
}
