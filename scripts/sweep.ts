import { program } from '../src/domain/permission.ts'
import './lib/require-node-24.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import { sweep } from '../src/actions/sweep.ts'
import { readConfig } from '../src/config.ts'
import { clockFrom, dateInWords, readDate } from '../src/domain/calendar.ts'
import { countOf } from '../src/domain/list.ts'
import { CommandFailed, command, WrongUsage } from './lib/entry.ts'

const PATIENCE_SECONDS = 60

export const main = await command(
  import.meta,
  {
    name: 'sweep',
    does: 'Flags the records that are past their period and gathers them into disposal reviews, now or for a past date.',
    options: {
      'as-at': { value: 'YYYY-MM-DD', does: 'the date to sweep for; today when left out' },
      'confirm-date': { does: 'the date is right, although it is far from that of the last sweep' },
    },
  },
  async ({ options, env }) => {
    const asked = options['as-at']
    const asOf = asked === undefined ? undefined : readDate(asked)
    if (asOf === null) throw new WrongUsage('--as-at must be a date such as 2026-11-22.')
    const config = readConfig(env)
    const db = openDatabase(config.databaseUrl, 'hurried')
    try {
      await migrate(db)
      const outcome = await sweep(db, {
        clock: clockFrom(() => new Date(), config.stoppedToday),
        asOf,
        confirmDate: options['confirm-date'],
        who: program('Command line'),
        patienceSeconds: PATIENCE_SECONDS,
      })
      if (!outcome.ok) throw new CommandFailed(outcome.problems.map((problem) => problem.text).join(' '))
      const { as_of, newly_due, still_due, withdrawn, errors } = outcome.value
      const failed = errors.length > 0 ? ` ${countOf(errors.length, 'record')} could not be flagged.` : ''
      return {
        ok: true,
        text: `Swept as at ${dateInWords(as_of)}: ${countOf(newly_due, 'record')} newly due, ${still_due} still due, ${withdrawn} withdrawn.${failed}`,
        result: outcome.value,
      }
    } finally {
      await db.destroy()
    }
  },
)
