import type { Server } from 'node:http'
import type { Logger } from 'pino'
import { demonstrationAccounts } from '../db/queries/users.ts'
import type { Db } from '../db/schema.ts'
import { DatabaseUnusable } from '../db/unusable.ts'
import { DEMONSTRATION_PASSWORD } from './actions/demonstration-accounts.ts'
import { newSetUpCode } from './actions/set-up.ts'
import { createApp } from './app.ts'
import { type Config, readConfig, WrongSetting } from './config.ts'
import { clockFrom } from './domain/calendar.ts'
import { type Jobs, refuseWrongTimes, startJobs } from './jobs/schedule.ts'
import { prepareDatabase } from './jobs/start.ts'
import { limitConnections, noMoreRequests } from './web/connections.ts'
import { newLog } from './web/log.ts'

const STOP_WITHIN_MS = 20_000

try {
  await start()
} catch (error) {
  if (!(error instanceof WrongSetting || error instanceof DatabaseUnusable)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function start(): Promise<void> {
  const config = readConfig(process.env)
  refuseWrongTimes(config)
  const log = newLog(config.logLevel)
  const clock = clockFrom(() => new Date(), config.stoppedToday)
  const db = await prepareDatabase(config, clock, console.log)
  const jobs = startJobs({ db, clock, config, log })
  const server = createApp({ db, clock, config, log, work: jobs.work }).listen(config.port, config.host)
  limitConnections(server)
  server.on('listening', async () => {
    for (const line of await greeting(db, config, server)) console.log(line)
    jobs.catchUp()
  })
  server.on('error', async (error) => {
    console.error(whyNotListening(error, config))
    process.exitCode = 1
    await jobs.stop()
    await db.destroy()
  })
  stopCleanly({ server, jobs, db, log })
}

/** The address; while nobody has an account, the code that sets one up; outside production, one demonstration sign-in for each role. */
async function greeting(db: Db, config: Config, server: Server): Promise<string[]> {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  const ready = `Muniment is ready at ${config.production ? config.baseUrl : `http://localhost:${port}`}`
  const code = await newSetUpCode(db)
  if (code !== null)
    return [ready, 'Nobody has an account yet. Open it, and set it up with this code, which works once:', `  ${code}`]
  const accounts = config.production ? [] : await demonstrationAccounts(db)
  if (accounts.length === 0) return [ready]
  const oneForEachRole = [
    ...new Map(accounts.toReversed().map((account) => [account.role, account])).values(),
  ].toReversed()
  return [
    ready,
    `Sign in as one of these, with the password: ${DEMONSTRATION_PASSWORD}`,
    ...oneForEachRole.map(({ role, email }) => `  ${role.padEnd(13)} ${email}`),
  ]
}

function whyNotListening(error: Error, { port, host }: Config): string {
  const code = 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE') return `Port ${port} is taken: stop the other program, or set PORT.`
  if (code === 'EACCES') return `Port ${port} may not be used by this user: set PORT to 1024 or more.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST ${host} is not an address of this machine: set it to one that is.`
  return `The server cannot listen: ${error.message}`
}

/**
 * Lets requests that are under way finish while jobs hand back what they hold; what takes too long is cut off.
 *
 * A signal that comes again changes nothing: npm passes on what the terminal has sent to the server already. What nobody
 * foresaw is logged, and stops the server too, with exit code 1: whoever runs it starts it afresh.
 */
function stopCleanly({ server, jobs, db, log }: { server: Server; jobs: Jobs; db: Db; log: Logger }): void {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    await Promise.all([noMoreRequests(server), jobs.stop()])
    await db.destroy()
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
  process.on('uncaughtException', (error, origin) => {
    log.fatal({ err: error, origin }, 'the server stops: something happened that nobody foresaw')
    process.exitCode = 1
    void stop()
  })
}
