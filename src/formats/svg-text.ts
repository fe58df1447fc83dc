import { element, INK, xml } from './svg.ts'

/** How letters are set: `size` in pixels, lines `size * 1.25` apart. */
export type Letters = { size: number; bold?: boolean; fill?: string }

/** Lines of a text with the letters they are set in. */
export type Paragraph = Letters & { lines: string[]; above: number }

const LINE = 1.25

/** Widths of Arial in parts of the size, by kind of character: close enough to break lines, and never far too narrow. */
const widths: [RegExp, number][] = [
  [/[ijlI.,:;|'!]/, 0.28],
  [/[ ftr()[\]/\\"-]/, 0.36],
  [/[mMW@%]/, 0.92],
  [/w/, 0.72],
  [/\p{Lu}/u, 0.7],
  [/[cksvxyz]/, 0.5],
  [/[ -~]/, 0.56],
  [/[\u00a0-\u04ff\u2010-\u201f]/, 0.62],
]

const graphemes = new Intl.Segmenter('en-GB', { granularity: 'grapheme' })
const charactersOf = (text: string): string[] => [...graphemes.segment(text)].map(({ segment }) => segment)

const characterWidth = (character: string): number => widths.find(([kind]) => kind.test(character))?.[1] ?? 1.05

/** About how many pixels a text is wide. */
export const textWidth = (text: string, { size, bold = false }: Letters): number =>
  charactersOf(text).reduce((sum, character) => sum + characterWidth(character), 0) * size * (bold ? 1.08 : 1)

/** A text in lines of at most so many pixels, broken between words, or within one that is too long; the last ends in “…” when not all has room. */
export function wrapped(text: string, width: number, letters: Letters, most: number): string[] {
  const lines: string[] = []
  let line = ''
  const fits = (words: string): boolean => textWidth(words, letters) <= width
  for (const word of text
    .trim()
    .split(/\s+/)
    .flatMap((long) => piecesOf(long, width, letters))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (fits(longer)) line = longer
    else {
      lines.push(line)
      line = word
    }
    if (lines.length > most) break
  }
  lines.push(line)
  if (lines.length <= most) return lines
  const last = charactersOf(lines[most - 1] ?? '')
  while (last.length > 0 && !fits(`${last.join('').trimEnd()}…`)) last.pop()
  return [...lines.slice(0, most - 1), `${last.join('').trimEnd()}…`]
}

/** A word whole where it fits, else in the longest parts that do. */
function piecesOf(word: string, width: number, letters: Letters): string[] {
  if (textWidth(word, letters) <= width) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const character of charactersOf(word)) {
    if (piece !== '' && textWidth(piece + character, letters) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}

/** How high paragraphs stand, in pixels. */
export const heightOf = (paragraphs: Paragraph[]): number =>
  paragraphs.reduce((sum, { lines, size, above }) => sum + above + lines.length * size * LINE, 0)

/** Paragraphs drawn from a point down. */
export function drawParagraphs(paragraphs: Paragraph[], x: number, top: number): string {
  let y = top
  return paragraphs
    .map(({ lines, size, bold, fill, above }) => {
      y += above
      const rows = lines.map((line, at) =>
        element('tspan', { x, y: y + (at * LINE + 0.98) * size }, xml(line === '' ? ' ' : line)),
      )
      y += lines.length * size * LINE
      const weight = bold === true ? { 'font-weight': 'bold' } : {}
      return element('text', { 'font-size': size, fill: fill ?? INK, ...weight }, rows.join(''))
    })
    .join('')
}
