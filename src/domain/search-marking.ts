import { finds, indexWords, type SearchTerm } from './search-words.ts'

/** A piece of a text; `marked`: it is what a search found. */
export type Piece = { text: string; marked: boolean }

const AROUND = 160
const BEFORE_FIRST = 50
/** A shorter line is a code or a choice, and says little by itself. */
const SOME_LENGTH = 30

/** A text in pieces, of which those are marked that the terms find. Joined, they are the text again. */
export function markedPieces(text: string, terms: readonly SearchTerm[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { from, to } of foundIn(text, terms)) {
    if (from > at) pieces.push({ text: text.slice(at, from), marked: false })
    pieces.push({ text: text.slice(from, to), marked: true })
    at = to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false })
  return pieces
}

/** The line in which most of the terms are found, one of some length before a short one, cut to what fits; a line of some length when none is. */
export function tellingLine(lines: readonly string[], terms: readonly SearchTerm[]): Piece[] {
  let best = { line: lines.find(isOfSomeLength) ?? '', worth: 0 }
  for (const line of lines) {
    const words = indexWords(line)
    const count = terms.filter((term) => words.some((word) => finds(term, word))).length
    const worth = count === 0 ? 0 : 2 * count + (isOfSomeLength(line) ? 1 : 0)
    if (worth > best.worth) best = { line, worth }
  }
  return markedPieces(cut(best.line.replace(/\s+/g, ' '), terms), terms)
}

const isOfSomeLength = (line: string): boolean => line.length >= SOME_LENGTH

type Place = { from: number; to: number }

/** Where the terms are found: the whole word, or all between two blanks where only its signs make it what was asked for. */
function foundIn(text: string, terms: readonly SearchTerm[]): Place[] {
  const isFound = (part: string): boolean => {
    const [first, ...others] = indexWords(part)
    return first !== undefined && terms.some((term) => [first, ...others].some((word) => finds(term, word)))
  }
  return [...text.matchAll(/\S+/g)].flatMap(({ 0: piece, index }) => {
    if (!isFound(piece)) return []
    const words = [...piece.matchAll(/[\p{L}\p{N}\p{M}\p{Cf}]+/gu)].filter(({ 0: word }) => isFound(word))
    if (words.length === 0) return [{ from: index, to: index + piece.length }]
    return words.map(({ 0: word, index: within }) => ({ from: index + within, to: index + within + word.length }))
  })
}

function cut(line: string, terms: readonly SearchTerm[]): string {
  if (line.length <= AROUND) return line
  const first = foundIn(line, terms)[0]?.from ?? 0
  const from = first <= BEFORE_FIRST ? 0 : line.indexOf(' ', first - BEFORE_FIRST) + 1
  const start = from > 0 && from <= first ? from : first
  const end = line.lastIndexOf(' ', start + AROUND)
  const to = end > first ? end : start + AROUND
  const beginsLate = start > 0
  const endsEarly = start + AROUND < line.length
  return `${beginsLate ? '… ' : ''}${line.slice(start, endsEarly ? to : undefined).toWellFormed()}${endsEarly ? ' …' : ''}`
}
