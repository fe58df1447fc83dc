import { contentsOf } from '../../db/queries/activity-contents.ts'
import { type ProposalFilters, type ProposingActivity, proposingActivities } from '../../db/queries/proposals.ts'
import type { ActivityContent } from '../domain/processing-activity.ts'
import { type Proposal, proposalsIn } from '../domain/proposals.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 100

type Row = { activity: ProposingActivity; content: ActivityContent; proposal: Proposal }

/** What is only proposed as CSV, one row a fact, in the order of the form of each activity. `version_state`: of the version that proposes it. */
export const proposalsExport: CsvExport<Row, ProposalFilters> = {
  name: 'proposals',
  columns: [
    { name: 'activity', value: ({ activity }) => activity.reference },
    { name: 'activity_title', value: ({ content }) => content.title },
    { name: 'service', value: ({ content }) => content.service },
    { name: 'version', value: ({ activity }) => activity.version },
    { name: 'version_state', value: ({ activity }) => activity.state ?? 'in force' },
    { name: 'field', value: ({ proposal }) => proposal.field },
    { name: 'proposed', value: ({ proposal }) => proposal.words },
    { name: 'notice', value: ({ proposal }) => proposal.evidence.notice },
    { name: 'notice_lines', value: ({ proposal }) => proposal.evidence.lines },
  ],
  async *rows(db, filters, { reach }) {
    for (let offset = 0; ; offset += AT_ONCE) {
      const activities = await proposingActivities(db, filters, reach, { limit: AT_ONCE, offset })
      const contents = await contentsOf(
        db,
        activities.map(({ versionId }) => versionId),
      )
      yield activities.flatMap((activity) => {
        const content = contents.get(activity.versionId)
        return content ? proposalsIn(content).map((proposal) => ({ activity, content, proposal })) : []
      })
      if (activities.length < AT_ONCE) return
    }
  },
}
