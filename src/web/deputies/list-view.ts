import type { Service } from '../../../db/queries/services.ts'
import type { ListedDeputy } from '../../actions/deputies-csv.ts'
import { dateInWords, londonDate } from '../../domain/calendar.ts'
import { deputyStates, mayEndDeputy } from '../../domain/deputy.ts'
import { countOf } from '../../domain/list.ts'
import { may, type User } from '../../domain/permission.ts'
import { choiceFilters } from '../choice-filters.ts'
import type { Cell } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { LIST, stateTags } from './words.ts'

/** Who stands in for whom. */
export function listPage(query: ListQuery, deputies: ListedDeputy[], services: Service[], user: User) {
  const filters = choiceFilters<'state' | 'service'>(LIST, query, [
    {
      name: 'state',
      label: 'State',
      options: deputyStates.map((state) => ({ value: state, text: stateTags[state].text })),
    },
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
  ])
  return {
    title: 'Deputies',
    lead: 'Who stands in for a service manager, and when. On these days a deputy sees and decides what is the manager’s, as well as their own. The manager still can, too.',
    actions: may(user, 'name a deputy') ? [{ text: 'Name a deputy', href: `${LIST}/new` }] : [],
    filters: { action: LIST, ...filters, clear: LIST },
    table: {
      caption: countOf(deputies.length, 'time as deputy', 'times as deputy'),
      captionHidden: true,
      head: ['Deputy', 'In the place of', 'Service', 'From', 'To', 'State', ''].map((text) => ({
        ...{ text: text || 'What can be done' },
      })),
      rows: deputies.map((deputy) => row(deputy, user)),
      empty:
        (query.state ?? query.service)
          ? 'Nothing matches. Remove a filter to see more.'
          : 'Nobody stands in for anybody, and nobody did. A service manager can name a deputy for the days on which they are away.',
    },
    files: filesOf(LIST, queryString(query)),
  }
}

const row = (deputy: ListedDeputy, user: User): Cell[] => [
  { text: deputy.deputyName, header: true },
  { text: deputy.managerName },
  { text: deputy.serviceName, href: `/services/${deputy.serviceCode}` },
  { text: dateInWords(deputy.fromOn) },
  { text: dateInWords(deputy.toOn) },
  { text: '', tag: stateTags[deputy.state], detail: detailOf(deputy) },
  canEnd(deputy, user) ? { text: 'End early', href: `${LIST}/${deputy.id}/ending` } : { text: '' },
]

/** True when a time as deputy is not over yet, and this person may end it. */
export const canEnd = (deputy: ListedDeputy, user: User): boolean =>
  deputy.state !== 'over' && deputy.state !== 'ended' && mayEndDeputy(user, deputy)

function detailOf({ state, endedAt, endedByName, ...deputy }: ListedDeputy): string | null {
  if (endedAt !== null) return `On ${dateInWords(londonDate(endedAt))} by ${endedByName}`
  if (state !== 'lapsed') return null
  return deputy.managerAnswers
    ? `${deputy.deputyName} is suspended, or has another role now`
    : `${deputy.managerName} does not manage the service any more`
}
