/** A set of ids of rows, one bit each, so that millions of them fit in little memory. */
export type IdSet = { has: (id: number) => boolean; add: (id: number) => void }

const BITS = 3

/** An empty set of ids; an id is a whole number of at least 0. */
export function idSet(): IdSet {
  let bytes = new Uint8Array(1024)
  return {
    has: (id) => ((bytes[id >>> BITS] ?? 0) & (1 << (id & 7))) !== 0,
    add: (id) => {
      const at = id >>> BITS
      if (at >= bytes.length) {
        const more = new Uint8Array(Math.max(at + 1, bytes.length * 2))
        more.set(bytes)
        bytes = more
      }
      bytes[at] = (bytes[at] ?? 0) | (1 << (id & 7))
    },
  }
}
