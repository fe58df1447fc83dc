/** How a box looks: `main` is what the picture is about, `abroad` another country, `unsaid` what the register does not say. */
export type BoxLook = 'usual' | 'main' | 'abroad' | 'unsaid'

/**
 * A box of a picture, in a column counted from 0.
 *
 * `kind`: what sort of thing it is, in words; `names`: what it stands for, several when equal things share it; `detail` may be blank.
 */
export type Box = { id: string; column: number; kind: string; names: string[]; detail: string; look: BoxLook }

/** An arrow between two boxes, to a later column. `restricted`: data leaves the United Kingdom by it. */
export type Arrow = { from: string; to: string; restricted: boolean }

/** A part of what a picture says, in words. */
export type TextGroup = { heading: string; items: string[] }

/** What a picture of boxes and arrows shows, and all of it in words: nothing is said by the picture alone. */
export type Picture = {
  title: string
  description: string
  columns: string[]
  boxes: Box[]
  arrows: Arrow[]
  text: TextGroup[]
}

/** The words for what a picture has no room for: “and 12 more”. */
export const andMore = (count: number): string => `and ${count.toLocaleString('en-GB')} more`

/** A name as it is compared: two that differ in capitals or spaces alone are one. */
export const sameName = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()
