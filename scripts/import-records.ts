import { program } from '../src/domain/permission.ts'
import './lib/require-node-24.ts'
import { access, constants, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename, resolve } from 'node:path'
import { feedInWords, feedResult } from '../src/actions/feed-result.ts'
import { underLease } from '../src/actions/job-leases.ts'
import { cancelFeed, createFeed, loadFeed, type SentFeed } from '../src/actions/record-feeds.ts'
import { type Setting, withDatabase } from './lib/database.ts'
import { CommandFailed, command, type Outcome, WrongUsage } from './lib/entry.ts'

const PATIENCE_SECONDS = 60

export const main = await command(
  import.meta,
  {
    name: 'import-records',
    does: 'Loads a record feed: a CSV file of the records that a source system holds.',
    arguments: { FILE: { does: 'the file, with a header row' } },
    options: {
      source: { value: 'CODE', required: true, does: 'the source system that the file comes from' },
      mode: { value: 'delta|full', does: 'full: the file lists every record of the source; delta when left out' },
      correction: { does: 'dates of last activity may move back, too' },
      'dry-run': { does: 'count what would happen, and change nothing' },
    },
  },
  async ({ arguments: { FILE }, options, env }) => {
    const mode = options.mode ?? 'delta'
    if (mode !== 'delta' && mode !== 'full') throw new WrongUsage('--mode must be delta or full.')
    const filePath = resolve(FILE)
    if (!(await isReadable(filePath)))
      throw new CommandFailed(`${FILE} cannot be read: there is no such file, or this user may not read it.`)
    const sent = {
      source: options.source.toUpperCase(),
      fileName: basename(filePath),
      filePath,
      uploaded: false,
      mode,
      correction: options.correction,
      dryRun: options['dry-run'],
    } as const
    return withDatabase(
      env,
      () => new Date(),
      (setting) => load(setting, sent),
    )
  },
)

/** A feed is read twice, so that it must be a file, and not what another program is still writing. */
async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** Only one import runs at a time: another one, of the server for instance, is waited for. Ctrl+C cancels the feed. */
async function load({ db, clock, config }: Setting, sent: SentFeed): Promise<Outcome> {
  const ran = await underLease(
    db,
    { job: 'import-records', clock, patienceSeconds: PATIENCE_SECONDS },
    async (held) => {
      const acting = { who: program(`${userInfo().username} (command line)`), clock }
      const feed = await createFeed(db, acting, sent)
      if (!feed.ok)
        throw new WrongUsage(`There is no source system ${sent.source}: the page /source-systems lists them.`)
      const cancel = () => void cancelFeed(db, acting, feed.value)
      process.once('SIGINT', cancel)
      try {
        return await loadFeed(db, feed.value, { clock, hashKey: config.recordHashKey, ...held })
      } finally {
        process.off('SIGINT', cancel)
      }
    },
  )
  if (!ran.ran) throw new CommandFailed('Another import is still running after a minute. Try again when it has ended.')
  const feed = ran.value
  return { ok: feed.state === 'done', text: feedInWords(feed), result: feedResult(feed) }
}
