import { hash as hashOnce } from 'node:crypto'

/** A Merkle tree as far as it is known: its root in hex, how many leaves it has, and where the wanted leaf stands, with its path. */
export type Tree = { root: string; size: number; index: number | null; path: string[] }

/** That a text is the leaf at `index`, counted from 0, of a tree of `size` leaves: the hashes beside the way up to the root, in hex. */
export type MembershipProof = { index: number; size: number; path: string[] }

type Node = { hash: Buffer; size: number; holdsWanted: boolean }

// Leaves and nodes are hashed apart, so that no node can be passed off as a leaf.
const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

// In one call: a certificate may be of a million records.
const sha256 = (...parts: Buffer[]): Buffer => hashOnce('sha256', Buffer.concat(parts), 'buffer')

const leafHash = (leaf: string): Buffer => sha256(LEAF, Buffer.from(leaf, 'utf8'))

/**
 * A Merkle tree that grows leaf by leaf and holds no more than a hash for each of its levels, however many leaves there are.
 *
 * The path of one leaf, which is `wanted`, is kept. SHA-256; the root of no leaf is that of the empty text.
 * Source: RFC 6962, section 2.1.
 */
export function growingTree(): { add: (leaf: string, wanted?: boolean) => void; end: () => Tree } {
  const full: Node[] = []
  const path: string[] = []
  let size = 0
  let index: number | null = null

  const joined = (left: Node, right: Node): Node => {
    if (left.holdsWanted) path.push(right.hash.toString('hex'))
    if (right.holdsWanted) path.push(left.hash.toString('hex'))
    return {
      hash: sha256(NODE, left.hash, right.hash),
      size: left.size + right.size,
      holdsWanted: left.holdsWanted || right.holdsWanted,
    }
  }

  return {
    add: (leaf, wanted = false) => {
      let node: Node = { hash: leafHash(leaf), size: 1, holdsWanted: wanted }
      if (wanted) index = size
      size += 1
      for (let left = full.at(-1); left?.size === node.size; left = full.at(-1)) {
        full.pop()
        node = joined(left, node)
      }
      full.push(node)
    },
    end: () => {
      const root = full.reduceRight<Node | null>((right, left) => (right === null ? left : joined(left, right)), null)
      return { root: (root?.hash ?? sha256()).toString('hex'), size, index, path }
    },
  }
}

/** True when a text is proved to be in the tree of that root. Source: RFC 9162, section 2.1.3.2. */
export function isMember(leaf: string, { index, size, path }: MembershipProof, root: string): boolean {
  if (!(Number.isInteger(index) && index >= 0 && index < size)) return false
  let hash = leafHash(leaf)
  let [at, last] = [index, size - 1]
  for (const text of path) {
    const beside = Buffer.from(text, 'hex')
    if (last === 0 || beside.length !== hash.length) return false
    if (at % 2 === 1 || at === last) {
      hash = sha256(NODE, beside, hash)
      while (at % 2 === 0 && at > 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
    } else hash = sha256(NODE, hash, beside)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && hash.toString('hex') === root
}
