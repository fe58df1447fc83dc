import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CommandFailed, command, type Outcome, WrongUsage } from './entry.ts'
import { outcomeOf } from './test-command.ts'

const spec = {
  name: 'import-records',
  does: 'Loads a record feed.',
  arguments: { FILE: { does: 'the file to load' } },
  options: {
    source: { value: 'CODE', required: true, does: 'the source system that sends it' },
    mode: { value: 'delta|full', does: 'what a record that is not in the file means' },
    'dry-run': { does: 'count only' },
  },
} as const

const good: Outcome = { ok: true, text: 'Loaded.', result: { rows: 2 } }

async function called(args: string[], run: () => Outcome = () => good) {
  let given: unknown
  const imported = await command({ main: false }, spec, async ({ say, arguments: named, options }) => {
    given = { arguments: named, options }
    say('Reading …')
    return run()
  })
  const { code, stdout, stderr } = await outcomeOf(imported, args)
  return { code, out: linesOf(stdout), err: linesOf(stderr), given }
}

/** A message may have several lines: each that is printed ends with a line break. */
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1)

test('what is given reaches the command by name, switches as true or false', async () => {
  const { given } = await called(['feed.csv', '--source', 'LMS', '--dry-run'])
  assert.deepEqual(given, { arguments: { FILE: 'feed.csv' }, options: { source: 'LMS', 'dry-run': true } })
})

test('an option may come before the argument, with an equals sign, and a file name may begin with a dash', async () => {
  const { given } = await called(['--source=LMS', '--mode=full', '--', '-feed.csv'])
  assert.deepEqual(given, {
    arguments: { FILE: '-feed.csv' },
    options: { source: 'LMS', mode: 'full', 'dry-run': false },
  })
})

test('a person reads what happens and what came of it on standard output', async () => {
  assert.deepEqual(await called(['a.csv', '--source', 'LMS']).then(({ code, out, err }) => ({ code, out, err })), {
    code: 0,
    out: ['Reading …', 'Loaded.'],
    err: [],
  })
})

test('--json leaves one object on standard output', async () => {
  const { code, out, err } = await called(['a.csv', '--source', 'LMS', '--json'])
  assert.deepEqual({ code, out, err }, { code: 0, out: ['{"rows":2}'], err: ['Reading …'] })
})

test('wrong usage ends with 2 and a sentence beside the output', async () => {
  const cases = [
    [['--source', 'LMS'], 'FILE is missing: the file to load.'],
    [['', '--source', 'LMS'], 'FILE is missing: the file to load.'],
    [['a.csv'], '--source CODE is missing: the source system that sends it.'],
    [['a.csv', '--source'], '--source needs a value: --source CODE.'],
    [['a.csv', '--source', '--dry-run'], '--source needs a value: --source CODE.'],
    [['a.csv', '--source='], '--source needs a value: --source CODE.'],
    [['a.csv', '--source', 'LMS', '--nope'], 'There is no option --nope.'],
    [['a.csv', '--source', 'LMS', '-s'], 'There is no option -s.'],
    [['a.csv', '--source', 'LMS', '--no-json'], 'There is no option --no-json.'],
    [['a.csv', '--source', 'LMS', '--constructor'], 'There is no option --constructor.'],
    [['a.csv', '--source', 'LMS', '--dry-run=yes'], '--dry-run is a switch: it takes no value.'],
    [['a.csv', 'b.csv', '--source', 'LMS'], '"b.csv" is one argument too many.'],
  ] as const
  for (const [args, sentence] of cases) {
    const { code, out, err, given } = await called([...args])
    assert.deepEqual({ code, out, given }, { code: 2, out: [], given: undefined })
    assert.deepEqual(err, [`${sentence} npm run import-records -- --help says how to use it.`])
  }
})

test('wrong usage with --json says what was wrong in the one object too', async () => {
  const unread = await called(['a.csv', '--json'])
  assert.deepEqual(
    [unread.code, unread.out],
    [2, ['{"error":"--source CODE is missing: the source system that sends it."}']],
  )
  const refused = await called(['a.csv', '--source', 'LMS', '--json'], () => {
    throw new WrongUsage('--mode must be delta or full.')
  })
  assert.deepEqual([refused.code, refused.out], [2, ['{"error":"--mode must be delta or full."}']])
  assert.match(refused.err.at(-1) ?? '', /^--mode must be delta or full\. npm run/)
})

test('a value that the command itself refuses is wrong usage too', async () => {
  const { code, err } = await called(['a.csv', '--source', 'LMS'], () => {
    throw new WrongUsage('--mode must be delta or full.')
  })
  assert.equal(code, 2)
  assert.match(err[0] ?? '', /^--mode must be delta or full\. npm run/)
})

test('a foreseen failure ends with 1, a sentence, and an object that keeps what is known', async () => {
  const refuse = () => {
    throw new CommandFailed('The file is empty.', { rows: 0 })
  }
  const plain = await called(['a.csv', '--source', 'LMS'], refuse)
  assert.deepEqual([plain.code, plain.err], [1, ['The file is empty.']])
  const json = await called(['a.csv', '--source', 'LMS', '--json'], refuse)
  assert.deepEqual([json.code, json.out], [1, ['{"rows":0,"error":"The file is empty."}']])
})

test('an unforeseen failure ends with 1 and says where it happened', async () => {
  const { code, out, err } = await called(['a.csv', '--source', 'LMS', '--json'], () => {
    throw new Error('broken')
  })
  assert.deepEqual([code, out], [1, ['{"error":"broken"}']])
  assert.match(err.slice(1).join('\n'), /Error: broken\n.*entry\.test\.ts/)
})

test('an outcome that is not well is reported and ends with 1', async () => {
  const { code, out } = await called(['a.csv', '--source', 'LMS'], () => ({ ...good, ok: false }))
  assert.deepEqual([code, out.at(-1)], [1, 'Loaded.'])
})

test('--help says how to call it, whatever else is wrong, and does nothing', async () => {
  const { code, out, given } = await called(['--nope', '--help'])
  assert.deepEqual([code, given], [0, undefined])
  assert.equal(
    out.join('\n'),
    `Loads a record feed.

npm run --silent import-records -- FILE --source CODE [--mode delta|full] [--dry-run]

  FILE               the file to load
  --source CODE      the source system that sends it
  --mode delta|full  what a record that is not in the file means
  --dry-run          count only
  --json             print one JSON object on standard output
  --help             print this and do nothing`,
  )
})
