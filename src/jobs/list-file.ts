import { on } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type LongFile, TooManyFiles } from '../actions/long-lists.ts'
import { YOUNG_MIB } from '../actions/thread-memory.ts'
import type { Config } from '../config.ts'
import { TooLargeForSheet } from '../formats/xlsx-write.ts'

/** What a thread is told: to make a file, or that there is room for another piece of it. */
export type FileOrder = LongFile | 'more'

/** What the thread says: a piece, that there are no more, or that an Excel file cannot be so large. After the last two it is free. */
export type FileMessage = { piece: Uint8Array } | 'whole' | 'too large'

/** Makes long files, each in a thread of its own. `stop` gives those under way some seconds, then breaks them off. */
export type FileThreads = {
  makeFile: (file: LongFile, signal: AbortSignal) => AsyncIterable<Uint8Array>
  stop: () => Promise<void>
}

const MOST_AT_ONCE = 3
const PATIENCE_MS = 10_000
const LOOK_AGAIN_MS = 50
/** A thread takes longer to begin than for most files: one is kept for a while, in case that somebody wants the next. */
const KEPT_MS = 60_000

/** Threads that read lists with a connection of their own; as many at once as leave room for pages. */
export function fileThreads({ databaseUrl }: Pick<Config, 'databaseUrl'>, patienceMs = PATIENCE_MS): FileThreads {
  const underWay = new Set<Worker>()
  let kept: { thread: Worker; timer: NodeJS.Timeout } | null = null
  let stopping = false

  const makeFile = (file: LongFile, signal: AbortSignal) => {
    if (underWay.size >= MOST_AT_ONCE) throw new TooManyFiles()
    const thread = takeKept() ?? begun()
    thread.ref()
    underWay.add(thread)
    return piecesOf(thread, file, signal, () => keep(thread))
  }

  const begun = () => {
    const thread = new Worker(new URL('./list-file-thread.ts', import.meta.url), {
      workerData: databaseUrl,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB.files },
    })
    // What goes wrong is thrown to whoever waits for the next piece; once nobody does any more, it is of no account.
    thread.on('error', () => {})
    thread.once('exit', () => {
      underWay.delete(thread)
      if (kept?.thread === thread) takeKept()
    })
    return thread
  }

  const takeKept = () => {
    const thread = kept?.thread
    if (kept) clearTimeout(kept.timer)
    kept = null
    return thread
  }

  const keep = (thread: Worker) => {
    underWay.delete(thread)
    if (kept || stopping) return void thread.terminate()
    thread.unref()
    kept = { thread, timer: setTimeout(() => void takeKept()?.terminate(), KEPT_MS).unref() }
  }

  const stop = async () => {
    stopping = true
    const until = performance.now() + patienceMs
    await takeKept()?.terminate()
    while (underWay.size > 0 && performance.now() < until) await pause(LOOK_AGAIN_MS)
    for (const thread of underWay) await thread.terminate()
  }
  return { makeFile, stop }
}

/** The pieces as they come. The thread ends with whoever asks for them, also in the middle of one; `free`: it has made the whole. */
function piecesOf(thread: Worker, file: LongFile, signal: AbortSignal, free: () => void): AsyncGenerator<Uint8Array> {
  const end = () => void thread.terminate()
  const messages = on(thread, 'message', { signal, close: ['exit'] }) as AsyncIterable<[FileMessage]>
  const tell = (order: FileOrder) => thread.postMessage(order)
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  tell(file)
  return inOrder()

  async function* inOrder(): AsyncGenerator<Uint8Array> {
    let isFree = false
    try {
      for await (const [message] of messages) {
        isFree = typeof message === 'string'
        if (message === 'whole') return
        if (message === 'too large') throw new TooLargeForSheet()
        yield message.piece
        tell('more')
      }
      throw new Error('The thread ended before the file was whole')
    } finally {
      signal.removeEventListener('abort', end)
      if (isFree) free()
      else end()
    }
  }
}
