import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserFlags, findBrowser, findOrInstallBrowser, type Machine, NoBrowser } from './browser.ts'

const OWN = '/home/ann/.cache/ms-playwright/chrome'

/** A machine with some files, on which programs do what a test says. */
function machineWith(files: string[], does: Record<string, () => void> = {}, isRoot = true) {
  const here = new Set(files)
  const ran: string[] = []
  const machine: Machine = {
    works: (path) => !path.includes('broken'),
    runs: (program, args) => {
      const line = [program === process.execPath ? 'node' : program, ...args.map((arg) => arg.split('/').at(-1))].join(
        ' ',
      )
      ran.push(line)
      const effect = does[line.split(' ').slice(0, 2).join(' ')]
      effect?.()
      return effect !== undefined
    },
    exists: (path) => here.has(path),
    isRoot,
    playwrightsOwn: OWN,
  }
  return { machine, ran, here }
}

const env = { PATH: '/usr/local/bin:/usr/bin' }

test('the browser that is named comes first', () => {
  const { machine } = machineWith(['/opt/chrome', '/usr/bin/chromium'])
  assert.equal(findBrowser({ ...env, CHROMIUM_PATH: '/opt/chrome' }, machine), '/opt/chrome')
})

test('a named browser that does not start is an error, not a reason to take another', () => {
  const { machine } = machineWith(['/opt/broken', '/usr/bin/chromium'])
  for (const path of ['/opt/broken', '/opt/missing'])
    assert.throws(() => findOrInstallBrowser({ ...env, CHROMIUM_PATH: path }, machine), NoBrowser)
})

test("the machine's own browser comes before Playwright's", () => {
  assert.equal(findBrowser(env, machineWith([OWN, '/usr/bin/google-chrome']).machine), '/usr/bin/google-chrome')
  assert.equal(findBrowser(env, machineWith([OWN]).machine), OWN)
})

test('a program of that name that does not start is passed over', () => {
  const { machine } = machineWith(['/broken/chromium', '/usr/bin/chromium'])
  assert.equal(findBrowser({ PATH: '/broken:/usr/bin' }, machine), '/usr/bin/chromium')
})

test('root on Debian has it installed by apt-get, which reads its lists only when it must', () => {
  const { machine, ran, here } = machineWith(['/etc/debian_version'], {
    'apt-get install': () => here.add('/usr/bin/chromium-headless-shell'),
  })
  assert.equal(findOrInstallBrowser(env, machine), '/usr/bin/chromium-headless-shell')
  assert.deepEqual(ran, ['apt-get install -y --no-install-recommends chromium-headless-shell'])
})

test('where apt-get has no lists yet it reads them and tries again', () => {
  const { machine, ran, here } = machineWith(['/etc/debian_version'], {
    'apt-get update': () => here.add('/usr/bin/chromium-headless-shell'),
  })
  assert.equal(findOrInstallBrowser(env, machine), '/usr/bin/chromium-headless-shell')
  assert.deepEqual(
    ran.map((line) => line.split(' ')[1]),
    ['install', 'update', 'install'],
  )
})

test('a browser with windows is taken where one without cannot be had, and no lists are read for that', () => {
  const { machine, ran } = machineWith(['/etc/debian_version', '/usr/bin/chromium'])
  assert.equal(findOrInstallBrowser(env, machine), '/usr/bin/chromium')
  assert.deepEqual(ran, ['apt-get install -y --no-install-recommends chromium-headless-shell'])
  const nobody = machineWith(['/etc/debian_version', '/usr/bin/chromium'], {}, false)
  assert.equal(findOrInstallBrowser(env, nobody.machine), '/usr/bin/chromium')
  assert.deepEqual(nobody.ran, [])
})

test('one without windows is taken before any other, and nothing is installed', () => {
  const { machine, ran } = machineWith(['/usr/bin/chromium', '/usr/bin/chromium-headless-shell', '/etc/debian_version'])
  assert.equal(findOrInstallBrowser(env, machine), '/usr/bin/chromium-headless-shell')
  assert.deepEqual(ran, [])
})

test('anyone else gets the one of Playwright', () => {
  const { machine, ran, here } = machineWith(['/etc/debian_version'], { 'node cli.js': () => here.add(OWN) }, false)
  assert.equal(findOrInstallBrowser(env, machine), OWN)
  assert.deepEqual(ran, ['node cli.js install --with-deps chromium'])
})

test('when nothing helps one sentence says what to do', () => {
  const { machine } = machineWith(['/etc/debian_version'])
  assert.throws(() => findOrInstallBrowser(env, machine), { message: /install one, or set CHROMIUM_PATH/ })
})

test('the sandbox is left out for root alone', () => {
  assert.ok(browserFlags(true).includes('--no-sandbox'))
  assert.ok(!browserFlags(false).includes('--no-sandbox'))
})
