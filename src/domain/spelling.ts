/** Words are taken for what somebody meant when they differ by no more: a short word is too soon another one. */
const mostMistakes = (typed: string): number => {
  if (typed.length < 4) return 0
  return typed.length < 8 ? 1 : 2
}

/** How long words must be to be what somebody meant; a word may also be only begun, so that there is no end to it. */
export const shortestMeant = (typed: string): number => typed.length - mostMistakes(typed)

/**
 * The words that somebody may have meant, the nearest first: those with the fewest mistakes, and before what only begins so, what is
 * the whole word. Empty when none is near enough.
 *
 * A mistake is a letter too many, too few, in the place of another, or two that have changed places. What holds a digit is a reference
 * or a year, and another one is never meant.
 */
export function meant(typed: string, known: readonly string[]): string[] {
  const most = mostMistakes(typed)
  if (most === 0 || !/^[a-z][a-z'-]*$/.test(typed)) return []
  const near = known.flatMap((word) => {
    const { whole, beginning } = mistakes(typed, word)
    const rank = whole <= most ? whole : most + 1 + beginning
    return beginning <= most ? [{ word, rank }] : []
  })
  const best = Math.min(...near.map(({ rank }) => rank))
  const sameStart = (word: string): number => (word[0] === typed[0] ? 0 : 1)
  return near
    .filter(({ rank }) => rank === best)
    .map(({ word }) => word)
    .sort((a, b) => sameStart(a) - sameStart(b) || a.length - b.length || (a < b ? -1 : 1))
}

/** How many mistakes it takes to make one word of another: of the whole of it, and of the beginning that is nearest. */
export function mistakes(typed: string, word: string): { whole: number; beginning: number } {
  let before: number[] = []
  let last = Array.from({ length: word.length + 1 }, (_, at) => at)
  for (let row = 1; row <= typed.length; row++) {
    const line = [row]
    for (let at = 1; at <= word.length; at++) {
      const same = typed[row - 1] === word[at - 1]
      const swapped = row > 1 && at > 1 && typed[row - 1] === word[at - 2] && typed[row - 2] === word[at - 1]
      line[at] = Math.min(
        (last[at] ?? 0) + 1,
        (line[at - 1] ?? 0) + 1,
        (last[at - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[at - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = last
    last = line
  }
  return { whole: last[word.length] ?? 0, beginning: Math.min(...last) }
}
