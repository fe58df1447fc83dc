import { dateInWords } from '../domain/calendar.ts'
import type { Evidence, Standing } from '../domain/processing-activity.ts'
import type { Colour, EvidenceView } from './components.ts'

const tags: Record<Standing, { text: string; colour: Colour }> = {
  stated: { text: 'Stated', colour: 'grey' },
  proposed: { text: 'Proposed', colour: 'yellow' },
  confirmed: { text: 'Confirmed', colour: 'green' },
}

/** The tag of a fact's standing, who proposed or confirmed it when, and where its notice states it: “lines 11 and 17”, linked to the first of them. */
export function evidenceView({ standing, notice, lines, byName, byOn }: Evidence): EvidenceView {
  const by = byName === null || byOn === null ? null : `by ${byName}, ${dateInWords(byOn)}`
  if (notice === null || !lines) return { ...tags[standing], source: null, href: null, by }
  const first = /\d+/.exec(lines)?.[0] ?? ''
  return { ...tags[standing], source: linesInWords(lines), href: `/privacy-notices/${notice}#L${first}`, by }
}

/** Lines of a notice as people say them: `L11,L17-19` is “lines 11 and 17 to 19”. */
export function linesInWords(lines: string): string {
  const numbers = lines.split(',').map((line) => line.trim().replaceAll('L', '').replace('-', ' to '))
  const several = numbers.length > 1 || numbers.some((line) => line.includes(' to '))
  return `${several ? 'lines' : 'line'} ${new Intl.ListFormat('en-GB').format(numbers)}`
}
