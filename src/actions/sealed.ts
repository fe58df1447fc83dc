import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Config } from '../config.ts'

type Key = Pick<Config, 'recordHashKey'>

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A text that can be read with the key of the settings only. `context`: whose it is; unsealed for another, it is unreadable. */
export function seal(key: Key, context: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, keyOf(key), nonce).setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
}

/** The text, or null when it was sealed with another key or for another context, or was altered. */
export function unseal(key: Key, context: string, text: string): string | null {
  const bytes = Buffer.from(text.replace(/^v1\./, ''), 'base64url')
  const tagEnd = NONCE_BYTES + TAG_BYTES
  if (!text.startsWith('v1.') || bytes.length < tagEnd) return null
  const decipher = createDecipheriv(CIPHER, keyOf(key), bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(NONCE_BYTES, tagEnd))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** A key of its own for this purpose, so that what is known of the one says nothing of the other. */
const keyOf = ({ recordHashKey }: Key): Buffer =>
  Buffer.from(hkdfSync('sha256', recordHashKey, '', 'muniment secrets of authenticator apps', 32))
