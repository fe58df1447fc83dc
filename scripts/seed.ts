import './lib/require-node-24.ts'
import { loadSampleRegister } from '../src/actions/sample-register.ts'
import { countOf } from '../src/domain/list.ts'
import { withDatabase } from './lib/database.ts'
import { CommandFailed, command } from './lib/entry.ts'

export const main = await command(
  import.meta,
  {
    name: 'seed',
    does: 'Loads the sample register into an empty database; refuses one that holds anything.',
    options: {},
  },
  ({ env }) =>
    withDatabase(
      env,
      () => new Date(),
      async ({ db, config, clock }) => {
        const loaded = await loadSampleRegister(db, clock, { demonstrationAccounts: !config.production })
        if (!loaded.ok) throw new CommandFailed(loaded.problems.map((problem) => problem.text).join(' '))
        const { activities, rules } = loaded.value
        return {
          ok: true,
          text: `Loaded ${countOf(activities, 'processing activity', 'processing activities')} and ${countOf(rules, 'retention rule')}.`,
          result: { activities, rules },
        }
      },
    ),
)
