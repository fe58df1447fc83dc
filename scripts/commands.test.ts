import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ROOT } from './lib/run-program.ts'
import { ended, environment, run } from './lib/test-command.ts'

/** The commands of the contract that there are so far, with what each takes. */
const usage: Record<string, string> = {
  migrate: 'npm run --silent migrate',
  seed: 'npm run --silent seed',
  sweep: 'npm run --silent sweep -- [--as-at YYYY-MM-DD] [--confirm-date]',
  'import-records':
    'npm run --silent import-records -- FILE --source CODE [--mode delta|full] [--correction] [--dry-run]',
  'generate-records':
    'npm run --silent generate-records -- --source CODE --out FILE [--count N] [--seed S] [--as-at YYYY-MM-DD]',
  export: 'npm run --silent export -- NAME [--out FILE] [--format csv|xlsx] [--as-at YYYY-MM-DD]',
  backup: 'npm run --silent backup -- FILE',
  restore:
    'npm run --silent restore -- FILE [--check] [--without-manifest] [--already-restored] [--despite-broken-trail]',
  'copy-database': 'npm run --silent copy-database -- --from URL --to URL',
  'verify-audit': 'npm run --silent verify-audit -- [--anchor NUMBER:HASH]',
  'check-certificate': 'npm run --silent check-certificate -- FILE [--source CODE] [--reference REFERENCE]',
  'password-link': 'npm run --silent password-link -- EMAIL [--remove-second-factor]',
  bench:
    'npm run --silent bench -- [--rows N,…] [--runs N] [--only NAME,…] [--peer] [--folder FOLDER] [--out FILE] [--report FILE]',
}

let folder: string
let settings: { DATABASE_URL: string }
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-commands-'))
  settings = { DATABASE_URL: `file:${join(folder, 'untouched.db')}` }
})
after(() => rmSync(folder, { recursive: true, force: true }))

test('the README names every command, with the day that it can be asked for, and each is a script', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  for (const name of Object.keys(usage)) {
    assert.equal(scripts[name], `node scripts/${name}.ts`)
    assert.match(readme, new RegExp(`\`${name}[ \`]`), `${name} is not in the README`)
    if (!usage[name]?.includes('[--as-at ')) continue
    assert.match(readme, new RegExp(`\`${name} [^\`]*--as-at YYYY-MM-DD`), `--as-at of ${name} is not in the README`)
  }
})

for (const [name, call] of Object.entries(usage))
  test(`${name} --help says how to call it and does nothing`, async () => {
    const help = await run(name, ['--help'], settings)
    assert.deepEqual([help.code, help.stderr], [0, ''])
    assert.equal(help.stdout.split('\n')[2], call)
    assert.match(help.stdout, /--json {2,}print one JSON object on standard output/)
  })

test('what a command does not know is wrong usage, said beside the output', async () => {
  const wrong = await run('sweep', ['--nonsense', '--json'], settings)
  assert.deepEqual([wrong.code, wrong.stdout], [2, '{"error":"There is no option --nonsense."}\n'])
  assert.equal(wrong.stderr, 'There is no option --nonsense. npm run sweep -- --help says how to use it.\n')
  assert.equal(existsSync(join(folder, 'untouched.db')), false, 'no database was made')
})

test('arguments that a command cannot use are wrong usage, and nothing is touched', async () => {
  const out = join(folder, 'out.csv')
  const wrong: [string, string[], RegExp][] = [
    ['sweep', ['--as-at', '22.11.2026'], /^--as-at must be a date such as 2026-11-22/],
    ['sweep', ['--as-at', '2026-02-29'], /^--as-at must be a date/],
    ['import-records', ['feed.csv', '--source', 'LMS', '--mode', 'half'], /^--mode must be delta or full/],
    ['generate-records', ['--source', 'XYZ', '--out', out], /^There is no source system XYZ: it is one of LMS, /],
    ['generate-records', ['--source', 'LMS', '--out', out, '--count', 'many'], /^--count must be a whole number/],
    ['export', ['everything'], /^There is no list everything: it is one of processing-activities, /],
    ['export', ['constructor'], /^There is no list constructor/],
    ['export', ['records', '--json'], /^--json needs --out/],
    ['check-certificate', ['file.json', '--source', 'LMS'], /^--source and --reference are given together/],
    ['verify-audit', ['--anchor', 'abc'], /^--anchor must be the number of an event and its hash, /],
    ['copy-database', ['--from', 'data/muniment.db', '--to', 'file:x.db'], /^--from must be file: and a path, /],
    ['bench', ['--only', 'nothing'], /^There is no operation nothing: --only takes import, /],
  ]
  for (const [name, args, sentence] of wrong) {
    const { code, stdout, stderr } = await run(name, args, settings)
    assert.equal(code, 2, `${name} ${args.join(' ')}: ${stderr}`)
    if (args.includes('--json')) assert.match((JSON.parse(stdout) as { error: string }).error, sentence)
    else assert.equal(stdout, '')
    assert.match(stderr, sentence)
    assert.equal(stderr.trimEnd().split('\n').length, 1)
  }
  assert.equal(existsSync(join(folder, 'untouched.db')), false)
  assert.equal(existsSync(out), false)
})

test('a place that cannot hold a database ends every command with one sentence', async () => {
  const cases: [string, string[]][] = [
    ['migrate', []],
    ['seed', []],
    ['sweep', []],
    ['export', ['records', '--out', join(folder, 'x.csv')]],
    ['import-records', ['README.md', '--source', 'LMS']],
  ]
  for (const [name, args] of cases) {
    const place = await run(name, [...args, '--json'], { DATABASE_URL: `file:${ROOT}README.md/x.db` })
    assert.equal(place.code, 1)
    assert.match(place.stderr, /^The database .*README\.md\/x\.db cannot be written: give this user the right[^\n]+\n$/)
    assert.equal((JSON.parse(place.stdout) as { error: string }).error, place.stderr.trimEnd())
  }
})

test('a wrong setting ends a command with the name of its variable', async () => {
  const { code, stdout, stderr } = await run('sweep', [], { DATABASE_URL: 'mysql://localhost/x' })
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(
    stderr,
    /^DATABASE_URL must be file: and a path, for example file:data\/muniment\.db, or postgres:[^\n]+\n$/,
  )
})

/** Calls a command as the README gives it. */
const npm = (args: string[], settings: { DATABASE_URL: string }) =>
  ended(
    spawn('npm', ['run', '--silent', ...args], {
      cwd: ROOT,
      env: environment(settings),
      shell: process.platform === 'win32',
    }),
  )

test('npm run passes the options on and the exit code back', async () => {
  const help = await npm(['sweep', '--', '--help'], settings)
  assert.deepEqual([help.code, help.stdout.split('\n')[2]], [0, usage.sweep])
  assert.equal((await npm(['sweep', '--', '--as-at', 'soon'], settings)).code, 2)
})

test('called as the README says, npm adds nothing to the object or the list on standard output', async () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  assert.match(readme, /`npm run --silent <name> -- <options>`/)
  const fresh = { DATABASE_URL: `file:${join(folder, 'fresh.db')}` }
  const migrated = await npm(['migrate', '--', '--json'], fresh)
  assert.equal(migrated.code, 0, migrated.stderr)
  JSON.parse(migrated.stdout)
  const verified = await npm(['verify-audit', '--', '--json'], fresh)
  assert.deepEqual([verified.code, (JSON.parse(verified.stdout) as { whole: boolean }).whole], [0, true])
  const wrong = await npm(['verify-audit', '--', '--json', '--anchor', 'abc'], fresh)
  assert.equal(wrong.code, 2)
  assert.match((JSON.parse(wrong.stdout) as { error: string }).error, /^--anchor must be/)
  assert.match((await npm(['export', '--', 'deputies'], fresh)).stdout, /^[a-z_]+(,[a-z_]+)+\r\n/)
})
