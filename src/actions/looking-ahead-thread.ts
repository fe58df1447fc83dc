/*
 * The thread that looks up what changed rules do to the next piece of records while the one before is being written; see looking-ahead.ts. It only reads.
 */
import { workerData } from 'node:worker_threads'
import { openForReading } from '../../db/open.ts'
import { type AheadAnswer, type AheadData, type AheadPiece, ANSWERED, ASKED, BEGUN, STEPS } from './looking-ahead.ts'
import { lookUpOf } from './rule-moves.ts'
import { comeAfterPages } from './thread-priority.ts'

const { file, asked, port, memory } = workerData as AheadData
const state = new Int32Array(memory)

comeAfterPages()
const db = openForReading(`file:${file}`)
const lookUp = await lookUpOf(db, asked)
port.on('message', (piece: AheadPiece) => void answer(piece))

/** A piece that nobody waits for any more is left alone. */
async function answer({ piece, ids }: AheadPiece): Promise<void> {
  const at = piece * STEPS
  if (Atomics.compareExchange(state, 0, at + ASKED, at + BEGUN) !== at + ASKED) return
  const said: AheadAnswer = { piece }
  try {
    said.found = await lookUp(db, ids)
  } catch {
    // Whoever asked looks it up again, and is told then what is wrong.
  }
  port.postMessage(said)
  Atomics.compareExchange(state, 0, at + BEGUN, at + ANSWERED)
  Atomics.notify(state, 0)
}
