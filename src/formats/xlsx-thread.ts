/*
 * The thread in which one long sheet is written. It is sent rows chunk by chunk, says after each that it has room for the next,
 * and answers the null at their end with the bytes of the file.
 */
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { type SheetCell, type SheetShape, sheetBytes } from './xlsx-sheet.ts'

const port = parentPort
if (port) port.postMessage(await sheetBytes(workerData as SheetShape, rowsFrom(port)))

async function* rowsFrom(port: NonNullable<typeof parentPort>): AsyncGenerator<SheetCell[]> {
  for (;;) {
    const [chunk] = (await once(port, 'message')) as [SheetCell[][] | null]
    if (chunk === null) return
    yield* chunk
    port.postMessage('more')
  }
}
