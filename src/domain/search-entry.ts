/** What a search finds, in the order in which it is shown when it fits as well. */
export const searchKinds = ['activity', 'rule', 'organisation', 'service', 'notice', 'finding'] as const
export type SearchKind = (typeof searchKinds)[number]

/**
 * Something that a search finds, known by its reference or code: `subject`, which for findings is the activity in which they are found.
 *
 * `serviceId`: the service whose managers reach it, null where that depends on nothing or on more; `lines`: what it says besides its code and title.
 */
export type SearchSubject = {
  kind: SearchKind
  subject: string
  title: string
  serviceId: number | null
  lines: string[]
}

/** What somebody asks for: every one of these must be found, each in any of its spellings. */
export type Sought = Spelling[][]
type Spelling = { word: string; whole: boolean }
