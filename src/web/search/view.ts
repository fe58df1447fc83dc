import { RESULTS_ON_A_PAGE, type Replaced, type SearchResult } from '../../actions/search.ts'
import { type SearchKind, type SearchSubject, searchKinds } from '../../domain/search-entry.ts'
import { markedPieces, type Piece, tellingLine } from '../../domain/search-marking.ts'
import { type SearchTerm, searchTerms } from '../../domain/search-words.ts'
import type { PaginationView, Tag } from '../components.ts'
import { queryString } from '../query.ts'

export const SEARCH = '/search'
/** Longer searches are questions, and nothing has all of their words. */
export const MOST_CHARACTERS = 200

/** What was asked for, as the address says it. */
export type SearchQuery = { q?: string | undefined; kind?: SearchKind | undefined; page?: number | undefined }

/** A result: what kind of thing it is, its title and the line that says why it is one, both in pieces of which some are marked. */
type ResultView = { tag: Tag; title: Piece[]; href: string; code: string; line: Piece[] }

const tags: Record<SearchKind, Tag> = {
  activity: { text: 'Processing activity', colour: 'blue' },
  rule: { text: 'Retention rule', colour: 'purple' },
  organisation: { text: 'Organisation', colour: 'green' },
  service: { text: 'Service', colour: 'teal' },
  notice: { text: 'Privacy notice', colour: 'grey' },
  finding: { text: 'Findings', colour: 'yellow' },
}

const inPlural: Record<SearchKind, string> = {
  activity: 'Processing activities',
  rule: 'Retention rules',
  organisation: 'Organisations',
  service: 'Services',
  notice: 'Privacy notices',
  finding: 'Findings',
}

/** The page of a search. `result` null: nothing was looked for. */
export function searchPage(query: SearchQuery, result: SearchResult | null) {
  const { q = '', kind } = query
  const found = result === null ? [] : searchKinds.filter((each) => (result.counts.get(each) ?? 0) > 0)
  const all = found.reduce((sum, each) => sum + (result?.counts.get(each) ?? 0), 0)
  const total = kind === undefined ? all : (result?.counts.get(kind) ?? 0)
  const link = (text: string, count: number, of: SearchKind | undefined) => ({
    text: `${text} (${count.toLocaleString('en-GB')})`,
    ...{ href: `${SEARCH}${queryString({ q, kind: of })}`, current: of === kind },
  })
  return {
    title: 'Search',
    box: {
      ...{ action: SEARCH, name: 'q', label: 'Search everything', value: q },
      hint: 'Words of a title or a text, or a reference such as LIB-A1. The beginning of a word is enough.',
      hidden: kind === undefined ? [] : [{ name: 'kind', value: kind }],
    },
    sentences: result === null ? [whyNothingIsAsked(q)] : sentences(result, total),
    kinds:
      all === 0
        ? []
        : [
            link('All', all, undefined),
            ...found.map((each) => link(inPlural[each], result?.counts.get(each) ?? 0, each)),
          ],
    results: (result?.subjects ?? []).map((subject) => resultView(subject, result?.terms ?? [])),
    pages: pages(query, total),
  }
}

/** True for what can be looked for: it has a letter or a digit, and is not too long. */
export const canBeSought = (q: string): boolean => q.length <= MOST_CHARACTERS && searchTerms(q).length > 0

function whyNothingIsAsked(q: string): string {
  if (q.length > MOST_CHARACTERS)
    return `That is ${q.length.toLocaleString('en-GB')} characters long: search for ${MOST_CHARACTERS} at the most.`
  if (q.trim() === '') return 'Type what you look for: nothing has been looked for yet.'
  return 'There is no letter and no digit in that: type a word, or the beginning of one.'
}

function sentences({ counts, replaced, unknown }: SearchResult, total: number): string[] {
  if (unknown.length > 0) return [`Nothing has ${inWords(unknown, 'or')}.`]
  if (counts.size === 0) return ['Each of these words is found, but nothing has all of them: take one away.']
  return [...replaced.map(instead), ...(total === 0 ? ['Nothing of this kind is found: look at the others.'] : [])]
}

const instead = ({ typed, by, together }: Replaced): string =>
  `Nothing has “${typed}”: showing what has ${inWords(by, together ? 'and' : 'or')}.`

const inWords = (words: string[], join: 'and' | 'or'): string => {
  const quoted = words.map((word) => `“${word}”`)
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} ${join} ${quoted.at(-1)}`
}

const resultView = ({ kind, subject, title, lines }: SearchSubject, terms: SearchTerm[]): ResultView => ({
  ...{ tag: tags[kind], code: subject, href: addressOf(kind, encodeURIComponent(subject)) },
  title: markedPieces(kind === 'finding' ? `What is found in ${title}` : title, kind === 'finding' ? [] : terms),
  line: tellingLine(lines, terms),
})

function addressOf(kind: SearchKind, subject: string): string {
  const addresses: Record<SearchKind, string> = {
    activity: `/processing-activities/${subject}`,
    rule: `/retention-rules/${subject}`,
    organisation: `/organisations/${subject}`,
    service: `/services/${subject}`,
    notice: `/privacy-notices/${subject}`,
    finding: `/findings?activity=${subject}&state=any`,
  }
  return addresses[kind]
}

function pages(query: SearchQuery, total: number): PaginationView {
  const page = query.page ?? 1
  const first = (page - 1) * RESULTS_ON_A_PAGE + 1
  const last = Math.min(page * RESULTS_ON_A_PAGE, total)
  const to = (number: number) => `${SEARCH}${queryString({ ...query, page: number === 1 ? undefined : number })}`
  return {
    previous: page > 1 ? to(page - 1) : null,
    next: last < total ? to(page + 1) : null,
    words:
      total === 0
        ? null
        : `${first.toLocaleString('en-GB')} to ${last.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')}`,
  }
}
