import { on } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type LongFile, TooManyFiles } from '../actions/long-lists.ts'
import { type Config, YOUNG_MIB } from '../config.ts'
import { TooLargeForSheet } from '../formats/xlsx-write.ts'

export type FileThreadData = { databaseUrl: string; file: LongFile }

/** What the thread says: a piece, that there are no more, or that an Excel file cannot be so large. It is told `more` when there is room for another piece. */
export type FileMessage = { piece: Uint8Array } | 'whole' | 'too large'

/** Makes long files, each in a thread of its own. `stop` gives those under way some seconds, then breaks them off. */
export type FileThreads = {
  makeFile: (file: LongFile, signal: AbortSignal) => AsyncIterable<Uint8Array>
  stop: () => Promise<void>
}

const MOST_AT_ONCE = 3
const PATIENCE_MS = 10_000
const LOOK_AGAIN_MS = 50

/** Threads that read lists with a connection of their own; as many at once as leave room for pages. */
export function fileThreads({ databaseUrl }: Pick<Config, 'databaseUrl'>, patienceMs = PATIENCE_MS): FileThreads {
  const underWay = new Set<Worker>()

  const makeFile = (file: LongFile, signal: AbortSignal) => {
    if (underWay.size >= MOST_AT_ONCE) throw new TooManyFiles()
    const workerData: FileThreadData = { databaseUrl, file }
    const thread = new Worker(new URL('./list-file-thread.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    })
    underWay.add(thread)
    thread.once('exit', () => underWay.delete(thread))
    return piecesOf(thread, signal)
  }

  const stop = async () => {
    const until = performance.now() + patienceMs
    while (underWay.size > 0 && performance.now() < until) await pause(LOOK_AGAIN_MS)
    for (const thread of underWay) await thread.terminate()
  }
  return { makeFile, stop }
}

/** The pieces as they come. The thread ends with whoever asks for them, also in the middle of one. */
function piecesOf(thread: Worker, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const end = () => void thread.terminate()
  const messages = on(thread, 'message', { signal, close: ['exit'] }) as AsyncIterable<[FileMessage]>
  // What goes wrong is thrown to whoever waits for the next piece; once nobody does any more, it is of no account.
  thread.on('error', () => {})
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  return inOrder()

  async function* inOrder(): AsyncGenerator<Uint8Array> {
    try {
      for await (const [message] of messages) {
        if (message === 'whole') return
        if (message === 'too large') throw new TooLargeForSheet()
        yield message.piece
        thread.postMessage('more')
      }
      throw new Error('The thread ended before the file was whole')
    } finally {
      signal.removeEventListener('abort', end)
      end()
    }
  }
}
