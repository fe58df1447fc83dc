/*
 * A thread in which long files are made, one at a time. It reads each with a connection of its own, and keeps no more pieces ahead of its
 * reader than AHEAD: for each that has been taken it is sent a message.
 */
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { openForReading } from '../../db/open.ts'
import { type LongFile, longList } from '../actions/long-lists.ts'
import { comeAfterPages } from '../actions/thread-priority.ts'
import { piecesOf } from '../actions/whole-list.ts'
import { TooLargeForSheet } from '../formats/xlsx-write.ts'
import type { FileMessage, FileOrder } from './list-file.ts'

const PIECE_BYTES = 256 * 1024
const AHEAD = 3

const port = parentPort
if (!port) throw new Error('This is a thread: it is begun by list-file.ts')

comeAfterPages()

let ahead = 0
port.on('message', (order: FileOrder) => {
  if (order === 'more') ahead -= 1
  else void make(order)
})

/** What is thrown ends the thread, which tells whoever waits for the file. */
async function make(file: LongFile): Promise<void> {
  const db = openForReading(workerData as string)
  try {
    let pieces: Uint8Array[] = []
    let bytes = 0
    for await (const piece of piecesOf(longList(file.list), db, file)) {
      pieces.push(piece)
      bytes += piece.byteLength
      if (bytes < PIECE_BYTES) continue
      await send(joined(pieces, bytes))
      pieces = []
      bytes = 0
    }
    if (bytes > 0) await send(joined(pieces, bytes))
    say('whole')
  } catch (error) {
    if (!(error instanceof TooLargeForSheet)) throw error
    say('too large')
  } finally {
    await db.destroy()
  }
}

/** In memory of their own, which is given away with them: small pieces share theirs with others. */
function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const all = new Uint8Array(bytes)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.byteLength
  }
  return all
}

function say(message: FileMessage): void {
  port?.postMessage(message, typeof message === 'string' ? [] : [message.piece.buffer as ArrayBuffer])
}

async function send(piece: Uint8Array): Promise<void> {
  while (port && ahead >= AHEAD) await once(port, 'message')
  ahead += 1
  say({ piece })
}
