import { Agent, get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** Somebody who reads pages: from which server, and by which headers it knows them. */
export type Reader = { address: string; headers: Record<string, string> }

const agent = new Agent({ keepAlive: true })

/** How long some pages took, one after the other: as many as asked for, or as fit into so many milliseconds, but one at least. */
export async function readPages(
  reader: Reader,
  path: string,
  { times, mostMs }: { times: number; mostMs: number },
): Promise<number[]> {
  const taken: number[] = []
  const began = performance.now()
  while (taken.length < times && (taken.length === 0 || performance.now() - began < mostMs))
    taken.push(await readPage(reader, path))
  return taken
}

/**
 * How long pages take that are asked for at a steady pace, whether earlier ones have been answered or not, until the signal.
 *
 * Each counts from the moment at which its turn had come: one that had to wait for its turn has waited.
 */
export async function pacedPages(
  reader: Reader,
  paths: readonly string[],
  perSecond: number,
  signal: AbortSignal,
): Promise<number[]> {
  const began = performance.now()
  const asked: Promise<number>[] = []
  while (!signal.aborted) {
    const due = began + (asked.length * 1000) / perSecond
    await pause(Math.max(0, due - performance.now()))
    const late = performance.now() - due
    const page = readPage(reader, paths[asked.length % paths.length] ?? '/').then((ms) => ms + late)
    page.catch(() => {})
    asked.push(page)
  }
  return Promise.all(asked)
}

/** Reads a page to its end and returns the milliseconds that took. Throws unless it is answered with 200. */
function readPage({ address, headers }: Reader, path: string): Promise<number> {
  const began = performance.now()
  return new Promise((done, fail) => {
    get(address + path, { agent, headers }, (answer) => {
      answer.resume()
      answer.once('error', fail)
      answer.once('end', () => {
        if (answer.statusCode === 200) done(performance.now() - began)
        else fail(new Error(`${path} was answered with ${answer.statusCode}`))
      })
    }).once('error', fail)
  })
}
