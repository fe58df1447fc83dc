import type { Server } from 'node:http'
import { pino } from 'pino'
import { DatabaseUnusable } from '../db/open.ts'
import { createApp } from './app.ts'
import { readConfig, WrongSetting } from './config.ts'
import { clockFrom } from './domain/calendar.ts'
import { startJobs } from './jobs/schedule.ts'
import { prepareDatabase } from './jobs/start.ts'

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
  const log = pino({ level: config.logLevel })
  const clock = clockFrom(() => new Date(), config.stoppedToday)
  const db = await prepareDatabase(config, clock, (line) => console.log(line))
  const jobs = startJobs({ db, clock, config, log })
  const site = createApp({ db, clock, config, log, work: jobs.work })
  const server = site.listen(config.port, config.host)
  server.on('listening', () => {
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : config.port
    console.log(`Muniment is ready at ${config.production ? config.baseUrl : `http://localhost:${port}`}`)
    jobs.catchUp()
  })
  server.on('error', async (error) => {
    const taken = 'code' in error && error.code === 'EADDRINUSE'
    console.error(
      taken
        ? `Port ${config.port} is taken: stop the other program, or set PORT.`
        : `The server cannot listen: ${error.message}`,
    )
    await jobs.stop()
    await db.destroy()
    process.exitCode = 1
  })
  stopCleanly(server, async () => {
    await jobs.stop()
    await db.destroy()
  })
}

/** Lets requests that are under way finish and jobs hand back what they hold; what takes too long is cut off. */
function stopCleanly(server: Server, close: () => Promise<void>): void {
  const stop = async () => {
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    await new Promise((done) => {
      server.close(done)
      server.closeIdleConnections()
    })
    await close()
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
}
