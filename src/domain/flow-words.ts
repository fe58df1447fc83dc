import type { DataFlow, FlowRecipient, FlowTransfer } from './data-flow.ts'
import { countOf, listInWords } from './list.ts'
import type { TextGroup } from './picture.ts'
import type { ActivityContent } from './processing-activity.ts'
import { rolesInWords } from './recipient-name.ts'

/** What sort of transfer one is, as boxes and sentences name it. */
export const transferKind = (restricted: boolean): string =>
  restricted ? 'Restricted transfer' : 'Within the United Kingdom'

/** What makes a transfer lawful, or that nothing is said of it. */
export const transferSafeguard = ({ safeguard }: FlowTransfer): string =>
  safeguard === '' ? 'No safeguard stated' : safeguard.charAt(0).toUpperCase() + safeguard.slice(1)

/** How much personal data an activity holds, and whether it needs special care: the line below its title. */
export function dataInWords({ terms }: ActivityContent): string {
  const data = terms.filter(({ kind }) => kind === 'personal data category')
  if (data.length === 0) return 'Personal data not stated'
  const marked = [
    ...(data.some(({ mark }) => mark === 'special category') ? ['special category data'] : []),
    ...(data.some(({ mark }) => mark === 'criminal offence') ? ['criminal offence data'] : []),
  ]
  const count = countOf(data.length, 'category of personal data', 'categories of personal data')
  return marked.length === 0 ? count : `${count}, with ${listInWords(marked)}`
}

/** All that a picture of one data flow says, in words. */
export function flowText({ people, sources, recipients, transfers, unsaid }: DataFlow): TextGroup[] {
  const or = (items: string[], blank: string): string[] => (items.length === 0 ? [blank] : items)
  return [
    { heading: 'Whose data it is', items: or(people.map(personWords), unsaid.people) },
    { heading: 'Where the data comes from', items: or(sources, unsaid.sources) },
    { heading: 'Who receives it', items: or(recipients.map(recipientWords), unsaid.recipients) },
    { heading: 'Transfers to other countries', items: or(transfers.map(transferWords), unsaid.transfers) },
  ]
}

/** How much is stated of each: `3 categories of people, 1 source and 2 recipients`; what is not stated is left out. */
export function flowCounts({ people, sources, recipients, transfers }: DataFlow): string {
  const restricted = transfers.filter((transfer) => transfer.restricted)
  const stated = [
    { all: people, one: 'category of people', many: 'categories of people' },
    { all: sources, one: 'source', many: 'sources' },
    { all: recipients, one: 'recipient', many: 'recipients' },
    { all: restricted, one: 'restricted transfer', many: 'restricted transfers' },
  ].filter(({ all }) => all.length > 0)
  if (stated.length === 0) return 'nothing is stated yet'
  return listInWords(stated.map(({ all, one, many }) => countOf(all.length, one, many)))
}

const personWords = ({ name, mark }: DataFlow['people'][number]): string =>
  mark === 'none' || name.toLowerCase() === mark ? name : `${name} (${mark})`

const recipientWords = ({ name, roles, categories }: FlowRecipient): string =>
  [name, rolesInWords(roles), ...categories].join(', ')

const transferWords = (transfer: FlowTransfer): string => {
  const to = transfer.recipient === null ? transfer.country : `${transfer.country}, to ${transfer.recipient}`
  return transfer.restricted ? `${to}: restricted transfer; ${lowered(transferSafeguard(transfer))}` : to
}

const lowered = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
