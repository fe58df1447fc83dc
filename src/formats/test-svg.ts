import assert from 'node:assert/strict'

const TAG = /<(\/?)([a-z]+)((?:\s+[a-zA-Z:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*)\s*(\/?)>/gy
const TEXT = /(?:[^<&>\p{Cc}\uFFFE\uFFFF]|&(?:amp|lt|gt|quot|#39);)+/uy

/** Fails unless a drawing is XML from start to end, of elements, attributes and escaped text alone. */
export function wellFormed(svg: string): void {
  const open: string[] = []
  let at = 0
  while (at < svg.length) {
    const part = svg[at] === '<' ? TAG : TEXT
    part.lastIndex = at
    const match = part.exec(svg)
    assert.ok(match, `not XML from here: ${svg.slice(at, at + 80)}`)
    at = part.lastIndex
    if (part === TEXT) continue
    if (match[1] === '/') assert.equal(open.pop(), match[2])
    else if (match[4] === '') open.push(String(match[2]))
  }
  assert.deepEqual(open, [])
}

/** The boxes of a diagram, in the order drawn. */
export const boxesOf = (svg: string): { x: number; y: number; width: number; height: number }[] =>
  [...svg.matchAll(/<rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/g)].map(([, ...numbers]) => {
    const [x = 0, y = 0, width = 0, height = 0] = numbers.map(Number)
    return { x, y, width, height }
  })
