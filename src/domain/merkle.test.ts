import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { growingTree, isMember, type Tree } from './merkle.ts'

const sha = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()

/** The definition of RFC 6962, section 2.1, word for word. */
function rootByDefinition(leaves: string[]): Buffer {
  if (leaves.length === 0) return sha()
  if (leaves.length === 1) return sha(Buffer.from([0]), Buffer.from(leaves[0]!))
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return sha(Buffer.from([1]), rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split)))
}

function treeOf(leaves: string[], wanted?: number): Tree {
  const tree = growingTree()
  for (const [at, leaf] of leaves.entries()) tree.add(leaf, at === wanted)
  return tree.end()
}

/** Keyed hashes are all different. */
const leavesOf = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 70 })

test('the root is that of RFC 6962, of no leaf and of any number', () => {
  assert.equal(treeOf([]).root, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  fc.assert(
    fc.property(leavesOf, (leaves) => assert.equal(treeOf(leaves).root, rootByDefinition(leaves).toString('hex'))),
  )
})

test('each leaf is proved to be in its tree at its place, and nowhere else', () => {
  fc.assert(
    fc.property(leavesOf, fc.nat(), fc.nat(), (leaves, one, other) => {
      const index = one % leaves.length
      const { root, size, path } = treeOf(leaves, index)
      assert.ok(isMember(leaves[index]!, { index, size, path }, root))
      const elsewhere = other % leaves.length
      if (elsewhere !== index) assert.ok(!isMember(leaves[index]!, { index: elsewhere, size, path }, root))
    }),
  )
})

test('what is not in the tree is not proved, nor by a path or root that was touched', () => {
  fc.assert(
    fc.property(leavesOf, fc.nat(), fc.string(), (leaves, number, stranger) => {
      const index = number % leaves.length
      const { root, size, path } = treeOf(leaves, index)
      const proof = { index, size, path }
      if (stranger !== leaves[index]) assert.ok(!isMember(stranger, proof, root))
      assert.ok(!isMember(leaves[index]!, proof, '0'.repeat(64)))
      assert.ok(!isMember(leaves[index]!, { ...proof, path: [...path, root] }, root))
      if (path.length > 0) assert.ok(!isMember(leaves[index]!, { ...proof, path: path.slice(1) }, root))
    }),
  )
})

test('another order of the same leaves is another tree, and a node is no leaf', () => {
  assert.notEqual(treeOf(['a', 'b']).root, treeOf(['b', 'a']).root)
  const [a, b] = ['a', 'b'].map((leaf) => sha(Buffer.from([0]), Buffer.from(leaf)))
  assert.notEqual(treeOf([Buffer.concat([a!, b!]).toString('latin1')]).root, treeOf(['a', 'b']).root)
})

test('a proof of no size, or with an index outside of it, proves nothing', () => {
  const { root, path } = treeOf(['a'], 0)
  assert.ok(isMember('a', { index: 0, size: 1, path }, root))
  for (const [index, size] of [
    [0, 0],
    [1, 1],
    [-1, 1],
    [0.5, 1],
  ] as const)
    assert.ok(!isMember('a', { index, size, path }, root))
})
