/**
 * A word as the index of searches knows it: without capitals and accents, in the characters a to z, 0 to 9 and the underscore alone.
 *
 * Any other character is its number between underscores. So both databases take the same words apart in the same way, namely not at all,
 * and nothing that somebody types means anything to them.
 */
export type IndexWord = string

/** A word that is searched for. `typed`: as people read it; `whole`: nothing may follow it, since of one character too much begins with it. */
export type SearchTerm = { typed: string; word: IndexWord; whole: boolean }

/** What stands before a word of a code or title, beside the word itself; no word begins so. */
export const IN_TITLE = '__'

/** Longer words are found by their beginning; a database sets a limit to what it takes as one word. */
const MOST_CHARACTERS = 80
/** What a subject is found by at the most: PostgreSQL takes a megabyte. */
const MOST_OF_ALL = 500_000

/** A text without capitals, accents, marks that are not seen, and the varieties of the apostrophe and the hyphen. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[‐‑‒–—―−]/g, '-')

/**
 * The words by which a text is found, each once.
 *
 * What stands between two blanks counts from each of its words on: “data/records” is found by `data`, `records` and `data/rec`.
 */
export function indexWords(text: string): IndexWord[] {
  const found = new Set<IndexWord>()
  let size = 0
  for (const piece of piecesOf(text))
    for (const word of wordsFrom(piece)) {
      if (found.has(word)) continue
      size += word.length + 1
      if (size > MOST_OF_ALL) return [...found]
      found.add(word)
    }
  return [...found]
}

/** The words of a search, each once; every one must be found, at the beginning of a word. Signs that stand alone are none. */
export function searchTerms(query: string): SearchTerm[] {
  const terms = piecesOf(query).map(termOf)
  return [...new Map(terms.map((term) => [term.word, term])).values()]
}

/** What is searched for as one word though signs stand in it, as the words that it is made of; that word alone when there are none. */
export const partsOf = (term: SearchTerm): SearchTerm[] => (term.typed.match(LETTERS) ?? []).map(termOf)

/** True for a word that a term finds. */
export const finds = ({ word, whole }: SearchTerm, other: IndexWord): boolean =>
  whole ? other === word : other.startsWith(word)

/** A term that finds what begins with a word. */
export const termOf = (typed: string): SearchTerm => {
  const word = indexWord(typed)
  return { typed, word, whole: [...typed].length === 1 }
}

const LETTERS = /[\p{L}\p{N}]+/gu
const BEFORE = /^[^\p{L}\p{N}\p{Sc}#@§]+/u
const AFTER = /[^\p{L}\p{N}%]+$/u

/** What stands between blanks, without the punctuation around it; what holds neither a letter nor a digit is left out. */
const piecesOf = (text: string): string[] =>
  folded(text)
    .split(/[\p{C}\p{Z}\s]+/u)
    .map((piece) => piece.replace(BEFORE, '').replace(AFTER, ''))
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece))

function* wordsFrom(piece: string): Generator<IndexWord> {
  yield indexWord(piece)
  for (const { 0: word, index } of piece.matchAll(LETTERS)) {
    yield indexWord(word)
    if (index > 0) yield indexWord(piece.slice(index, index + 2 * MOST_CHARACTERS))
  }
}

const indexWord = (text: string): IndexWord =>
  [...text.slice(0, 2 * MOST_CHARACTERS)]
    .slice(0, MOST_CHARACTERS)
    .map((character) => (/[a-z0-9]/.test(character) ? character : `_${character.codePointAt(0)?.toString(16)}_`))
    .join('')
