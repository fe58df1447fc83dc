import type { ApiToken } from '../../../db/queries/api-tokens.ts'
import { type TokenState, tokenState, usualExpiry } from '../../domain/api-token.ts'
import { dateInWords, type IsoDate, instantInWords, londonDate } from '../../domain/calendar.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Cell, SummaryRow, TableView, Tag } from '../components.ts'
import { fieldError } from '../form.ts'

type System = { code: string; name: string }

/** The address of a source system's tokens. */
export const tokensOf = ({ code }: Pick<System, 'code'>): string => `/source-systems/${code}/tokens`

const tags: Record<TokenState, Tag> = {
  working: { text: 'Working', colour: 'green' },
  'expires soon': { text: 'Expires soon', colour: 'yellow' },
  expired: { text: 'Expired', colour: 'grey' },
  revoked: { text: 'Revoked', colour: 'red' },
}

/** What the list of tokens depends on. `baseUrl`: of this site, for the words on their use; `mayManage`: whether the reader may issue and revoke them. */
export type TokensFacts = { today: IsoDate; baseUrl: string; mayManage: boolean }

/** The tokens of a source system. */
export function tokensPage(system: System, tokens: ApiToken[], { today, baseUrl, mayManage }: TokensFacts) {
  return {
    title: `API tokens of ${system.name}`,
    trail: [
      { text: 'Source systems', href: '/source-systems' },
      { text: system.name, href: `/source-systems/${system.code}` },
    ],
    lead: `With a token, ${system.code} sends its record feeds, and fetches and answers its disposal instructions, by itself. A token opens nothing else.`,
    actions: mayManage ? [{ text: 'Issue a token', href: `${tokensOf(system)}/new` }] : [],
    table: tokensTable(system, tokens, today, mayManage),
    use: `It sends the token with every request, in the header Authorization: Bearer and then the token. The API is at ${baseUrl}/api/v1, and ${baseUrl}/api/v1/openapi.json describes it for machines.`,
  }
}

/** The form that issues a token. */
export function tokenFormPage(system: System, answers: Record<string, unknown>, problems: Problem[], today: IsoDate) {
  const answer = (name: string) => (typeof answers[name] === 'string' ? answers[name] : '')
  return {
    title: 'Issue an API token',
    caption: system.name,
    back: backTo(system),
    problems,
    action: tokensOf(system),
    name: {
      name: 'name',
      label: 'Name',
      hint: 'What it is for, for example Nightly export',
      value: answer('name'),
      error: fieldError(problems, 'name'),
    },
    expiresOn: {
      name: 'expiresOn',
      label: 'Last day on which it works',
      hint: 'At most two years from today. For example, 14/06/2027',
      value: 'expiresOn' in answers ? answer('expiresOn') : britishDate(usualExpiry(today)),
      error: fieldError(problems, 'expiresOn'),
    },
  }
}

/** The one page that shows a token. */
export function issuedPage(system: System, token: ApiToken, text: string) {
  return {
    title: 'Your new API token',
    caption: `${token.name}, ${system.name}`,
    back: backTo(system),
    source: system.code,
    token: text,
    facts: [row('Last day', dateInWords(token.expiresOn)), row('Ends in', token.hint)],
  }
}

/** Asks whether a token is to be revoked. */
export function revocationPage(system: System, token: ApiToken) {
  return {
    title: `Revoke ${token.name}`,
    caption: system.name,
    back: backTo(system),
    action: `${tokensOf(system)}/${token.id}/revocation`,
    facts: [
      row('Ends in', token.hint),
      row('Issued', `${instantInWords(token.createdAt)}, by ${token.createdByName}`),
      row('Last day', dateInWords(token.expiresOn)),
      row('Last used', usedInWords(token)),
    ],
  }
}

/** The tokens that expire soon or did lately, for the home page. */
export const expiryTable = (tokens: ApiToken[], today: IsoDate): TableView => ({
  caption: 'API tokens to replace',
  head: ['Name', 'Source system', 'Last day', 'State'].map((text) => ({ text })),
  rows: tokens.map((token) => [
    { text: token.name, href: tokensOf({ code: token.source }), detail: `Ends in ${token.hint}`, header: true },
    { text: token.sourceName, detail: token.source },
    { text: dateInWords(token.expiresOn) },
    { text: '', tag: tags[tokenState(token, today)] },
  ]),
  empty: '',
})

function tokensTable(system: System, tokens: ApiToken[], today: IsoDate, mayManage: boolean): TableView {
  return {
    caption: 'Tokens',
    captionHidden: true,
    head: ['Name', 'State', 'Issued', 'Last day', 'Last used', ...(mayManage ? ['Revoke'] : [])].map((text) => ({
      text,
    })),
    rows: tokens.map((token) => [...tableRow(token, today), ...(mayManage ? [revokingCell(system, token)] : [])]),
    empty: `No token has been issued to ${system.code} yet.`,
  }
}

function tableRow(token: ApiToken, today: IsoDate): Cell[] {
  return [
    { text: token.name, detail: `Ends in ${token.hint}`, header: true },
    { text: '', tag: tags[tokenState(token, today)], detail: revokedInWords(token) },
    { text: dateInWords(londonDate(token.createdAt)), detail: `By ${token.createdByName}` },
    { text: dateInWords(token.expiresOn) },
    { text: usedInWords(token) },
  ]
}

const revokingCell = (system: System, { id, name, revokedAt }: ApiToken): Cell =>
  revokedAt === null ? { text: `Revoke ${name}`, href: `${tokensOf(system)}/${id}/revocation` } : { text: '' }

const revokedInWords = ({ revokedAt, revokedByName }: ApiToken): string | null =>
  revokedAt === null ? null : `${dateInWords(londonDate(revokedAt))}, by ${revokedByName}`

const usedInWords = ({ lastUsedAt }: ApiToken): string => (lastUsedAt === null ? 'Never' : instantInWords(lastUsedAt))

const backTo = (system: System) => ({ text: `API tokens of ${system.name}`, href: tokensOf(system) })

const row = (key: string, text: string): SummaryRow => ({ key, lines: [{ text }] })

/** As people here type dates. */
const britishDate = (date: IsoDate): string => date.split('-').toReversed().join('/')
