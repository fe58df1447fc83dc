import type { Colour, StatCard } from '../components.ts'

/** A number that leads to what it counts, marked by its colour while there is any. */
export const card = (count: number, label: string, href: string, colour: Colour): StatCard => ({
  number: count.toLocaleString('en-GB'),
  label,
  href,
  colour: count > 0 ? colour : null,
})
