import { type ScheduledTask, schedule, validate } from 'node-cron'
import type { Logger } from 'pino'
import { canShareWork } from '../../db/beside-others.ts'
import { lastVerdict } from '../../db/queries/audit-chain.ts'
import { certificatesToIssue } from '../../db/queries/certificates.ts'
import { nextFeedToLoad } from '../../db/queries/feeds-waiting.ts'
import { holdsToCarryOut } from '../../db/queries/hold-release.ts'
import { openInstructions } from '../../db/queries/instruction-recalls.ts'
import { hasRunFor } from '../../db/queries/job-runs.ts'
import { isDisposalUnderWay } from '../../db/queries/review-disposals.ts'
import { nextReviewWork } from '../../db/queries/review-work.ts'
import { versionsToApply } from '../../db/queries/rule-versions.ts'
import { areLeftBehind } from '../../db/queries/service-moves.ts'
import type { Db } from '../../db/schema.ts'
import type { By } from '../actions/acting.ts'
import { DIGEST } from '../actions/digest.ts'
import { giveUpCutOff } from '../actions/job-runs.ts'
import { isRecomputingStopped, isSweepMissing } from '../actions/job-stops.ts'
import { BACKUP, isBackedUpHere } from '../actions/nightly-backup.ts'
import { CHECKS } from '../actions/register-checks.ts'
import { isFlagging } from '../actions/sweep-flagging.ts'
import { VERIFY_AUDIT } from '../actions/trail-verification.ts'
import { type Config, WrongSetting } from '../config.ts'
import { type Clock, londonDate } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { forgetSessions } from './expired-sessions.ts'
import { removeLeftUploads } from './left-uploads.ts'
import { type FileThreads, fileThreads } from './list-file.ts'
import { isPast } from './missed-time.ts'
import { forgetMessages } from './old-messages.ts'
import { heavyQueue } from './queue.ts'
import type { Task } from './run.ts'
import { mailSender } from './send-mail.ts'
import { workThread } from './thread.ts'

const ZONE = 'Europe/London'
const EVERY_HOUR = '7 * * * *'
const EVERY_TEN_SECONDS = '*/10 * * * * *'
const EVERY_MINUTE = '* * * * *'
const AT_NIGHT = '40 3 * * *'
const BEFORE_MORNING = '20 4 * * *'
const AFTER_MIDNIGHT = '10 0 * * *'

const nightlySweep: Task = { job: 'sweep', by: { who: program('Schedule') }, confirmDate: false, onlyIfMissing: true }
const nightlyVerification: Task = { job: VERIFY_AUDIT, by: { who: program('Schedule') } }

/** The jobs of a server: what its pages hand over, what a start makes up for, and a stop that lets each finish its chunk. */
export type Jobs = {
  work: {
    loadFeeds: () => void
    sweep: (by: By, confirmDate?: boolean) => void
    recompute: () => void
    moveRecords: () => void
    instruct: () => void
    carryOutHolds: () => void
    carryOutDecisions: () => void
    sendMail: () => void
    makeFile: FileThreads['makeFile']
  }
  catchUp: () => void
  stop: () => Promise<void>
}

/** Throws `WrongSetting` for a time of a job that cannot be: before anything is opened or made. */
export function refuseWrongTimes(config: Pick<Config, 'sweepCron' | 'digestCron' | 'backupCron'>): void {
  const times = { SWEEP_CRON: config.sweepCron, DIGEST_CRON: config.digestCron, BACKUP_CRON: config.backupCron }
  for (const [name, cron] of Object.entries(times))
    if (!validate(cron))
      throw new WrongSetting(`${name} must be five fields of cron, for example 0 6 * * *; ${cron} is none.`)
}

/**
 * Starts every job that runs by the clock, and takes heavy work from the pages.
 *
 * A tick that the server slept through is never replayed, so that the start and each hour after the sweep's time ask whether
 * today has had its sweep; so it is with backup, digest and verification. What a process left behind that died, here or on another node, is
 * found and taken up within a minute.
 */
export function startJobs({ db, clock, config, log }: { db: Db; clock: Clock; config: Config; log: Logger }): Jobs {
  const mail = mailSender({ db, clock, log, mail: config.mail })
  const thread = workThread(config, (error) =>
    log.error({ err: error }, 'The thread of heavy work failed while it had none'),
  )
  const queue = heavyQueue(async (task, signal) => {
    const report = await thread.run(task, signal)
    mail.poke()
    return report
  }, log)
  const files = fileThreads(config)
  const folder = config.uploads
  const sweepIfMissing = async () => {
    if (!(await isSweepMissing(db, clock))) return
    queue.add(nightlySweep)
    queue.add({ job: 'instruct' })
  }
  /** One that found the trail broken is not repeated all day; one that was stopped or failed before it had a verdict is. */
  const verifyIfMissing = async () => {
    const verdict = await lastVerdict(db)
    if (!verdict || londonDate(verdict.at) !== clock.today()) queue.add(nightlyVerification)
  }
  const backUpIfMissing = async () => {
    if (isBackedUpHere(db) && !(await hasRunFor(db, BACKUP, clock.today()))) queue.add({ job: 'backup' })
  }
  const digestIfMissing = async () => {
    if (config.mail && !(await hasRunFor(db, DIGEST, clock.today()))) queue.add({ job: 'digest' })
  }
  const checkIfMissing = async () => {
    if (!(await hasRunFor(db, CHECKS, clock.today()))) queue.add({ job: 'checks' })
  }
  const recomputeWhatWaits = async () => {
    if ((await versionsToApply(db)).length > 0 && !(await isRecomputingStopped(db))) queue.add({ job: 'recompute' })
  }
  const moveWhatIsLeftBehind = async () => {
    if (await areLeftBehind(db)) queue.add({ job: 'move-records' })
  }
  const carryOutHolds = async () => {
    if ((await holdsToCarryOut(db)).length > 0) queue.add({ job: 'carry-out-holds' })
  }
  const carryOutWhatIsDecided = () => {
    queue.add({ job: 'carry-out-decisions' })
    // What is approved only then is instructed after it.
    queue.add({ job: 'instruct' })
  }
  const carryOutDecisions = async () => {
    if (await nextReviewWork(db)) carryOutWhatIsDecided()
  }
  /** A thread is not begun for nothing: it takes as long as the start of the server. */
  const instructWhatIsReady = async () => {
    if (await isDisposalUnderWay(db)) queue.add({ job: 'instruct' })
  }
  const issueWhatWaits = async () => {
    if ((await certificatesToIssue(db)).length > 0) queue.add({ job: 'issue-certificates' })
  }
  const helpFlagging = async () => {
    if (await isFlagging(db, clock)) queue.add({ job: 'help-sweep' })
  }
  /** A date that a feed has moved may take a record back that its source was told to dispose of. */
  const loadFeeds = async () => {
    queue.add({ job: 'load-feeds' })
    if ((await openInstructions(db)).length > 0) queue.add({ job: 'instruct' })
  }
  const loadWaitingFeeds = async () => {
    if ((await nextFeedToLoad(db)) !== undefined) await loadFeeds()
  }

  const every = (name: string, cron: string, run: () => void | Promise<void>): ScheduledTask =>
    schedule(cron, () => logged(name, run), { name, timezone: ZONE, noOverlap: true, suppressMissedWarning: true })

  const sweepTime = every('sweep', config.sweepCron, sweepIfMissing)
  const backupTime = every('backup', config.backupCron, backUpIfMissing)
  const digestTime = every('digest', config.digestCron, digestIfMissing)
  const verifyTime = every('audit trail', BEFORE_MORNING, verifyIfMissing)
  const checkTime = every('checks of the register', AFTER_MIDNIGHT, checkIfMissing)
  const madeUpFor = (time: ScheduledTask, run: () => Promise<void>) => async () =>
    isPast(time, clock) ? run() : undefined
  const schedules = [
    ...[sweepTime, backupTime, digestTime, verifyTime, checkTime],
    every('sweep that was missed', EVERY_HOUR, madeUpFor(sweepTime, sweepIfMissing)),
    every('backup that was missed', EVERY_HOUR, madeUpFor(backupTime, backUpIfMissing)),
    every('digest that was missed', EVERY_HOUR, madeUpFor(digestTime, digestIfMissing)),
    every('verification that was missed', EVERY_HOUR, madeUpFor(verifyTime, verifyIfMissing)),
    every('checks that were missed', EVERY_HOUR, madeUpFor(checkTime, checkIfMissing)),
    every('work that was cut off', EVERY_TEN_SECONDS, takeUpCutOff),
    every('dates of changed rules', EVERY_HOUR, recomputeWhatWaits),
    every('records of services that were merged away', EVERY_HOUR, moveWhatIsLeftBehind),
    every('feeds that wait', EVERY_MINUTE, loadWaitingFeeds),
    every('decisions to carry out', EVERY_MINUTE, carryOutDecisions),
    every('disposal instructions', EVERY_HOUR, instructWhatIsReady),
    every('disposal holds', EVERY_MINUTE, carryOutHolds),
    every('certificates that wait', EVERY_MINUTE, issueWhatWaits),
    every('mail', EVERY_MINUTE, mail.poke),
    ...(canShareWork(db) ? [every('sweep of another node', EVERY_TEN_SECONDS, helpFlagging)] : []),
    every('messages of long ago', AT_NIGHT, async () => log.info(await forgetMessages({ db, clock }))),
    every('uploads left behind', AT_NIGHT, async () => log.info(await removeLeftUploads({ db, clock, folder }))),
    every('expired sessions', EVERY_HOUR, async () => log.info(await forgetSessions({ db, clock }))),
  ]

  async function logged(name: string, run: () => void | Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      log.error({ err: error, job: name }, 'job failed')
    }
  }

  /** True when runs were given up whose runners had died. */
  const giveUpDead = () => giveUpCutOff(db, { who: program('Schedule'), clock })

  /**
   * All that a start makes up for may be what the dead were at. Not while this process works itself: a long check of a file keeps its own
   * thread from saying that it is alive, and whatever else there is would wait for it anyway.
   */
  async function takeUpCutOff(): Promise<void> {
    if (queue.isWorking()) return
    if (await giveUpDead()) await catchUpInTurn()
  }

  /** What is past its period is found in what has come, and told of when it is found. */
  async function catchUpInTurn(): Promise<void> {
    await logged('work that was cut off', async () => void (await giveUpDead()))
    await logged('feeds that wait', loadWaitingFeeds)
    await logged('dates of changed rules', recomputeWhatWaits)
    await logged('records of services that were merged away', moveWhatIsLeftBehind)
    await logged('disposal holds', carryOutHolds)
    await logged('decisions to carry out', carryOutDecisions)
    await logged('certificates that wait', issueWhatWaits)
    await logged('sweep', sweepIfMissing)
    await logged('disposal instructions', instructWhatIsReady)
    await logged('checks of the register', checkIfMissing)
    await logged('backup', madeUpFor(backupTime, backUpIfMissing))
    await logged('digest', madeUpFor(digestTime, digestIfMissing))
    await logged('audit trail', madeUpFor(verifyTime, verifyIfMissing))
  }
  let catchingUp: Promise<void> = Promise.resolve()

  return {
    work: {
      loadFeeds: () => void logged('feeds', loadFeeds),
      sweep: (by, confirmDate = false) => queue.add({ job: 'sweep', by, confirmDate, onlyIfMissing: false }),
      recompute: () => queue.add({ job: 'recompute' }),
      moveRecords: () => queue.add({ job: 'move-records' }),
      carryOutDecisions: carryOutWhatIsDecided,
      instruct: () => queue.add({ job: 'instruct' }),
      carryOutHolds: () => queue.add({ job: 'carry-out-holds' }),
      sendMail: mail.poke,
      makeFile: files.makeFile,
    },
    catchUp: () => {
      mail.poke()
      catchingUp = catchUpInTurn()
    },
    stop: async () => {
      for (const task of schedules) await task.destroy()
      await catchingUp
      await Promise.all([queue.stop(), mail.stop(), files.stop()])
      await thread.end()
    },
  }
}
