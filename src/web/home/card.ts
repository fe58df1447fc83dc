import type { Colour, StatCard } from '../components.ts'

/** A number that leads to what it counts, `one` or `many`, marked by its colour while there is any. */
export const card = (count: number, one: string, many: string, href: string, colour: Colour): StatCard => ({
  number: count.toLocaleString('en-GB'),
  label: count === 1 ? one : many,
  href,
  colour: count > 0 ? colour : null,
})
