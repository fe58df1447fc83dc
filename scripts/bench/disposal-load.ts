import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { MOST_ANSWERS } from '../../src/actions/answer-files.ts'
import { inOwnProcess } from './child.ts'
import { AS_AT, type Data } from './data.ts'
import { formValue, send, until } from './heavy-work.ts'
import { sqliteText } from './limits.ts'
import { type Site, signedIn } from './site.ts'

const RULE = 'LIB-01'
/** Who answers for the service of that rule. */
const MANAGER = 'manager'
const NAME = 'one-review.db'

/** A database in which all records there are wait in one disposal review. */
export const oneReview = (data: Data): Promise<string> =>
  data.made(NAME, async (path) => {
    await copyFile(await data.empty(), path)
    const feed = `${path}.csv`
    await pipeline(Readable.from(dueLines(data.rows)), createWriteStream(feed))
    await inOwnProcess(
      { work: 'import', database: path, feed, mode: 'delta', today: AS_AT },
      { created: data.rows, rejected: 0 },
    )
    await rm(feed)
    await inOwnProcess({ work: 'sweep', database: path, today: AS_AT }, { newlyDue: data.rows, errors: 0 })
    await inOwnProcess({ work: 'verify', database: path, today: AS_AT })
  })

export const forgetOneReview = (data: Data): Promise<void> => data.forget(NAME)

function* dueLines(rows: number): Generator<string> {
  yield 'reference,rule,trigger_date\n'
  for (let n = 1; n <= rows; n++) yield `DUE-${String(n).padStart(9, '0')},${RULE},2010-01-15\n`
}

/** The state of the one review, once what was decided has been carried out on every record. */
const DECIDED = `select case when exists (select 1 from review_work where finished_at is null) then 'running' else max(state) end as state
  from disposal_reviews`

type Person = Omit<Site, 'end'>

/**
 * All of them from the approval to the certificate, as people do it whose source system has no interface: they approve, download the list,
 * send a first file of answers, confirm the rest, and wait for the certificate. Returns how long people waited for forms and for the rest.
 */
export async function disposeOfAll(site: Site, data: Data, database: string, signal: AbortSignal): Promise<string> {
  const taken: string[] = []
  let slowest = 0
  const step = async (what: string, work: () => Promise<void>) => {
    const began = performance.now()
    await work()
    taken.push(`${what} ${((performance.now() - began) / 1000).toFixed(1)} s`)
  }
  const post = async (person: Person, path: string, fields: Record<string, string>) => {
    const began = performance.now()
    await send(person, path, new URLSearchParams({ _csrf: person.token, ...fields }), signal)
    slowest = Math.max(slowest, performance.now() - began)
  }
  const manager = { address: site.address, ...(await signedIn(site.address, MANAGER)) }
  const [review = ''] = (await sqliteText(database, "select id from disposal_reviews where state = 'open'")).split('\n')
  const path = `/disposal-reviews/${review}`
  const number = String(data.rows)

  await step('approved in', async () => {
    const seen = await formValue(manager, `${path}/decision`, 'seen', signal)
    await post(manager, `${path}/decision`, { decision: 'approve disposal', number, seen })
    await until(database, DECIDED, 'approved', signal)
  })
  await step('instructed in', () =>
    until(database, 'select max(state) as state from disposal_instructions', 'open', signal, ['preparing']),
  )
  const instruction = `/disposal-instructions/${await sqliteText(database, 'select max(id) from disposal_instructions')}`
  const answers = join(data.folder, 'answers.csv')
  await step('list downloaded in', () => answersFor(site, `${instruction}/items.csv`, answers, signal))
  await step('first answers read in', async () => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ _csrf: site.token, statement: 'Backups go within 30 days.' }))
      body.append(name, value)
    body.append('file', new Blob([await readFile(answers)]), 'answers.csv')
    await send(site, `${instruction}/answer-files`, body, signal)
  })
  const file = await sqliteText(database, 'select max(id) from disposal_answers')
  await step('applied in', async () => {
    await post(site, `${instruction}/answer-files/${file}/acceptance`, {})
    await until(database, `select state from disposal_answers where id = ${file}`, 'done', signal, ['read', 'accepted'])
  })
  const first = Math.min(MOST_ANSWERS, data.rows)
  if (data.rows > first)
    await step('the rest confirmed in', async () => {
      const form = `${instruction}/confirmation`
      const [year, month, day] = AS_AT.split('-') as [string, string, string]
      const done = {
        doneOn: `${day}/${month}/${year}`,
        method: 'Deleted by the supplier',
        statement: 'Backups go within 30 days.',
      }
      await post(site, form, { ...done, seen: await formValue(site, form, 'seen', signal) })
      await until(database, 'select max(state) as state from disposal_instructions', 'closed', signal, ['open'])
    })
  await step('certificate issued in', () =>
    until(
      database,
      "select case count(*) when 1 then 'issued' else 'waiting' end as state from destruction_certificates",
      'issued',
      signal,
    ),
  )
  await step('forgotten in', () =>
    until(
      database,
      "select case when exists (select 1 from records where reference like 'DUE-%') then 'waiting' else 'forgotten' end as state",
      'forgotten',
      signal,
    ),
  )
  return `${taken.join(', ')}; the longest wait for a form ${slowest.toFixed(0)} ms`
}

/** Downloads the list of an instruction, and writes as many rows of it as a file of answers may have, filled in; not all at once, so that pages are asked for meanwhile. */
async function answersFor(site: Site, path: string, to: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(site.address + path, { headers: site.headers, signal })
  if (answer.status !== 200 || !answer.body) throw new Error(`The list was answered with ${answer.status}`)
  const list = `${to}.list`
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(list))
  await pipeline(answeredRows(list), createWriteStream(to))
  await rm(list)
}

async function* answeredRows(list: string): AsyncGenerator<string> {
  yield 'reference,outcome,done_on,method\n'
  let rows = 0
  for await (const line of createInterface({ input: createReadStream(list) })) {
    const reference = /DUE-\d+/.exec(line)?.[0]
    if (reference === undefined) continue
    yield `${reference},done,${AS_AT},Deleted\n`
    rows += 1
    if (rows === MOST_ANSWERS) return
  }
}
