/*
 * The thread in which one long file is made. It reads with a connection of its own, and keeps no more pieces ahead of its reader than
 * AHEAD: for each that has been taken it is sent a message.
 */
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { openForReading } from '../../db/open.ts'
import { longList } from '../actions/long-lists.ts'
import { piecesOf } from '../actions/whole-list.ts'
import { TooLargeForSheet } from '../formats/xlsx-write.ts'
import type { FileMessage, FileThreadData } from './list-file.ts'

const PIECE_CHARACTERS = 256 * 1024
const AHEAD = 3

const { databaseUrl, file } = workerData as FileThreadData
const port = parentPort
if (!port) throw new Error('This is a thread: it is begun by list-file.ts')

let ahead = 0
port.on('message', () => {
  ahead -= 1
})
const db = openForReading(databaseUrl)
try {
  let text = ''
  for await (const piece of piecesOf(longList(file.list), db, file)) {
    if (typeof piece !== 'string') await send(new Uint8Array(piece))
    else text += piece
    if (text.length < PIECE_CHARACTERS) continue
    await send(new TextEncoder().encode(text))
    text = ''
  }
  if (text !== '') await send(new TextEncoder().encode(text))
  say('whole')
} catch (error) {
  if (!(error instanceof TooLargeForSheet)) throw error
  say('too large')
} finally {
  await db.destroy()
  port.close()
}

function say(message: FileMessage): void {
  port?.postMessage(message, typeof message === 'string' ? [] : [message.piece.buffer as ArrayBuffer])
}

async function send(piece: Uint8Array): Promise<void> {
  while (port && ahead >= AHEAD) await once(port, 'message')
  ahead += 1
  say({ piece })
}
