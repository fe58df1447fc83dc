import type { WaitingRequest } from '../../../db/queries/extension-requests.ts'
import type { TableView } from '../components.ts'

/** The requests to keep records longer once more that this person may answer. */
export const extensionsTable = (requests: WaitingRequest[]): TableView => ({
  caption: 'Asked to keep longer once more',
  head: [{ text: 'Record series' }, { text: 'Service' }, { text: 'Request' }],
  rows: requests.map(({ id, reviewId, recordSeries, service }) => [
    { text: recordSeries, href: `/disposal-reviews/${reviewId}/extension-requests/${id}`, header: true },
    { text: service ?? 'Unassigned' },
    { text: `In disposal review ${reviewId}` },
  ]),
  empty: '',
})
