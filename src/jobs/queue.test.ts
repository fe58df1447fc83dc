import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Logger, pino } from 'pino'
import { heavyQueue, TRY_AGAIN_MS } from './queue.ts'
import type { Report, Task } from './run.ts'

const silent = pino({ level: 'silent' })
const done: Report = { text: 'Done.', again: false }
const feeds: Task = { job: 'load-feeds' }
const dates: Task = { job: 'recompute' }

test('work is done one after the other, in the order in which it came', async () => {
  const events: string[] = []
  const queue = heavyQueue(async (task) => {
    events.push(`${task.job} begins`)
    await pause(5)
    events.push(`${task.job} ends`)
    return done
  }, silent)
  queue.add(feeds)
  queue.add(dates)
  await pause(40)
  await queue.stop()
  assert.deepEqual(events, ['load-feeds begins', 'load-feeds ends', 'recompute begins', 'recompute ends'])
})

test('the same work waits only once, but is done again when it was asked for while it ran', async () => {
  const events: string[] = []
  const queue = heavyQueue(async (task) => {
    events.push(task.job)
    await pause(5)
    return done
  }, silent)
  queue.add(feeds)
  for (let time = 0; time < 3; time++) queue.add(feeds)
  await pause(40)
  await queue.stop()
  assert.deepEqual(events, ['load-feeds', 'load-feeds'])
})

test('work that fails is logged, and what waits behind it is done', async () => {
  const errors: unknown[] = []
  const log = { info: () => {}, error: (about: object) => errors.push(about) } as unknown as Logger
  const events: string[] = []
  const queue = heavyQueue(async (task) => {
    if (task.job === 'load-feeds') throw new Error('no disk')
    events.push(task.job)
    return done
  }, log)
  queue.add(feeds)
  queue.add(dates)
  await pause(10)
  await queue.stop()
  assert.deepEqual(events, ['recompute'])
  assert.equal(errors.length, 1)
})

test('it is known whether any work is under way', async () => {
  const queue = heavyQueue(() => pause(20, { text: 'Done.', again: false }), silent)
  assert.equal(queue.isWorking(), false)
  queue.add(feeds)
  assert.equal(queue.isWorking(), true)
  await pause(60)
  assert.equal(queue.isWorking(), false)
  await queue.stop()
})

test('what another process holds is tried again soon after the lease of one that died has lapsed', async () => {
  const lapsesAfter = 30_000
  assert.ok(lapsesAfter + TRY_AGAIN_MS < 60_000, 'pages say that it goes on within a minute')
  let tries = 0
  const queue = heavyQueue(
    async () => {
      tries += 1
      return { text: 'Another process is loading feeds.', again: tries === 1 }
    },
    silent,
    20,
  )
  queue.add(feeds)
  await pause(10)
  assert.equal(tries, 1)
  await pause(40)
  assert.equal(tries, 2)
  await queue.stop()
})

test('a stop lets the work under way end, forgets what waits and takes nothing more', async () => {
  const events: string[] = []
  const queue = heavyQueue(async (task, signal) => {
    events.push(task.job)
    await new Promise((stopped) => signal.addEventListener('abort', stopped))
    events.push('handed back')
    return null
  }, silent)
  queue.add(feeds)
  queue.add(dates)
  await pause(5)
  await queue.stop()
  queue.add(dates)
  await pause(5)
  assert.deepEqual(events, ['load-feeds', 'handed back'])
})
