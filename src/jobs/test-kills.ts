import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../db/open.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import type { Db } from '../../db/schema.ts'
import { damages } from '../../db/test-contents.ts'
import { type Place, placeWithCopy } from '../../db/test-places.ts'
import { testServer } from '../../db/test-world.ts'
import { COMPILED } from '../../scripts/lib/run-program.ts'
import { verifyTrail } from '../actions/audit-trail.ts'
import { hashOfFacts, readFacts } from '../domain/certificate.ts'
import type { Task } from './run.ts'

/** A program of the tests that works on a database, and what it is to do. */
export type Doing = { program: 'test-task.ts' | 'test-decide.ts' | 'test-node.ts'; what: string }

export const doing = (task: Task): Doing => ({ program: 'test-task.ts', what: JSON.stringify(task) })

/** How often to kill: as often as the environment says, spread over four kinds of work, else as often as is quick; on a server all takes longer. */
export const timesToKill = (quick: number): number =>
  Math.ceil(Number(process.env.MUNIMENT_KILLS ?? (testServer ? 2 : 4) * quick) / 4)

/** Databases by name, for tests that kill who works on them, and a folder for files. */
export function killingGround() {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-kills-'))
  const places = new Map<string, Place>()
  const urlOf = (name: string): string => places.get(name)?.url ?? ''

  /** Makes a database of that name, a copy of the one with this address, which nobody has open. */
  const copied = async (name: string, of: string) => {
    await places.get(name)?.remove()
    places.set(name, await placeWithCopy(of))
  }

  /** Works in a process of its own. `kill`: after so many milliseconds, if it still runs. Returns what it said, and how long it worked. */
  async function work({ program, what }: Doing, database: string, kill: number | null = null) {
    const path = fileURLToPath(new URL(`./${program}`, import.meta.url))
    const child = spawn(process.execPath, [path, urlOf(database), what], {
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise<NodeJS.Signals | null>((done) => child.once('close', (_code, signal) => done(signal)))
    let said = ''
    await new Promise<void>((done, fail) => {
      child.once('close', () => fail(new Error(`It ended before it started: ${said}`)))
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8')
        if (said.includes('started\n')) done()
      })
    })
    const began = performance.now()
    if (kill !== null) {
      await pause(kill)
      child.kill('SIGKILL')
    }
    const signal = await ended
    return { killed: signal === 'SIGKILL', said: said.replace('started\n', ''), ms: performance.now() - began }
  }

  /** Looks into a database that somebody was killed in the middle of writing to: it is whole, its counts add up, and so does its audit trail. */
  async function look<T>(database: string, what: (db: Db) => Promise<T>): Promise<T> {
    const db = openDatabase(urlOf(database))
    try {
      assert.deepEqual(await damages(db), [])
      assert.deepEqual(await wrongCounts(db), [])
      assert.equal((await verifyTrail(db)).broken, null)
      return await what(db)
    } finally {
      await db.destroy()
    }
  }

  /**
   * Kills who works at random moments until it was hit so many times, each time letting the next go on; looks after each kill, and compares
   * what came of it in the end with what comes of it undisturbed (`calm`). Returns how often it was hit.
   */
  async function killOften(
    work1: Doing,
    { from, calm, times, wholeMs }: { from: string; calm: string; times: number; wholeMs: number },
    check: (db: Db) => Promise<void>,
  ): Promise<number> {
    const undisturbed = await look(calm, outcome)
    let hits = 0
    while (hits < times) {
      await copied('killed', urlOf(from))
      for (let tries = 1; hits < times; tries++) {
        const { killed } = await work(work1, 'killed', Math.random() * wholeMs * Math.min(1, tries / times))
        if (!killed) break
        hits += 1
        await look('killed', async (db) => {
          await check(db)
          await letLeasesLapse(db)
        })
      }
      await work(work1, 'killed')
      assertSame(await look('killed', outcome), undisturbed)
    }
    return hits
  }

  const remove = async () => {
    for (const place of places.values()) await place.remove()
    rmSync(folder, { recursive: true, force: true })
  }
  return { at: (name: string) => join(folder, name), urlOf, copied, work, look, killOften, remove }
}

/** Compares row by row and tells the first that differs: the difference of thousands of rows takes all memory there is to print. */
function assertSame(found: Outcome, wanted: Outcome): void {
  for (const part of Object.keys(wanted) as (keyof Outcome)[]) {
    const rows: readonly unknown[] = found[part]
    for (const [at, row] of rows.entries()) assert.deepEqual(row, wanted[part][at], `${part}, row ${at}`)
    assert.equal(rows.length, wanted[part].length, part)
  }
}

type Outcome = Awaited<ReturnType<typeof outcome>>

/** The lease of a holder that is dead lapses by itself after 30 seconds: nobody wants to wait for that in a test. */
export const letLeasesLapse = (db: Db) =>
  db.updateTable('jobLeases').set({ expiresAt: '2026-11-22T11:00:00.000Z' }).execute()

/**
 * All that records, reviews, decisions, feeds and histories say. Which run opened a review is another one after each kill, and where a kill
 * took back what had a number, PostgreSQL does not give that number again: what is numbered by the database counts by its place. How often a
 * review was changed depends on where the work was cut into pieces.
 */
async function outcome(db: Db) {
  const reviews = await db.selectFrom('disposalReviews').selectAll().orderBy('id').execute()
  const placeOf = (id: number | null) => reviews.findIndex((review) => review.id === id)
  const placed = <Row extends object & { reviewId: number | null }>(rows: Row[]) =>
    rows.map((row) => ({ ...row, reviewId: placeOf(row.reviewId) }))
  const numberless = (rows: object[]) => rows.map((row) => ({ ...row, id: null }))
  // How often answers were asked for is another number after each kill, as is the key of an instruction.
  const instructions = await db.selectFrom('disposalInstructions').selectAll().orderBy('reviewId').execute()
  const items = await db
    .selectFrom('instructionItems')
    .select(['recordId', 'state', 'answeredAt', 'answeredByName', 'doneOn', 'method', 'reason', 'round'])
    .orderBy('recordId')
    .execute()
  return {
    records: placed(await db.selectFrom('records').selectAll().orderBy('id').execute()),
    changes: numberless(await db.selectFrom('recordChanges').selectAll().orderBy('id').execute()),
    feeds: await db.selectFrom('recordFeeds').selectAll().orderBy('id').execute(),
    rejections: await db.selectFrom('feedRejections').selectAll().orderBy('line').execute(),
    reviews: numberless(reviews).map((review) => ({ ...review, openedByRunId: null, lockVersion: null })),
    decisions: numberless(placed(await db.selectFrom('reviewDecisions').selectAll().orderBy('id').execute())),
    instructions: numberless(placed(instructions)).map((instruction) => ({ ...instruction, fetchKey: null })),
    items,
    certificates: await certificatesIn(db),
  }
}

/**
 * What every certificate says. It names its review and its instruction by the numbers that the database gave them, which are others after a
 * kill, as is the hash of what it says with them.
 */
async function certificatesIn(db: Db) {
  const issued = await db
    .selectFrom('destructionCertificates as certificate')
    .innerJoin('disposalInstructions as instruction', 'instruction.id', 'certificate.instructionId')
    .select(['certificate.number', 'certificate.round', 'certificate.recordCount', 'certificate.merkleRoot'])
    .select(['facts', 'factsHash', 'instruction.id as instruction', 'instruction.reviewId as review'])
    .orderBy('certificate.number')
    .execute()
  return issued.map(({ facts, factsHash, instruction, review, ...certificate }) => {
    const said = readFacts(facts)
    assert.deepEqual([said.instruction.id, said.review.id, hashOfFacts(said)], [instruction, review, factsHash])
    const numberless = { ...said, instruction: { ...said.instruction, id: null }, review: { ...said.review, id: null } }
    return { ...certificate, facts: numberless }
  })
}
