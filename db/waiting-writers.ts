/** How many threads of this process wait to write to a file, by its path, in memory that they share; none where no thread knows of others. */
const waiting = new Map<string, Int32Array>()

/**
 * Lets the threads of a process know who waits to write to a file: each calls it before it opens it, all but the first with the memory
 * that the first was given. Heavy work in one of them may then hold the lock for longer, and let go of it when it is asked for.
 */
export function tellWhoWaits(path: string, memory?: SharedArrayBuffer): SharedArrayBuffer {
  const known = memory ? undefined : waiting.get(path)
  const told = known ?? new Int32Array(memory ?? new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  waiting.set(path, told)
  return told.buffer as SharedArrayBuffer
}

/** True when another thread waits to write to a file, and always where nobody would know. */
export function othersMayWait(path: string): boolean {
  const told = waiting.get(path)
  return told === undefined || Atomics.load(told, 0) > 0
}

/** Tells the other threads, as long as it takes, that this one waits to write to a file. */
export async function telling<Value>(path: string, wait: () => Promise<Value>): Promise<Value> {
  const told = waiting.get(path)
  if (told) Atomics.add(told, 0, 1)
  try {
    return await wait()
  } finally {
    if (told) Atomics.sub(told, 0, 1)
  }
}
